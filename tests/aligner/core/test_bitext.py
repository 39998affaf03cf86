"""The bead invariant: every sentence in exactly one bead, in order, nothing else accepted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from strategies import bitexts

RU = document_from_sentences([("heading", ["Раз"]), ("body", ["Два.", "Три."])], language="ru")
EN = document_from_sentences([("heading", ["One"]), ("body", ["Two and three."])], language="en")


def bead(source: range, target: range, confidence: float = 1.0) -> Bead:
    return Bead(source, target, confidence, "aligner")


def test_a_right_bitext() -> None:
    bitext = Bitext(RU, EN, (bead(range(1), range(1)), bead(range(1, 3), range(1, 2))))
    assert [(b.kind, source, target) for b, source, target in bitext.pairs()] == [
        ("1-1", "Раз", "One"),
        ("2-1", "Два. Три.", "Two and three."),
    ]
    confirmed = bitext.with_bead(1, replace(bitext.beads[1], status="confirmed"))
    assert [b.status for b in confirmed.beads] == ["draft", "confirmed"]


@pytest.mark.parametrize(
    ("beads", "message"),
    [
        ([], "cover 0:0 sentences of 3:2"),
        ([bead(range(3), range(1))], "cover 3:1"),
        ([bead(range(1, 3), range(2))], "begins at 1:0"),
        ([bead(range(2), range(1)), bead(range(1, 3), range(1, 2))], "begins at 1:1, expected 2:1"),
        ([bead(range(3), range(1)), bead(range(3, 3), range(1))], "begins at 3:0, expected 3:1"),
        ([bead(range(0, 3, 2), range(2))], "step 1"),
        ([bead(range(0), range(0)), bead(range(3), range(2))], "both sides are empty"),
        ([bead(range(3), range(2), 1.5)], "not in 0..1"),
        ([bead(range(3), range(2), float("nan"))], "not in 0..1"),
    ],
)
def test_wrong_beads_are_refused(beads: list[Bead], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Bitext(RU, EN, tuple(beads))


@given(bitexts())
def test_every_sentence_is_in_exactly_one_bead(bitext: Bitext) -> None:
    assert [i for b in bitext.beads for i in b.source] == list(range(len(bitext.source.sentences)))
    assert [j for b in bitext.beads for j in b.target] == list(range(len(bitext.target.sentences)))


@given(bitexts())
def test_dropping_or_doubling_a_bead_breaks_it(bitext: Bitext) -> None:
    for beads in (bitext.beads[:-1], (*bitext.beads, *bitext.beads[-1:])):
        if beads != bitext.beads:
            with pytest.raises(ValueError, match="bead"):
                Bitext(bitext.source, bitext.target, beads)
