"""Paragraph marks weigh what they have earned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aligner.align.aligning import align, align_sentences, paragraph_marks
from aligner.align.lattice import Marginals, Steps
from aligner.align.marks import MOST, agreement
from aligner.core.document import Document, document_from_sentences
from models.encoder import load_encoder

PASSAGE = Path(__file__).parents[3] / "benchmarks" / "data" / "literature" / "lit_fathers_66"


def some_beads(count: int) -> tuple[Steps, Marginals]:
    """A document of 1-1 beads, all sure, and for each place a 2-2 bead that is out of the question."""
    ends = np.arange(1, count + 1)
    one, two = np.ones(count, np.int64), np.full(count - 1, 2)
    steps = Steps(*(np.concatenate(x) for x in ((ends, ends[1:]), (ends, ends[1:]), (one, two), (one, two))))
    probability = np.concatenate([np.ones(count), np.zeros(count - 1)])
    return steps, Marginals(probability, np.zeros(count), np.zeros(count), 0.0, 0.0)


def marks_at(count: int, step: int) -> np.ndarray:
    marks = np.zeros(count, np.int8)
    marks[::step] = 1
    return marks


def test_marks_that_agree_speak_for_beads_that_keep_them() -> None:
    steps, found = some_beads(400)
    marks = marks_at(400, 4)
    added = agreement(steps, found, marks, marks)
    begins = (steps.i - steps.k) % 4 == 0
    single = steps.k == 1
    assert added[single & begins].min() > 1.0
    assert 0 < added[single & ~begins].max() < 0.5
    moved = marks.copy()
    moved[100:102] = 0, 1
    apart = agreement(steps, found, marks, moved)[100:102]
    assert apart.max() < -1.0, "a paragraph that begins on one side alone speaks against the bead"
    inside = (steps.k == 2) & ((steps.i - 1) % 4 == 0)
    likelier = replace(found, bead=np.where((steps.k == 2) & ~inside, 0.3, found.bead))
    joined = agreement(steps, likelier, marks, marks)
    before = begins[inside]
    assert joined[inside][~before].max() < -2.0, "joined sentences have kept to paragraphs so far"
    assert np.abs(added).max() <= 3 * MOST


@pytest.mark.parametrize("seed", range(5))
def test_marks_that_do_not_agree_say_next_to_nothing(seed: int) -> None:
    steps, found = some_beads(2000)
    random = np.random.default_rng(seed)
    marks = marks_at(2000, 4)
    added = agreement(steps, found, random.permutation(marks), random.permutation(marks))
    assert np.abs(added[steps.k == 1]).max() < 0.4


def passage(name: str, language: str) -> Document:
    """One side of a passage of a novel, in its paragraphs."""
    sentences = (PASSAGE / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:60]
    starts = {int(line) for line in (PASSAGE / f"{name}.starts.txt").read_text().split()}
    rows: list[list[str]] = [[]]
    for number, sentence in enumerate(sentences):
        if number in starts:
            rows.append([])
        rows[-1].append(sentence)
    return document_from_sentences([("body", row) for row in rows if row], language=language)


def test_documents_are_aligned_with_their_paragraphs_in_view() -> None:
    source, target = passage("src", "ru"), passage("tgt", "en")
    encoder = load_encoder()
    texts = [s.text for s in source.sentences], [s.text for s in target.sentences]
    marks = paragraph_marks(source), paragraph_marks(target)
    assert 10 < marks[0].sum() < 40
    found = align(source, target, encoder=encoder).bitext.beads
    assert list(found) == align_sentences(*texts, languages=("ru", "en"), encoder=encoder, marks=marks)
    without = align_sentences(*texts, languages=("ru", "en"), encoder=encoder)
    doubt = [sum(1 - bead.confidence for bead in beads) for beads in (found, without)]
    assert doubt[0] < doubt[1]


def test_headings_have_a_mark_of_their_own() -> None:
    document = document_from_sentences(
        [("heading", ["Глава 1"]), ("body", ["Шёл дождь.", "Было темно."])], language="ru"
    )
    assert paragraph_marks(document).tolist() == [2, 1, 0]


def test_nothing_is_known_without_beads() -> None:
    steps, found = some_beads(50)
    none = Marginals(np.zeros(len(steps)), np.ones(50), np.ones(50), 1.0, 0.0)
    assert np.abs(agreement(steps, none, marks_at(50, 5), marks_at(50, 3))).max() < 1e-9
    assert found.bead.sum() == 50
