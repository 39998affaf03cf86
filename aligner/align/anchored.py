"""Beads that a person holds, in the form that the search can keep, and back in the person's; beads moved and undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from aligner.core.bitext import Bead


def with_forced(kept: Sequence[Bead], sources: int, targets: int) -> list[Bead]:
    """The anchors, and between them the sentences that can have no partner, since the other side has none there."""
    made: list[Bead] = []
    i = j = 0
    for bead in (*kept, Bead(range(sources, sources), range(targets, targets), 1.0, "aligner")):
        i1, j1 = bead.source.start, bead.target.start
        if kept and (i == i1) != (j == j1):
            made += [Bead(range(n, n + 1), range(j, j), 1.0, "aligner") for n in range(i, i1)]
            made += [Bead(range(i1, i1), range(n, n + 1), 1.0, "aligner") for n in range(j, j1)]
        made.append(bead)
        i, j = bead.source.stop, bead.target.stop
    return made[:-1]


def as_searched(kept: Sequence[Bead]) -> tuple[list[Bead], list[list[Bead]]]:
    """The anchors as the search can keep them, and the runs of null beads that it sees in another order.

    A path through the lattice skips source sentences before target sentences; a person may have them the other way.
    """
    made: list[Bead] = []
    turned: list[list[Bead]] = []
    at = 0
    while at < len(kept):
        end = at + 1
        while end < len(kept) and kept[at].is_null and kept[end].is_null and _meet(kept[end - 1], kept[end]):
            end += 1
        run = list(kept[at:end])
        at = end
        if not any(not a.source and b.source for a, b in pairwise(run)):
            made += run
            continue
        turned.append(run)
        i, j = run[0].source.start, run[0].target.start
        for bead in sorted(run, key=lambda bead: not bead.source):
            made.append(replace(bead, source=range(i, i + len(bead.source)), target=range(j, j + len(bead.target))))
            i, j = i + len(bead.source), j + len(bead.target)
    return made, turned


def _meet(bead: Bead, following: Bead) -> bool:
    """Does the one begin where the other ends, on both sides?"""
    return bead.source.stop == following.source.start and bead.target.stop == following.target.start


def reordered(beads: list[Bead], run: list[Bead]) -> list[Bead]:
    """The beads with a run of null beads in the order that the person has them."""
    first, last = run[0], run[-1]
    inside = [
        number
        for number, bead in enumerate(beads)
        if bead.is_null
        and first.source.start <= bead.source.start <= bead.source.stop <= last.source.stop
        and first.target.start <= bead.target.start <= bead.target.stop <= last.target.stop
    ]
    return beads[: inside[0]] + run + beads[inside[-1] + 1 :]


def moved(bead: Bead, i: int, j: int) -> Bead:
    """The bead as many source and target sentences farther on."""
    source = range(bead.source.start + i, bead.source.stop + i)
    return replace(bead, source=source, target=range(bead.target.start + j, bead.target.stop + j))


def alone(bead: Bead) -> list[Bead]:
    """A bead's sentences each without a partner, as probable as the bead is not."""
    if bead.is_null:
        return [bead]
    at, end = bead.target.start, bead.source.stop
    beads = [Bead(range(i, i + 1), range(at, at), 1 - bead.confidence, "aligner") for i in bead.source]
    return beads + [Bead(range(end, end), range(j, j + 1), 1 - bead.confidence, "aligner") for j in bead.target]
