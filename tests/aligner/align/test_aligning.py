"""Aligning documents: pairs found, sentences left out, anchors kept, odd input survived."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.align import align, realign
from aligner.align.aligning import REACH
from aligner.align.prepare import run_vectors
from aligner.core.bitext import Bead, Bitext
from aligner.errors import AlignmentError
from models.encoder import SentenceEncoder

from .conftest import ENGLISH, OTHER, RUSSIAN, document

EXPECTED = [("0", "0"), ("1", "1"), ("2", "2"), ("3", "3,4"), ("4", "5"), ("5", "6"), ("6", "7"), ("7", "8")]


def pairs(bitext: Bitext) -> list[tuple[str, str]]:
    """Beads that are not null, as text."""
    return [(",".join(map(str, b.source)), ",".join(map(str, b.target))) for b in bitext.beads if not b.is_null]


def test_a_translation_is_aligned_with_confidence(encoder: SentenceEncoder) -> None:
    found = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder)
    assert pairs(found.bitext)[:8] == EXPECTED
    assert found.parallel
    assert found.source_share > 0.9
    assert found.notes == ()


def test_foreign_sentences_stay_alone(encoder: SentenceEncoder) -> None:
    target = [*ENGLISH[:6], *OTHER[:4], *ENGLISH[6:]]
    found = align(document(RUSSIAN, "ru"), document(target, "en"), encoder=encoder)
    alone = [bead.target.start for bead in found.bitext.beads if not bead.source]
    assert set(alone) >= {6, 7, 8, 9}


def test_unrelated_documents_are_said_to_be_unrelated(encoder: SentenceEncoder) -> None:
    found = align(document(RUSSIAN, "ru"), document(OTHER, "en"), encoder=encoder)
    assert not [bead for bead in found.bitext.beads if not bead.is_null and bead.confidence > 0.5]
    assert not found.parallel
    assert "do not look like translations" in str(found.notes[0])


def test_both_directions_and_the_same_language(encoder: SentenceEncoder) -> None:
    swapped = align(document(ENGLISH, "en"), document(RUSSIAN, "ru"), encoder=encoder)
    assert ("3,4", "3") in pairs(swapped.bitext)
    assert "swap" in " ".join(map(str, swapped.notes))
    versions = align(document(ENGLISH, "en"), document(ENGLISH[:4] + ENGLISH[6:], "en"), encoder=encoder)
    assert len(pairs(versions.bitext)) == 9
    assert "two versions" in " ".join(map(str, versions.notes))


@pytest.mark.parametrize(("source", "target"), [((), ENGLISH), (RUSSIAN, ()), ((), ())])
def test_an_empty_side(encoder: SentenceEncoder, source: tuple[str, ...], target: tuple[str, ...]) -> None:
    found = align(document(source, "ru"), document(target, "en"), encoder=encoder)
    assert len(found.bitext.beads) == len(source) + len(target)
    assert "no sentences" in str(found.notes[0])


def test_one_sentence_each(encoder: SentenceEncoder) -> None:
    found = align(document(RUSSIAN[:1], "ru"), document(ENGLISH[:1], "en"), encoder=encoder)
    assert pairs(found.bitext) == [("0", "0")]


def test_the_same_input_gives_the_same_output(encoder: SentenceEncoder) -> None:
    twice = [align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder) for _ in range(2)]
    assert twice[0] == twice[1]


def test_thousands_of_identical_sentences_take_no_quadratic_time(encoder: SentenceEncoder) -> None:
    sentences = ("Он кивнул.",) * 1500, ("He nodded.",) * 1500
    vectors = tuple(run_vectors(side[:4], encoder)[:, 3:4].repeat(1500, axis=1) for side in sentences)
    begin = time.process_time()
    found = align(document(sentences[0], "ru"), document(sentences[1], "en"), vectors=(vectors[0], vectors[1]))
    # Some 10 s where a quadratic step would take many minutes; the slack is for busy machines and coverage.
    assert time.process_time() - begin < 120
    assert any("repeat" in str(note) for note in found.notes)


def test_a_confirmed_bead_is_kept_and_the_rest_follows(encoder: SentenceEncoder) -> None:
    human = Bead(range(3, 4), range(3, 4), 1.0, "human", status="confirmed")
    found = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder, anchors=[human])
    assert human in found.bitext.beads
    assert ("4", "5") in pairs(found.bitext)
    nothing = Bead(range(3, 4), range(3, 3), 1.0, "human", status="confirmed")
    found = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder, anchors=[nothing])
    assert nothing in found.bitext.beads
    wide = Bead(range(1, 6), range(1, 7), 1.0, "human", status="confirmed")
    found = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder, anchors=[wide])
    assert wide in found.bitext.beads
    wrong = Bead(range(1), range(9, 10), 1.0, "human", status="confirmed")
    found = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder, anchors=[wrong])
    assert wrong in found.bitext.beads


@pytest.mark.parametrize(
    "run",
    [
        [((1, 1), (1, 2)), ((1, 2), (2, 2))],
        [((1, 2), (1, 1)), ((2, 2), (1, 2))],
        [((1, 1), (1, 3)), ((1, 2), (3, 3)), ((2, 2), (3, 4))],
        [((1, 1), (1, 2)), ((2, 3), (2, 3))],
    ],
)
def test_null_anchors_side_by_side_are_kept_in_any_order(
    encoder: SentenceEncoder, run: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    anchors = [Bead(range(*source), range(*target), 1.0, "human") for source, target in run]
    found = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder, anchors=anchors).bitext.beads
    assert [bead for bead in found if bead.origin == "human"] == anchors


def test_anchors_that_cross_are_refused(encoder: SentenceEncoder) -> None:
    crossing = [Bead(range(1), range(5, 6), 1.0, "human"), Bead(range(2, 3), range(1, 2), 1.0, "human")]
    with pytest.raises(AlignmentError, match="crosses"):
        align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder, anchors=crossing)


def test_realigning_changes_only_the_neighbourhood(encoder: SentenceEncoder) -> None:
    source, target = RUSSIAN * 30, ENGLISH * 30
    vectors = run_vectors(source, encoder), run_vectors(target, encoder)
    once = align(document(RUSSIAN, "ru"), document(ENGLISH, "en"), encoder=encoder).bitext.beads
    beads = [
        replace(
            bead,
            source=range(bead.source.start + 10 * n, bead.source.stop + 10 * n),
            target=range(bead.target.start + 11 * n, bead.target.stop + 11 * n),
        )
        for n in range(30)
        for bead in once
    ]
    before = Bitext(document(source, "ru"), document(target, "en"), tuple(beads))
    right = Bead(range(153, 154), range(168, 169), 1.0, "human", status="confirmed")
    after = realign(before, [right], vectors=vectors)
    assert right in after.beads
    same = set(before.beads) & set(after.beads)
    assert len(same) >= len(before.beads) - 100
    again = realign(after, [Bead(range(155, 156), range(171, 172), 1.0, "human")], vectors=vectors)
    assert right in again.beads, "a bead confirmed before stays"


def test_realigning_reaches_forty_beads_to_either_side(encoder: SentenceEncoder) -> None:
    """Everything is sure, so nothing but the reach bounds the search; what was searched has a new confidence."""
    source = [f"Судно номер {n} вышло из порта утром {n} мая." for n in range(120)]
    target = [f"Ship number {n} left the port on the morning of {n} May." for n in range(120)]
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.97, "aligner") for n in range(120))
    right = Bead(range(60, 61), range(60, 61), 1.0, "human", status="confirmed")
    after = realign(Bitext(document(source, "ru"), document(target, "en"), beads), [right], encoder=encoder).beads
    searched = [bead.source.start for bead in after if bead.confidence != 0.97]
    assert (min(searched), max(searched)) == (60 - REACH, 60 + REACH)


def test_the_two_seed_documents_have_no_confident_bead(shared: Path, encoder: SentenceEncoder) -> None:
    from aligner.pipeline import load_document

    russian, english = sorted((shared / "seeds").glob("*.txt"), reverse=True)
    found = align(load_document(russian), load_document(english), encoder=encoder)
    assert not [bead for bead in found.bitext.beads if not bead.is_null]
    assert "do not look like translations" in str(found.notes[0])
