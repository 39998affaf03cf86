"""Codes of a pair: lost, added, changed, out of place; silent where all is well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aligner.checks import Checker, check_bitext
from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import document_from_sentences
from aligner.core.unit import Unit

BOLD, LINK, IMAGE = Code(0, 3, 1, "bold"), Code(4, 7, 2, "link", href="https://example.org"), Code(8, 8, 3, "image")
ONE, TWO = "Раз два три", "One two six"
CODES = [
    ((BOLD,), (BOLD,), []),
    ((BOLD, LINK, IMAGE), (LINK, BOLD, IMAGE), []),
    ((BOLD, LINK), (BOLD,), ["tags-differ"]),
    ((BOLD,), (BOLD, IMAGE), ["tags-differ"]),
    ((IMAGE,), (IMAGE, IMAGE), ["tags-differ"]),
    ((BOLD,), (replace(BOLD, kind="italic"),), ["tags-differ"]),
    ((replace(IMAGE, equiv="{a}"),), (replace(IMAGE, equiv="{b}"),), ["tags-differ"]),
    ((replace(IMAGE, data=("<br/>", "")),), (replace(IMAGE, data=("<br />", "")),), []),
    ((BOLD,), (replace(BOLD, end=0),), ["tags-misplaced"]),
    ((replace(BOLD, end=0),), (BOLD,), ["tags-misplaced"]),
    ((IMAGE,), (replace(IMAGE, start=5, end=5),), ["tags-misplaced"]),
    ((BOLD, LINK), (replace(BOLD, end=6), LINK), ["tags-misplaced"]),
    ((replace(BOLD, end=11), LINK), (replace(BOLD, end=3), LINK), ["tags-misplaced"]),
    ((replace(BOLD, end=11), LINK), (replace(BOLD, end=11), LINK), []),
    ((replace(BOLD, closes=False),), (replace(BOLD, closes=False),), []),
]


@pytest.mark.parametrize(("source", "target", "codes"), CODES)
def test_codes_of_a_pair(source, target, codes):
    unit = Unit(ONE, TWO, "ru", "en", source_codes=source, target_codes=target)
    checker = Checker(only=("tags-differ", "tags-misplaced"))
    assert [f.code for f in checker.findings(0, unit)] == codes
    # Two documents that were aligned have their own codes each.
    assert checker.findings(0, replace(unit, origin="aligner")) == []


def test_a_bitext_is_checked_with_its_codes():
    sides = [
        document_from_sentences([("body", [Content(text, codes)])], language=language)
        for text, codes, language in ((ONE, (BOLD, IMAGE), "ru"), (TWO, (BOLD,), "en"))
    ]
    found = check_bitext(Bitext(*sides, (Bead(range(1), range(1), 1.0, "human"),)))
    assert [(f.code, dict(f.values)["text"]) for f in found] == [("tags-differ", "image")]
