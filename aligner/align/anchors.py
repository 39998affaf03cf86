"""Sure pairs found before the search: mutual near neighbours that rise together, and the band that they draw.

The margin of a pair is its similarity less the mean of both sentences' nearest neighbours (CSLS, Lample et al. 2018;
Artetxe and Schwenk 2019). The heaviest chain of pairs that rise on both sides follows the alignment where there is
one; a link that others near it on the same diagonal support is an anchor. Long documents are first compared in blocks
of sentences, and only the neighbourhood of what the blocks agree on is looked at closely: time grows with length.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aligner.align.lattice import Band

Ints = NDArray[np.int64]
Matrix = NDArray[np.float32]

NEAREST = 8
WHOLE = 3000  # up to so many sentences on the longer side all pairs are compared
BLOCK = 8  # sentences a block, one level up
PAD = 7  # nodes around an anchor
HOLE = 90_000  # nodes between two anchors that are searched whole
STRIPE = 100  # half the width of what is searched of a larger hole


@dataclass(frozen=True)
class Nearest:
    """What each sentence of one side finds on the other: its best similarity, and the mean of its best four."""

    best: Matrix
    mean: Matrix


@dataclass(frozen=True)
class Chain:
    """Pairs (``source[x]``, ``target[x]``), both rising; ``sure`` marks those their neighbours support."""

    source: Ints
    target: Ints
    similarity: Matrix
    margin: Matrix
    sure: NDArray[np.bool_]
    of_source: Nearest
    of_target: Nearest


def find_chain(source: Matrix, target: Matrix) -> Chain:
    """The heaviest chain of near neighbours between two lists of unit vectors (rows)."""
    stripe = None
    if max(len(source), len(target)) > WHOLE and min(len(source), len(target)) > WHOLE // 10:
        coarse = find_chain(_blocks(source), _blocks(target))
        stripe = _stripe(coarse, len(source), len(target))
    return _chain(source, target, stripe)


def _blocks(vectors: Matrix) -> Matrix:
    """Unit vectors of blocks of sentences, with what all sentences share taken out."""
    centred = vectors.astype(np.float32)
    centred -= centred.mean(axis=0)
    sums = np.add.reduceat(centred, np.arange(0, len(vectors), BLOCK), axis=0)
    return np.asarray(sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9), np.float32)


def _stripe(coarse: Chain, sources: int, targets: int) -> Band:
    """Where the fine search looks: around the chain of blocks, wider where the chain is thin."""
    pairs = [(int(i) * BLOCK, int(j) * BLOCK) for i, j in zip(*_sure(coarse), strict=True)]
    low, high = _staircase([(0, 0), *pairs, (sources, targets)], sources, targets, 6 * BLOCK, 2000)
    return Band(low, high)


def _sure(chain: Chain) -> tuple[Ints, Ints]:
    return chain.source[chain.sure], chain.target[chain.sure]


def _chain(source: Matrix, target: Matrix, stripe: Band | None) -> Chain:
    forward, forward_at = _nearest(source, target, stripe)
    backward, _ = _nearest(target, source, _transposed(stripe) if stripe else None)
    of_source = Nearest(forward[:, 0], forward[:, :4].mean(axis=1))
    of_target = Nearest(backward[:, 0], backward[:, :4].mean(axis=1))
    i = np.repeat(np.arange(len(source)), forward.shape[1])
    j = forward_at.ravel()
    similarity = forward.ravel()
    margin = similarity - (of_source.mean[i] + of_target.mean[j]) / 2
    good = (margin > 0) & (similarity > 0.25)
    i, j, similarity, margin = i[good], j[good], similarity[good], margin[good]
    order = np.lexsort((-j, i))
    i, j, similarity, margin = i[order], j[order], similarity[order], margin[order]
    kept = heaviest_rising(j.tolist(), (margin + 0.02).tolist())
    i, j, similarity, margin = i[kept], j[kept], similarity[kept], margin[kept]
    return Chain(i, j, similarity, margin.astype(np.float32), _supported(i, j), of_source, of_target)


def _nearest(rows: Matrix, columns: Matrix, stripe: Band | None, block: int = 512) -> tuple[Matrix, Ints]:
    """The highest similarities of each row, falling, and where; at most ``block`` rows' are held at once."""
    count = min(NEAREST, len(columns))
    values = np.full((len(rows), count), -1.0, np.float32)
    places = np.zeros((len(rows), count), np.int64)
    for at in range(0, len(rows), block):
        end = min(at + block, len(rows))
        first, last = 0, len(columns)
        if stripe is not None:
            first, last = int(stripe.low[at]), min(int(stripe.high[end]), len(columns))
            first = min(first, max(0, last - count))
            last = max(last, min(first + count, len(columns)))
        table = rows[at:end].astype(np.float32) @ columns[first:last].astype(np.float32).T
        best = np.argpartition(table, -count, axis=1)[:, -count:] if count < table.shape[1] else _all(table)
        found = np.take_along_axis(table, best, axis=1)
        order = np.argsort(-found, axis=1, kind="stable")
        values[at:end] = np.take_along_axis(found, order, axis=1)
        places[at:end] = np.take_along_axis(best, order, axis=1) + first
    return values, places


def _all(table: Matrix) -> Ints:
    return np.tile(np.arange(table.shape[1]), (len(table), 1))


def _transposed(band: Band) -> Band:
    """The same nodes, seen from the other side."""
    j = np.arange(band.targets + 1)
    return Band(np.searchsorted(band.high, j, side="left"), np.searchsorted(band.low, j, side="right") - 1)


def heaviest_rising(values: list[int], weights: list[float]) -> list[int]:
    """Places of the heaviest strictly rising subsequence; weights are positive.

    Equal first coordinates are the caller's care: sort them by falling value.
    """
    ends: list[int] = []  # rising values at which a chain can end …
    best: list[float] = []  # … the weight of the best chain that ends at or below it, rising too …
    who: list[int] = []  # … and its last place
    before = [-1] * len(values)
    for place, (value, weight) in enumerate(zip(values, weights, strict=True)):
        at = bisect_left(ends, value)
        total = weight
        if at:
            total += best[at - 1]
            before[place] = who[at - 1]
        stop = at
        while stop < len(ends) and best[stop] <= total:
            stop += 1
        if at < len(ends) and ends[at] == value and stop == at:
            continue  # a chain that ends here is already heavier
        ends[at:stop] = [value]
        best[at:stop] = [total]
        who[at:stop] = [place]
    chain: list[int] = []
    place = who[-1] if who else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]


def _supported(i: Ints, j: Ints) -> NDArray[np.bool_]:
    """Has a link three others among the eight around it, near and on about the same diagonal?"""
    near = np.zeros(len(i), np.int64)
    for step in range(1, min(5, len(i))):
        close = (np.abs(i[step:] - i[:-step]) <= 10) & (np.abs((j - i)[step:] - (j - i)[:-step]) <= 4)
        near[step:] += close
        near[: len(i) - step] += close
    return near >= 3


def draw_band(chain: Chain, sources: int, targets: int, fixed: Sequence[tuple[int, int]] = ()) -> Band:
    """The nodes to search: rectangles between sure links, with room around; large holes follow the weak links.

    ``fixed`` nodes, in order, are known to be on the path: what contradicts them is left out.
    """
    ends = [(0, 0), *fixed, (sources, targets)]
    links = np.stack([chain.source + 1, chain.target + 1], axis=1)
    nodes = [ends[0]]
    for (a, b), (c, d) in pairwise(ends):
        inside = (links[:, 0] > a) & (links[:, 0] < c) & (links[:, 1] > b) & (links[:, 1] < d)
        sure = [(a, b), *((int(i), int(j)) for i, j in links[inside & chain.sure]), (c, d)]
        for (e, f), (g, h) in pairwise(sure):
            if (g - e) * (h - f) > HOLE:
                weak = inside & (links[:, 0] > e) & (links[:, 0] < g) & (links[:, 1] > f) & (links[:, 1] < h)
                nodes += [(int(i), int(j)) for i, j in links[weak]]
            nodes.append((g, h))
    low, high = _staircase(nodes, sources, targets, PAD, STRIPE)
    return Band(low, high)


def _staircase(nodes: list[tuple[int, int]], sources: int, targets: int, pad: int, stripe: int) -> tuple[Ints, Ints]:
    """Rows' bounds of rectangles between consecutive nodes, widened by ``pad``; of large ones only a diagonal."""
    low = np.full(sources + 1, targets, np.int64)
    high = np.zeros(sources + 1, np.int64)
    for (a, b), (c, d) in pairwise(nodes):
        first, last = max(0, a - pad), min(sources, c + pad)
        rows = np.arange(first, last + 1)
        if (c - a) * (d - b) > max(HOLE, 4 * stripe * stripe):
            middle = b + (rows - a) * ((d - b) / (c - a))
            left, right = middle - stripe, middle + stripe
            # Each row must reach the next one's nodes.
            slope = int(np.ceil((d - b) / (c - a)))
            left, right = left - slope, right + slope
            # At its corners the stripe must not be narrower than the rectangles beside it.
            left = np.where(rows <= a + pad, np.minimum(left, b - pad), left)
            right = np.where(rows >= c - pad, np.maximum(right, d + pad), right)
        else:
            left, right = np.full(len(rows), b - pad), np.full(len(rows), d + pad)
        low[first : last + 1] = np.minimum(low[first : last + 1], np.clip(left, 0, targets).astype(np.int64))
        high[first : last + 1] = np.maximum(high[first : last + 1], np.clip(right, 0, targets).astype(np.int64))
    low = np.minimum.accumulate(low[::-1])[::-1].copy()
    high = np.maximum.accumulate(high)
    low[0], high[-1] = 0, targets
    return low, high
