"""Beads larger than the search forms."""

from __future__ import annotations

import pytest

from aligner.align.aligning import align_sentences
from aligner.align.growing import grow
from aligner.core.bitext import Bead, Bitext
from models.encoder import SentenceEncoder

from .conftest import document

WHOLE = "Корабль вышел из порта утром, ветер был слабый, капитан стоял на мостике, повар варил кофе, а матросы спали."
PARTS = (
    "The ship left the port in the morning;",
    "the wind was light;",
    "the captain stood on the bridge;",
    "the cook was making coffee;",
    "and the sailors were asleep.",
)
OTHER = "Shares of oil companies fell sharply after the announcement of the central bank."


def beads(start: int, stop: int, count: int, *, origin: str = "aligner") -> list[Bead]:
    """One source sentence with the targets of a range, the others alone."""
    alone = [Bead(range(0), range(j, j + 1), 0.8, "aligner") for j in range(start)]
    pair = Bead(range(1), range(start, stop), 0.7, origin)  # type: ignore[arg-type]
    return [*alone, pair, *(Bead(range(1, 1), range(j, j + 1), 0.8, "aligner") for j in range(stop, count))]


@pytest.mark.parametrize(("start", "stop"), [(0, 4), (1, 5)])
def test_a_bead_at_the_limit_takes_in_the_neighbour_that_belongs_to_it(
    encoder: SentenceEncoder, start: int, stop: int
) -> None:
    grown = grow(beads(start, stop, 5), [WHOLE], PARTS, encoder)
    assert [(bead.source, bead.target) for bead in grown] == [(range(1), range(5))]
    Bitext(document([WHOLE], "ru"), document(PARTS, "en"), tuple(grown))


def test_the_other_side_grows_too(encoder: SentenceEncoder) -> None:
    turned = [Bead(bead.target, bead.source, 0.7, "aligner") for bead in beads(0, 4, 5)]
    assert [(bead.source, bead.target) for bead in grow(turned, PARTS, [WHOLE], encoder)] == [(range(5), range(1))]


def test_what_does_not_belong_stays_alone(encoder: SentenceEncoder) -> None:
    before = beads(0, 4, 5)
    assert grow(before, [WHOLE], [*PARTS[:4], OTHER], encoder) == before


def test_small_beads_and_a_persons_beads_stay_as_they_are(encoder: SentenceEncoder) -> None:
    small = beads(0, 3, 5)
    assert grow(small, [WHOLE], PARTS, encoder) == small
    human = beads(0, 4, 5, origin="human")
    assert grow(human, [WHOLE], PARTS, encoder) == human


LONG = (
    "Когда рассвело, сторож открыл ворота, выпустил собак, принёс воды из колодца, затопил печь, поставил чайник, "
    "разбудил сына и пошёл в сад собирать яблоки."
)
EIGHT = (
    "Day broke.", "The watchman opened the gate.", "He let the dogs out.", "He brought water from the well.",
    "He lit the stove.", "He put the kettle on.", "He woke his son.", "Then he went into the garden to pick apples.",
)  # fmt: skip


def test_a_sentence_cut_into_eight_is_found_among_what_was_left_alone(encoder: SentenceEncoder) -> None:
    pairs = [("Дом стоял на краю деревни.", "The house stood at the edge of the village."),
             ("За домом начинался лес.", "Behind the house the forest began."),
             ("Зимой сюда никто не приезжал.", "Nobody came here in winter.")]  # fmt: skip
    source = [*(a for a, _ in pairs), LONG, *(a for a, _ in pairs[::-1])]
    target = [*(b for _, b in pairs), *EIGHT, *(b for _, b in pairs[::-1])]
    made = align_sentences(source, target, languages=("ru", "en"), encoder=encoder)
    (big,) = [bead for bead in made if 3 in bead.source]
    assert len(big.target) >= 6
    assert {*big.target} <= {*range(3, 11)}
    assert big.confidence > 0.7
    strange = [*target[:3], *([OTHER] * 8), *target[11:]]
    alone = [
        bead for bead in align_sentences(source, strange, languages=("ru", "en"), encoder=encoder) if 3 in bead.source
    ]
    assert [len(bead.target) for bead in alone] == [0]
