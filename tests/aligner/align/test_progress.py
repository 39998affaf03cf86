"""How far an alignment is: told often, never backwards, in every part of the work; and it can be ended from there."""

from __future__ import annotations

import traceback
from itertools import pairwise

import pytest

from aligner.align import align
from aligner.align.links import link_bitext
from aligner.align.progress import parts
from models.encoder import SentenceEncoder
from models.use_spans import UseSpans

from .conftest import ENGLISH, RUSSIAN, document

MANY = 45


class Plain:
    """An encoder that knows no runs, as LaBSE."""

    name, dimensions = "plain", UseSpans.dimensions

    def __init__(self, inner: SentenceEncoder) -> None:
        self.encode = inner.encode


class CancelledError(Exception):
    """What a caller ends the work with."""


def numbered(sentences: list[str] | tuple[str, ...]) -> list[str]:
    """Many sentences, no two of them equal."""
    return [f"{text[:-1]} {number}." for number in range(MANY) for text in sentences]


SIDES = document(numbered(RUSSIAN), "ru"), document(numbered(ENGLISH), "en")


@pytest.mark.parametrize("spans", [True, False])
def test_progress_is_told_often_and_changes_nothing(encoder: SentenceEncoder, spans: bool) -> None:
    told: list[tuple[int, int]] = []
    used = encoder if spans else Plain(encoder)
    found = align(*SIDES, encoder=used, progress=lambda done, of: told.append((done, of)))
    assert found == align(*SIDES, encoder=used)
    counts = [done for done, _ in told]
    assert {of for _, of in told} == {len(SIDES[0].sentences)}
    assert counts == sorted(counts)
    assert counts[0] < 0.1 * told[0][1]
    assert counts[-1] > 0.9 * told[0][1]
    assert max(b - a for a, b in pairwise(counts)) < 0.2 * told[0][1]


def test_every_part_that_takes_long_asks_whether_to_go_on(encoder: SentenceEncoder) -> None:
    met: set[str] = set()

    def watch(_done: int, _of: int) -> None:
        met.update(frame.name for frame in traceback.extract_stack(limit=8))

    made = align(*SIDES, encoder=encoder, translation=[s.text for s in SIDES[0].sentences], progress=watch)
    link_bitext(made.bitext, encoder, watch)
    assert met >= {"spans", "prepare", "build_table", "_keys", "decode", "link_pairs"}


def test_what_the_callback_raises_ends_the_work(encoder: SentenceEncoder) -> None:
    def end(done: int, of: int) -> None:
        if done > of // 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        align(*SIDES, encoder=encoder, progress=end)
    with pytest.raises(CancelledError):
        link_bitext(align(*SIDES, encoder=encoder).bitext, encoder, end)


def test_parts_count_up_together() -> None:
    told: list[tuple[int, int]] = []
    first, none, last = parts(lambda *given: told.append(given), 100, (3.0, 0.0, 1.0))
    for part, done, of in ((first, 1, 3), (first, 5, 3), (none, 1, 1), (last, 0, 0), (last, 1, 2), (last, 2, 2)):
        part(done, of)
    assert told == [(25, 100), (75, 100), (75, 100), (75, 100), (88, 100), (100, 100)]
    parts(None, 100, (1.0,))[0](1, 1)
