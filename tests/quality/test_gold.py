"""Small gold sets with the exact number of errors that the rules make on them today, better or worse.

A change that moves one of these numbers changes what users get. Where it is better, the new number is written here;
the assertion shows which places differ. Figures that compare us with others are in benchmarks/, on larger sets.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from aligner.align import align
from aligner.align.goldfile import GoldBead
from aligner.checks import CHECKS, Checker
from aligner.core.document import document_from_paragraphs, document_from_sentences
from aligner.core.unit import Unit
from aligner.language import detect_language
from aligner.repair.unwrap import unwrap
from aligner.segment import segment

GOLD = Path(__file__).parents[1] / "data" / "quality"


def paragraphs(language: str) -> list[list[str]]:
    """The gold paragraphs of a language, as their sentences."""
    blocks = (GOLD / f"sentences.{language}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [block.split("\n") for block in blocks]


def ends(sentences: list[str]) -> set[int]:
    """Where sentences end in a paragraph; the paragraph's own end does not count."""
    places, at = set(), 0
    for sentence in sentences[:-1]:
        at += len(sentence) + 1
        places.add(at)
    return places


def around(text: str, places: set[int]) -> list[str]:
    """The text on both sides of some places."""
    return [f"{text[max(0, at - 25) : at]}| {text[at : at + 15]}" for at in sorted(places)]


@pytest.mark.parametrize(("language", "missed", "false"), [("ru", 1, 5), ("en", 0, 4)])
def test_sentence_ends(language: str, missed: int, false: int) -> None:
    gold = paragraphs(language)
    rows = [("body", " ".join(sentences)) for sentences in gold]
    document = segment(document_from_paragraphs(rows, language=language))
    not_found: list[str] = []
    too_many: list[str] = []
    for (_, text), right, paragraph in zip(rows, gold, document.paragraphs, strict=True):
        found = ends([sentence.text for sentence in paragraph.sentences])
        not_found += around(text, ends(right) - found)
        too_many += around(text, found - ends(right))
    assert (len(not_found), len(too_many)) == (missed, false), (not_found, too_many)


@pytest.mark.parametrize(("language", "words", "wrong"), [("ru", 2, 0), ("en", 2, 0), ("ru", 1, 0), ("en", 1, 0)])
def test_languages_of_a_word_or_two(language: str, words: int, wrong: int) -> None:
    starts = {" ".join(one.split()[:words]) for sentences in paragraphs(language) for one in sentences}
    other = sorted(
        f"{start} = {found}" for start in starts if (found := detect_language(start)) not in (language, "und")
    )
    assert len(other) == wrong, other


@pytest.mark.parametrize(("language", "width", "wrong"), [("ru", 44, 0), ("ru", 72, 2), ("en", 44, 0), ("en", 72, 0)])
def test_wrapped_lines(language: str, width: int, wrong: int) -> None:
    gold = [" ".join(sentences) for sentences in paragraphs(language)]
    found = [block.text for block in unwrap("\n\n".join(textwrap.fill(text, width) for text in gold))]
    other = [text for text in gold if text not in found]
    assert len(other) == wrong, other


def gold_alignment(name: str) -> tuple[list[str], list[str], list[GoldBead]]:
    """Source sentences, target sentences, beads: a line holds a bead, a bar stands between sentences."""
    source: list[str] = []
    target: list[str] = []
    beads: list[GoldBead] = []
    for line in (GOLD / "alignments" / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        left, right = ([one for one in side.split(" | ") if one] for side in line.split("\t"))
        beads.append(
            (
                tuple(range(len(source), len(source) + len(left))),
                tuple(range(len(target), len(target) + len(right))),
            )
        )
        source += left
        target += right
    return source, target, beads


@pytest.mark.parametrize(
    ("name", "missed", "false"),
    # A translation of a story, of a set of rules; a free one of a diary, with sentences left out and put in.
    [("lighthouse", 0, 0), ("reading-room", 0, 0), ("diary", 9, 8)],
)
def test_beads(name: str, missed: int, false: int) -> None:
    source, target, gold = gold_alignment(name)
    documents = [
        document_from_sentences([("body", side)], language=language)
        for side, language in ((source, "ru"), (target, "en"))
    ]
    found = [(tuple(bead.source), tuple(bead.target)) for bead in align(*documents).bitext.beads]
    not_found, too_many = sorted(set(gold) - set(found)), sorted(set(found) - set(gold))
    assert (len(not_found), len(too_many)) == (missed, false), (not_found, too_many)


def test_findings() -> None:
    """A hundred pairs, half of them with a planted error (two in one), half of them without."""
    missed: list[str] = []
    false: list[str] = []
    planted = set()
    for number, line in enumerate((GOLD / "checks.tsv").read_text(encoding="utf-8").splitlines()):
        codes, source, target = line.split("\t")
        right = set(codes.split(",")) - {""}
        found = {finding.code for finding in Checker().findings(number, Unit(source, target, "ru", "en"))}
        missed += [f"{code}: {source} = {target}" for code in sorted(right - found)]
        false += [f"{code}: {source} = {target}" for code in sorted(found - right)]
        planted |= right
    assert number == 99
    assert planted <= set(CHECKS)
    assert (len(missed), len(false)) == (3, 5), (missed, false)
