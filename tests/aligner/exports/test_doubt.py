"""Which pairs a page marks as uncertain: all below one half; of an uncertain text only the worst fifth."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.align.lines import read_lines
from aligner.core.bitext import Bead, Bitext
from aligner.exports import ExportOptions, extension_of, write_bitext


def bitext(confidences: list[float], folder: Path) -> Bitext:
    sides = []
    for language, text in (("ru", "Дом стоит на горе."), ("en", "The house stands on a hill.")):
        path = folder / f"a.{language}"
        path.write_text("\n".join([text] * len(confidences)), encoding="utf-8")
        sides.append(read_lines(path, language=language).document)
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), one, "aligner") for n, one in enumerate(confidences))
    return Bitext(sides[0], sides[1], beads)


@pytest.mark.parametrize(
    ("confidences", "marked"),
    [
        ([0.9] * 9 + [0.49], 1),
        ([0.9] * 10, 0),
        ([0.45] * 5 + [0.35] * 4 + [0.05], 1),
        ([0.45] * 8 + [0.35] * 2, 2),
        ([0.01] * 10, 10),
    ],
)
def test_only_the_worst_fifth_is_marked(confidences: list[float], marked: int, tmp_path: Path) -> None:
    made = bitext(confidences, tmp_path)
    out = io.BytesIO()
    write_bitext(made, out, "html", ExportOptions())
    page = out.getvalue().decode()
    assert len(re.findall(r'class="u low"[^>]*data-b=\d+ id=s', page)) == marked
    said = re.search(r">(\d+) uncertain<", page)
    assert int(said[1] if said else 0) == marked


def test_the_table_and_the_translated_document_have_names_of_their_own(tmp_path: Path) -> None:
    made = bitext([0.9], tmp_path)
    provenance = replace(made.source.provenance, format="docx")
    word = replace(made, source=replace(made.source, provenance=provenance))
    assert extension_of("document", word) == ".docx"
    assert extension_of("docx", word) == ".table.docx"
