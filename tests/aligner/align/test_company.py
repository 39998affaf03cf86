"""Short texts come out sentence by sentence, and texts that are no translations stay alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.align.aligning import align_sentences
from aligner.align.company import PAIRS, SHORT, doubted
from aligner.align.prepare import run_vectors
from aligner.core.bitext import Bead
from aligner.errors import AlignmentError
from models.encoder import SentenceEncoder

from .conftest import ENGLISH, OTHER, RUSSIAN

ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[3] / "benchmarks" / "data" / "short-runs.tsv").read_text("utf-8").splitlines()
][1:]


def shapes(beads: list[Bead]) -> list[tuple[list[int], list[int]]]:
    return [(list(bead.source), list(bead.target)) for bead in beads]


@pytest.mark.parametrize("languages", [("ru", "en"), ("de", "en"), ("en", "ru")])
def test_runs_of_one_to_five_sentences_are_pairs_of_one_and_one(
    encoder: SentenceEncoder, languages: tuple[str, str]
) -> None:
    columns = [("ru", "de", "en").index(tag) for tag in languages]
    runs = [(at, size) for size in (1, 2, 3, 4, 5) for at in range(0, len(ROWS) - size + 1, 1 if size == 2 else size)]
    wrong, sure = [], 0
    for at, size in runs:
        source, target = ([row[column] for row in ROWS[at : at + size]] for column in columns)
        beads = align_sentences(source, target, languages=languages, encoder=encoder)
        if shapes(beads) != [([n], [n]) for n in range(size)]:
            wrong.append((at, size))
            sure += any(bead.confidence > 0.8 for bead in beads if not bead.is_null and bead.kind != "1-1")
    assert len(wrong) <= len(runs) // 100, wrong
    assert sure == 0


def test_a_sentence_too_many_stays_alone(encoder: SentenceEncoder) -> None:
    beads = align_sentences(
        [RUSSIAN[1], RUSSIAN[4]], [ENGLISH[1], OTHER[5], ENGLISH[5]], languages=("ru", "en"), encoder=encoder
    )
    assert shapes(beads) == [([0], [0]), ([], [1]), ([1], [2])]


def test_one_sentence_for_two_is_still_found(encoder: SentenceEncoder) -> None:
    beads = align_sentences(RUSSIAN[3:5], ENGLISH[3:6], languages=("ru", "en"), encoder=encoder)
    assert shapes(beads) == [([0], [0, 1]), ([1], [2])]


def test_short_texts_that_are_no_translations_stay_alone(encoder: SentenceEncoder) -> None:
    for size in range(1, SHORT + 1):
        beads = align_sentences(RUSSIAN[:size], OTHER[:size], languages=("ru", "en"), encoder=encoder)
        assert not [bead for bead in beads if not bead.is_null], size


def test_a_translation_cut_short_leaves_no_bead_that_is_sure(encoder: SentenceEncoder) -> None:
    source, target = (list(side) for side in zip(*PAIRS[2:6], strict=True))
    target[2] = "Before you"
    for languages in (("ru", "en"), ("und", "und")):
        beads = align_sentences(source, target, languages=languages, encoder=encoder)
        wrong = [bead for bead in beads if bead.kind != "1-1" or bead.source != bead.target]
        assert not [bead for bead in wrong if bead.confidence > 0.8], beads


def test_what_is_left_over_on_both_sides_between_the_same_neighbours_is_in_doubt() -> None:
    def made(*shapes: tuple[range, range]) -> list[Bead]:
        return [Bead(source, target, 0.99, "aligner") for source, target in shapes]

    first, last = (range(1), range(1)), (range(3, 4), range(3, 4))
    cut = made(first, (range(1, 2), range(1, 3)), (range(2, 3), range(3, 3)), last)
    assert [bead.confidence for bead in doubted(cut)] == [0.99, 0.5, 0.5, 0.99]
    alone = made(first, (range(1, 2), range(1, 1)), (range(2, 2), range(1, 2)))
    assert [bead.confidence for bead in doubted(alone)] == [0.99, 0.5, 0.5]
    too_many = made(first, (range(1, 1), range(1, 2)), (range(1, 2), range(2, 4)))
    assert [bead.confidence for bead in doubted(too_many)] == [0.99] * 3


def test_what_a_person_holds_is_kept_among_strangers(encoder: SentenceEncoder) -> None:
    held = Bead(range(1), range(1, 2), 1.0, "human", status="confirmed")
    beads = align_sentences(RUSSIAN[:2], OTHER[:2], languages=("ru", "en"), encoder=encoder, anchors=[held])
    assert held in beads
    assert sum(len(bead.source) for bead in beads) == sum(len(bead.target) for bead in beads) == 2


def test_the_company_is_never_in_the_result_even_if_the_text_repeats_it(encoder: SentenceEncoder) -> None:
    source, target = (list(side[6:11]) for side in zip(*PAIRS, strict=True))
    beads = align_sentences(source, target, languages=("ru", "en"), encoder=encoder)
    assert shapes(beads) == [([n], [n]) for n in range(5)]


def test_vectors_of_an_unknown_encoder_need_it(encoder: SentenceEncoder) -> None:
    vectors = tuple(run_vectors(side[:2], encoder)[:, :, :100].copy() for side in (RUSSIAN, ENGLISH))
    with pytest.raises(AlignmentError, match="another encoder"):
        align_sentences(RUSSIAN[:2], ENGLISH[:2], vectors=(vectors[0], vectors[1]))
