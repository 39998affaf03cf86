"""Beads larger than the search forms: a bead at its limit takes in skipped neighbours where that says the same better.

The search knows runs of up to ``MOST`` sentences. Where one sentence stands for five, it finds four of them and leaves
the fifth alone. Such beads are few, so that all ways of taking in neighbours can be encoded outright and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from aligner.align.progress import ignore
from aligner.align.table import MOST
from aligner.core.bitext import Bead

if TYPE_CHECKING:
    from aligner.core.progress import Progress
    from models.encoder import SentenceEncoder

FARTHEST = 4  # neighbours on one side of a bead that may be taken in
LEAST_GAIN = 0.02  # of cosine
TOTAL = 6  # sentences of the search's largest beads
MOST_TRIED = 500  # beads of one document: no more in a text that is all lists, or repeats itself

Side = Literal["source", "target"]
SIDES: tuple[Side, ...] = ("source", "target")


def grow(
    beads: Sequence[Bead],
    source: Sequence[str],
    target: Sequence[str],
    encoder: SentenceEncoder | None = None,
    progress: Progress = ignore,
) -> list[Bead]:
    """The beads, in order, those at the search's limit grown by skipped neighbours where their cosine gains by it.

    The embedded encoder is taken if none is given and there is something to compare. ``progress`` is told that all is
    done before each comparison: how many there will be is not known, and it takes little time.
    """
    out = list(beads)
    tried = 0
    for number in reversed(range(len(out))):
        bead = out[number]
        full = max(len(bead.source), len(bead.target)) >= MOST or len(bead.source) + len(bead.target) >= TOTAL
        if bead.is_null or not full or bead.is_by_person:
            continue
        # The side that may be too short; if both may, the one with skipped neighbours, the longer first.
        for side in sorted(SIDES, key=lambda name: -len(getattr(bead, name))):
            before, after = _alone(out, number, side, -1), _alone(out, number, side, 1)
            if (before or after) and tried < MOST_TRIED:
                encoder = encoder or _embedded()
                tried += 1
                progress(1, 1)
                x, y = _best_reach(bead, side, (source, target), before, after, encoder)
                run: range = getattr(bead, side)
                run = range(run.start - x, run.stop + y)
                grown = replace(bead, source=run) if side == "source" else replace(bead, target=run)
                out[number - x : number + y + 1] = [grown]
                break
    return _settled(out)


def _best_reach(
    bead: Bead,
    side: Side,
    texts: tuple[Sequence[str], Sequence[str]],
    before: int,
    after: int,
    encoder: SentenceEncoder,
) -> tuple[int, int]:
    """How many sentences before and after the bead to take in; none if the cosine does not gain enough."""
    ways = [(x, y) for x in range(before + 1) for y in range(after + 1)]
    ours, theirs = texts if side == "source" else texts[::-1]
    run, other = (bead.source, bead.target) if side == "source" else (bead.target, bead.source)
    runs = [" ".join(ours[run.start - x : run.stop + y]) for x, y in ways]
    vectors = encoder.encode([" ".join(theirs[other.start : other.stop]), *runs])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    best = max(range(len(ways)), key=cosines.__getitem__)
    return ways[best] if cosines[best] >= cosines[0] + LEAST_GAIN else (0, 0)


def _embedded() -> SentenceEncoder:
    from models.encoder import load_encoder

    return load_encoder()


def _alone(beads: Sequence[Bead], number: int, side: Side, step: int) -> int:
    """How many beads next to this one, in this direction, hold nothing but a sentence of this side."""
    count = 0
    at = number + step
    while count < FARTHEST and 0 <= at < len(beads) and _only(beads[at], side):
        count, at = count + 1, at + step
    return count


def _only(bead: Bead, side: Side) -> bool:
    return bead.is_null and bool(getattr(bead, side)) and not bead.is_by_person


def _settled(beads: list[Bead]) -> list[Bead]:
    """Null beads say where they stand on the side that they have nothing of: set that right."""
    out: list[Bead] = []
    i = j = 0
    for bead in beads:
        made = replace(bead, source=bead.source or range(i, i), target=bead.target or range(j, j))
        out.append(made)
        i, j = made.source.stop, made.target.stop
    return out
