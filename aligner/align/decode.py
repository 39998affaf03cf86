"""From evidence to beads: each candidate's probability, then the alignment with the most beads expected right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aligner.align.features import Field, candidates, features
from aligner.align.lattice import Band, Lattice, Marginals, Scores, Steps
from aligner.align.marks import agreement
from aligner.align.prepare import Prepared
from aligner.align.progress import ignore
from aligner.align.scorer import Scorer
from aligner.errors import AlignmentError

if TYPE_CHECKING:
    from aligner.core.progress import Progress

Ints = NDArray[np.int64]

PIECE = 400  # sentences between places where a long document is cut
TOGETHER = 8  # pieces decoded at once: bounds the memory
UNLIKELY = -9.0  # log-odds against leaving the same sentences out; less likely candidates are dropped
COST = 0.1  # of each bead and each skipped sentence, where there is no lexicon: see ``most_expected_right``
WORTH = 0.1  # log-potential that paragraph marks must add somewhere to be worth a second pass
FORCED = 1e6  # log-potential of a bead that a person confirmed

#: Source and target sentence ranges with the probability that they are a bead of the alignment.
Scored = tuple[range, range, float]


@dataclass(frozen=True)
class Fixed:
    """A bead that must be in the alignment."""

    source: range
    target: range


@dataclass(frozen=True)
class _Piece:
    """Part of the lattice from node (i0, j0) to node (i1, j1)."""

    i0: int
    j0: int
    i1: int
    j1: int


def decode(
    prepared: Prepared, scorer: Scorer, fixed: Sequence[Fixed] = (), progress: Progress = ignore
) -> list[Scored]:
    """Beads of a prepared pair, in order, null ones (one sentence each) included.

    ``fixed`` beads are kept as they are; their nodes must be in the band (see ``prepare``).
    """
    out: list[Scored] = []
    pieces = list(_pieces(prepared, fixed))
    for at in range(0, len(pieces), TOGETHER):
        out += _decode_group(prepared, scorer, pieces[at : at + TOGETHER], fixed, progress)
    return out


def _pieces(prepared: Prepared, fixed: Sequence[Fixed]) -> Iterator[_Piece]:
    """Cut a long document between two sure links of a run without a gap, or beside a confirmed bead."""
    band, chain = prepared.band, prepared.field.chain
    i, j = chain.source[chain.sure], chain.target[chain.sure]
    strong = chain.margin[chain.sure] > 0.12
    next_i, next_j = i[1:] - i[:-1] == 1, j[1:] - j[:-1] == 1
    run = next_i & next_j & strong[1:] & strong[:-1]
    middle = np.flatnonzero(run[:-2] & run[1:-1] & run[2:]) + 1 if len(run) > 2 else np.zeros(0, np.int64)
    nodes = {(int(i[x]) + 1, int(j[x]) + 1) for x in middle.tolist()}
    nodes = {node for node in nodes if not any(_inside(node, bead) for bead in fixed)} if fixed else nodes
    at = (0, 0)
    for node in sorted(nodes):
        if node[0] - at[0] >= PIECE and band.sources - node[0] >= PIECE // 2 and node[1] >= at[1]:
            yield _Piece(*at, *node)
            at = node
    yield _Piece(*at, band.sources, band.targets)


def _inside(node: tuple[int, int], bead: Fixed) -> bool:
    """Would a cut at the node go through the bead, or lie on the wrong side of it?"""
    before = node[0] <= bead.source.start and node[1] <= bead.target.start
    after = node[0] >= bead.source.stop and node[1] >= bead.target.stop
    return not (before or after)


def _decode_group(
    prepared: Prepared, scorer: Scorer, pieces: list[_Piece], fixed: Sequence[Fixed], progress: Progress
) -> list[Scored]:
    parts: list[tuple[Band, Steps]] = []
    bead_scores: list[NDArray[np.float64]] = []
    source_rows = slice(pieces[0].i0, pieces[-1].i1)
    target_rows = slice(pieces[0].j0, pieces[-1].j1)
    source_null = (prepared.source_null[source_rows] @ scorer.null).astype(np.float64)
    target_null = (prepared.target_null[target_rows] @ scorer.null).astype(np.float64)
    gap = float(scorer.gap[0])
    for piece in pieces:
        progress(piece.i0, prepared.band.sources)
        band = _part(prepared.band, piece)
        own = [bead for bead in fixed if _holds(piece, bead)]
        for bead in own:
            band = _through(band, bead.source.start - piece.i0, bead.target.start - piece.j0)
            band = _through(band, bead.source.stop - piece.i0, bead.target.stop - piece.j0)
        steps, values = _scored(prepared.field, scorer, piece)
        steps = Steps(steps.i - piece.i0, steps.j - piece.j0, steps.k, steps.l)
        inside = _fits(band, steps)
        steps, values = steps.keep(inside), values[inside]
        a, b = piece.i0 - pieces[0].i0, piece.j0 - pieces[0].j0
        skipped_s = np.concatenate([[0.0], np.cumsum(source_null[a : a + band.sources])])
        skipped_t = np.concatenate([[0.0], np.cumsum(target_null[b : b + band.targets])])
        instead = skipped_s[steps.i] - skipped_s[steps.i - steps.k]
        instead += skipped_t[steps.j] - skipped_t[steps.j - steps.l]
        good = values - instead > UNLIKELY
        for bead in own:
            good &= ~_overlaps(steps, bead, piece)
            for node in ((bead.source.start, bead.target.start), (bead.source.stop, bead.target.stop)):
                good &= ~_across(steps, node[0] - piece.i0, node[1] - piece.j0)
        steps, values = steps.keep(good), values[good]
        forced = [bead for bead in own if bead.source and bead.target]
        if forced:
            steps, values = _add(steps, values, forced, piece)
        parts.append((band, steps))
        bead_scores.append(values)
    lattice = Lattice(parts)
    i_base = np.repeat([p.i0 for p in pieces], [len(s) for _, s in parts])
    j_base = np.repeat([p.j0 for p in pieces], [len(s) for _, s in parts])
    i, j, k, l = (np.concatenate([getattr(steps, name) for _, steps in parts]) for name in "ijkl")
    every = Steps(i + i_base - pieces[0].i0, j + j_base - pieces[0].j0, k, l)
    scores = Scores(np.concatenate(bead_scores), source_null, target_null, gap)
    with np.errstate(invalid="ignore"):
        found = lattice.marginals(scores)
    if not np.isfinite(found.log_total):  # no path: looking for the best would not end
        raise AlignmentError("nothing fits between the confirmed beads as they stand; reject one of them")
    if prepared.marks:
        source_marks, target_marks = prepared.marks[0][source_rows], prepared.marks[1][target_rows]
        added = agreement(every, found, source_marks, target_marks)
        if np.abs(added).max(initial=0.0) >= WORTH:
            found = lattice.marginals(replace(scores, bead=scores.bead + added))
    path = most_expected_right(lattice, found, 0.0 if prepared.lexical else COST)
    out: list[Scored] = []
    at_i, at_j = pieces[0].i0, pieces[0].j0
    for step in path:
        end_i, end_j = int(i[step] + i_base[step]), int(j[step] + j_base[step])
        start_i, start_j = end_i - int(k[step]), end_j - int(l[step])
        out += _nulls(found.source_null, found.target_null, pieces[0], at_i, at_j, start_i, start_j)
        out.append((range(start_i, end_i), range(start_j, end_j), float(found.bead[step])))
        at_i, at_j = end_i, end_j
    return out + _nulls(found.source_null, found.target_null, pieces[0], at_i, at_j, pieces[-1].i1, pieces[-1].j1)


def most_expected_right(lattice: Lattice, found: Marginals, cost: float) -> list[int]:
    """The path (numbers of steps) with the most beads expected right, given each one's probability.

    Each bead counts its probability, each skipped sentence half of its own, since an unaligned sentence counts on one
    side only. ``cost`` is taken off both: F1 is higher with fewer beads of which as many are right. In full that would
    cost F1 / 2 a bead, but sentences without partner would then be swallowed.
    """
    return lattice.best(Scores(found.bead - cost, 0.5 * found.source_null - cost, 0.5 * found.target_null - cost, 0.0))


def _nulls(
    source: NDArray[np.float64],
    target: NDArray[np.float64],
    first: _Piece,
    i0: int,
    j0: int,
    i1: int,
    j1: int,
) -> list[Scored]:
    """Null beads from one node to another: the source's sentences, then the target's."""
    out = [(range(i, i + 1), range(j0, j0), float(source[i - first.i0])) for i in range(i0, i1)]
    return out + [(range(i1, i1), range(j, j + 1), float(target[j - first.j0])) for j in range(j0, j1)]


def _scored(field: Field, scorer: Scorer, piece: _Piece) -> tuple[Steps, NDArray[np.float64]]:
    """Candidates that end in a piece's rows, with their log-potentials; a few hundred rows at once."""
    steps: list[Steps] = []
    values: list[NDArray[np.float64]] = []
    for first in range(piece.i0, piece.i1 + 1, 256):
        some, kind = candidates(field, (max(first, piece.i0), min(first + 256, piece.i1 + 1)))
        steps.append(some)
        values.append(scorer.beads(features(field, some, kind), kind))
    i, j, k, l = (np.concatenate([getattr(s, name) for s in steps]) for name in "ijkl")
    return Steps(i, j, k, l), np.concatenate(values)


def _part(band: Band, piece: _Piece) -> Band:
    """The band between two nodes, counted from the first."""
    size = piece.j1 - piece.j0
    low = np.clip(band.low[piece.i0 : piece.i1 + 1] - piece.j0, 0, size)
    high = np.clip(band.high[piece.i0 : piece.i1 + 1] - piece.j0, 0, size)
    low[0], high[-1] = 0, size
    return Band(low, high)


def _through(band: Band, i: int, j: int) -> Band:
    """The band narrowed so that a path of skipped sentences goes through node (i, j); see ``_across`` for beads."""
    low, high = band.low.copy(), band.high.copy()
    high[:i] = np.minimum(high[:i], j)
    low[i + 1 :] = np.maximum(low[i + 1 :], j)
    low[: i + 1] = np.minimum(low[: i + 1], j)
    high[i:] = np.maximum(high[i:], j)
    return Band(low, high)


def _across(steps: Steps, i: int, j: int) -> NDArray[np.bool_]:
    """Steps that pass node (i, j) by: they neither end before it nor begin behind it."""
    before = (steps.i <= i) & (steps.j <= j)
    after = (steps.i - steps.k >= i) & (steps.j - steps.l >= j)
    return np.asarray(~(before | after))


def _holds(piece: _Piece, bead: Fixed) -> bool:
    """Does the bead lie in the piece? A null bead on the border of two belongs to the one that has its sentence."""
    starts = piece.i0 <= bead.source.start and piece.j0 <= bead.target.start
    return starts and bead.source.stop <= piece.i1 and bead.target.stop <= piece.j1


def _fits(band: Band, steps: Steps) -> NDArray[np.bool_]:
    """Steps that begin and end within the band."""
    inside = (steps.i >= steps.k) & (steps.j >= steps.l) & (steps.i <= band.sources) & (steps.j <= band.targets)
    i, a = np.clip(steps.i, 0, band.sources), np.clip(steps.i - steps.k, 0, band.sources)
    inside &= (steps.j >= band.low[i]) & (steps.j <= band.high[i])
    b = steps.j - steps.l
    return np.asarray(inside & (b >= band.low[a]) & (b <= band.high[a]))


def _overlaps(steps: Steps, bead: Fixed, piece: _Piece) -> NDArray[np.bool_]:
    """Steps that take a sentence of a confirmed bead."""
    i, j = steps.i + piece.i0, steps.j + piece.j0
    source = (i > bead.source.start) & (i - steps.k < bead.source.stop) & bool(bead.source)
    target = (j > bead.target.start) & (j - steps.l < bead.target.stop) & bool(bead.target)
    return np.asarray(source | target)


def _add(
    steps: Steps, values: NDArray[np.float64], beads: list[Fixed], piece: _Piece
) -> tuple[Steps, NDArray[np.float64]]:
    """Confirmed beads as steps that no path does without."""
    i = np.array([bead.source.stop - piece.i0 for bead in beads])
    j = np.array([bead.target.stop - piece.j0 for bead in beads])
    k, l = np.array([len(bead.source) for bead in beads]), np.array([len(bead.target) for bead in beads])
    more = Steps(*(np.concatenate(x) for x in ((steps.i, i), (steps.j, j), (steps.k, k), (steps.l, l))))
    return more, np.concatenate([values, np.full(len(beads), FORCED)])
