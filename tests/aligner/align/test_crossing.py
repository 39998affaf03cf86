"""Sentences that the translator swapped."""

from __future__ import annotations

import numpy as np

from aligner.align.aligning import align_sentences
from aligner.align.crossing import ORDER_CHANGED, with_swapped
from aligner.core.bitext import Bead
from models.encoder import SentenceEncoder

RUSSIAN = (
    "Совет собрался утром.", "Первым говорил казначей.", "На улице шёл снег.", "Затем обсудили ремонт моста.",
    "Решение отложили до весны.", "Все разошлись по домам.",
)  # fmt: skip
ENGLISH = (
    "The council met in the morning.", "The treasurer spoke first.", "Outside it was snowing.",
    "Then the repair of the bridge was discussed.", "The decision was put off until spring.", "Everyone went home.",
)  # fmt: skip


def test_two_sentences_that_changed_places_are_one_bead_with_a_remark(encoder: SentenceEncoder) -> None:
    target = [*ENGLISH[:2], ENGLISH[3], ENGLISH[2], *ENGLISH[4:]]
    made = align_sentences(RUSSIAN, target, languages=("ru", "en"), encoder=encoder)
    assert [(bead.kind, bead.note) for bead in made] == [
        ("1-1", ""), ("1-1", ""), ("2-2", ORDER_CHANGED), ("1-1", ""), ("1-1", ""),
    ]  # fmt: skip
    straight = align_sentences(RUSSIAN, ENGLISH, languages=("ru", "en"), encoder=encoder)
    assert {(bead.kind, bead.note) for bead in straight} == {("1-1", "")}


def test_a_pair_between_two_that_say_the_same_takes_them_in() -> None:
    unit = np.eye(4, dtype=np.float16)
    beads = [
        Bead(range(1), range(1), 1.0, "aligner"),
        Bead(range(1, 1), range(1, 2), 0.7, "aligner"),
        Bead(range(1, 2), range(2, 3), 0.9, "aligner"),
        Bead(range(2, 3), range(3, 3), 0.6, "aligner"),
        Bead(range(3, 4), range(3, 4), 1.0, "aligner"),
    ]
    made = with_swapped(beads, unit, unit[[0, 2, 1, 3]])
    assert [(bead.source, bead.target, bead.note) for bead in made] == [
        (range(1), range(1), ""), (range(1, 3), range(1, 3), ORDER_CHANGED), (range(3, 4), range(3, 4), ""),
    ]  # fmt: skip
    assert 0.8 < made[1].confidence <= 0.9
    assert with_swapped(beads, unit, unit[[0, 3, 1, 2]]) == beads, "the two left alone say something else"
