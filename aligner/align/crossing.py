"""Neighbouring sentences that the translator swapped: one bead of two by two, with a remark, for beads never cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aligner.core.bitext import Bead

#: The remark on such a bead.
ORDER_CHANGED = "order changed"
#: By how much the crossed cosines together exceed the straight ones where two sentences have changed places.
MARGIN = 0.25
#: Least cosine of two sentences left alone on either side of a pair that say the same.
LEAST = 0.6


def with_swapped(beads: Sequence[Bead], source: NDArray[np.float16], target: NDArray[np.float16]) -> list[Bead]:
    """The beads, those of swapped sentences joined and marked. ``source`` and ``target`` are the sentences' vectors.

    The search finds most as beads of two by two; others come as a pair between two sentences left alone, one a side.
    """
    out: list[Bead] = []
    at = 0
    while at < len(beads):
        joined = _around(beads[at : at + 3], source, target) if at + 3 <= len(beads) else None
        if joined is not None:
            out.append(joined)
            at += 3
            continue
        bead = beads[at]
        if bead.kind == "2-2" and not bead.is_by_person and not bead.note and _crossed(bead, source, target):
            bead = replace(bead, note=ORDER_CHANGED)
        out.append(bead)
        at += 1
    return out


def _crossed(bead: Bead, source: NDArray[np.float16], target: NDArray[np.float16]) -> bool:
    both = slice(bead.source.start, bead.source.stop), slice(bead.target.start, bead.target.stop)
    cosines = source[both[0]].astype(np.float32) @ target[both[1]].astype(np.float32).T
    return bool(cosines[0, 1] + cosines[1, 0] > cosines[0, 0] + cosines[1, 1] + MARGIN)


def _around(three: Sequence[Bead], source: NDArray[np.float16], target: NDArray[np.float16]) -> Bead | None:
    """A pair between a sentence left alone on one side and one on the other, if these two say the same."""
    first, pair, last = three
    if pair.kind != "1-1" or {first.kind, last.kind} != {"1-0", "0-1"} or any(bead.is_by_person for bead in three):
        return None
    alone, other = (first, last) if first.source else (last, first)
    cosine = float(source[alone.source.start].astype(np.float32) @ target[other.target.start].astype(np.float32))
    if cosine < LEAST:
        return None
    sides = [
        sorted((getattr(pair, side).start, getattr(one, side).start))
        for side, one in (("source", alone), ("target", other))
    ]
    ranges = [range(start, stop + 1) for start, stop in sides]
    if any(len(one) != 2 for one in ranges):
        return None
    return Bead(ranges[0], ranges[1], pair.confidence * min(1.0, cosine + 0.2), "aligner", note=ORDER_CHANGED)
