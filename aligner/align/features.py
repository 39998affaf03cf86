"""Candidate beads and the features that the learned scorer weighs.

A candidate is a run of source and a run of target sentences whose similarity stands out from that of unrelated runs.
Its features say how similar they are, against their background, against what the bead would be with a sentence more
or less or cut in two, against their neighbours' partners; whether lengths, numbers, names, words and endings fit;
whether what comes before and after fits too; and how parallel the documents are here and on the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aligner.align.anchors import Chain
from aligner.align.evidence import Evidence
from aligner.align.lattice import Band, Steps
from aligner.align.table import MOST, NONE, Table

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]

TYPES = tuple((k, l) for k in range(1, MOST + 1) for l in range(1, MOST + 1) if k + l <= 6)
FEATURES = 63
NULL_FEATURES = 9
# What makes a candidate, for beads of up to three sentences in all and for larger ones: standard deviations above the
# background, and share of the best candidate that ends at the same source or target sentence.
LEAST_SPREAD = (1.0, 2.0)
LEAST_SHARE = (0.3, 0.55)
MOST_RATIO = 6.0  # of lengths
MOST_A_ROW = 96  # candidates that end at one source sentence


@dataclass(frozen=True)
class Side:
    """One side of the pair: evidence and, for each run, its background similarity to the other side.

    ``mean`` and ``spread`` have shape (MOST, sentences), as run vectors do; ``local`` is, for each sentence, the
    share of sure links around it. ``chars`` holds running sums of lengths, the source's scaled to the target's.
    """

    evidence: Evidence
    mean: Floats
    spread: Floats
    chars: Doubles
    word_sums: Floats
    number_sums: Floats
    weak_sums: Doubles
    local: Doubles

    def __len__(self) -> int:
        """Number of sentences."""
        return len(self.evidence.lengths)


@dataclass(frozen=True)
class Overall:
    """How parallel the documents are: share of sentences with sure links, and the links' typical similarity.

    ``around`` is that typical similarity near each source sentence.
    """

    cover: float
    typical: float
    around: Doubles


@dataclass(frozen=True)
class Field:
    """All that features are taken from."""

    table: Table
    words: Table
    source: Side
    target: Side
    chain: Chain
    overall: Overall


def candidates(field: Field, rows: tuple[int, int]) -> tuple[Steps, Ints]:
    """Beads that end in source rows ``rows[0] <= i < rows[1]``, and the number of each one's type in ``TYPES``."""
    band, table = field.table.band, field.table
    first, last = max(1, rows[0]), rows[1]
    begin, end = int(table.offset[first]), int(table.offset[last])
    row = np.repeat(np.arange(first, last), band.high[first:last] - band.low[first:last] + 1)
    column = np.arange(begin, end) - table.offset[row] + band.low[row]
    inner = column > 0
    i_found, j_found, kinds, standards = [], [], [], []
    for number, (k, l) in enumerate(TYPES):
        c = table.values[k, l, begin:end]
        some = np.flatnonzero(inner & (c > 0.02))
        i, j = row[some], column[some]
        mean = 0.5 * (field.source.mean[k - 1, i - 1] + field.target.mean[l - 1, j - 1])
        spread = 0.5 * (field.source.spread[k - 1, i - 1] + field.target.spread[l - 1, j - 1])
        long_s = field.source.chars[i] - field.source.chars[i - k] + 10
        long_t = field.target.chars[j] - field.target.chars[j - l] + 10
        above = c[some] - mean
        good = (above >= LEAST_SPREAD[k + l > 3] * spread) & (long_s < MOST_RATIO * long_t)
        good &= long_t < MOST_RATIO * long_s
        i_found.append(i[good])
        j_found.append(j[good])
        kinds.append(np.full(int(good.sum()), number))
        standards.append((above / (spread + 0.02))[good])
    kind, standard = np.concatenate(kinds), np.concatenate(standards)
    sizes = np.array(TYPES, np.int64)[kind]
    steps = Steps(np.concatenate(i_found), np.concatenate(j_found), sizes[:, 0], sizes[:, 1])
    best_i, best_j = np.zeros(band.sources + 1, np.float32), np.zeros(band.targets + 1, np.float32)
    np.maximum.at(best_i, steps.i, standard)
    np.maximum.at(best_j, steps.j, standard)
    share = np.where(sizes.sum(axis=1) > 3, LEAST_SHARE[1], LEAST_SHARE[0])
    kept = np.flatnonzero(standard >= share * np.maximum(best_i[steps.i], best_j[steps.j]))
    if len(kept) > MOST_A_ROW * (last - first) // 2:
        # Where everything is like everything, more candidates say no more.
        most = MOST_A_ROW if len(kept) < 2 * MOST_A_ROW * (last - first) else MOST_A_ROW // 4
        kept = kept[_first_of_row(steps.keep(kept), standard[kept], band, most)]
    return steps.keep(kept), kind[kept]


def _first_of_row(steps: Steps, standard: Floats, band: Band, most: int) -> Ints:
    """At most ``most`` candidates a row, the best; equal ones by nearness to the band's middle, then small.

    Only texts that repeat themselves over and over have more.
    """
    middle = (band.low[steps.i] + band.high[steps.i]) / 2
    order = np.lexsort((steps.k + steps.l, np.abs(steps.j - middle), -np.round(standard, 2), steps.i))
    row = steps.i[order]
    rank = np.arange(len(order)) - np.searchsorted(row, row)
    return np.sort(order[rank < most])


def features(field: Field, steps: Steps, kind: Ints) -> Floats:
    """One row of ``FEATURES`` numbers a candidate."""
    out = np.zeros((len(steps), FEATURES), np.float32)
    for number, (k, l) in enumerate(TYPES):
        which = np.flatnonzero(kind == number)
        if len(which):
            out[which] = _of_type(field, steps.i[which], steps.j[which], k, l)
    return out


class _Look:
    """Look-ups relative to candidates' end nodes; places of nodes are computed once an offset."""

    def __init__(self, table: Table, words: Table, i: Ints, j: Ints) -> None:
        self._table, self._words, self._i, self._j = table, words, i, j
        self._places: dict[tuple[int, int], Ints] = {}

    def _place(self, di: int, dj: int) -> Ints:
        place = self._places.get((di, dj))
        if place is None:
            place = self._places[di, dj] = self._table.node(self._i + di, self._j + dj)
        return place

    def meaning(self, k: int, l: int, di: int = 0, dj: int = 0) -> Floats:
        """Cosines of runs of ``k`` and ``l`` sentences that end ``di`` and ``dj`` sentences from the candidates'."""
        k, l = min(k, MOST + 1), min(l, MOST + 1)
        return np.asarray(self._table.values[k, l][self._place(di, dj)])

    def shared(self, k: int, l: int, di: int = 0, dj: int = 0) -> Floats:
        """The same of their words; 0 where there is nothing to compare."""
        k, l = min(k, MOST + 1), min(l, MOST + 1)
        return np.asarray(np.maximum(self._words.values[k, l][self._place(di, dj)], 0.0), np.float32)


def _of_type(field: Field, i: Ints, j: Ints, k: int, l: int) -> Floats:
    """Features of candidates of one shape, all at once."""
    look = _Look(field.table, field.words, i, j)
    s, t, overall, chain = field.source, field.target, field.overall, field.chain
    rows: list[Floats | Doubles | float] = []
    c = look.meaning(k, l)
    mean = 0.5 * (s.mean[k - 1, i - 1] + t.mean[l - 1, j - 1])
    spread = 0.5 * (s.spread[k - 1, i - 1] + t.spread[l - 1, j - 1])
    standard = (c - mean) / (spread + 0.02)
    rows += [c, c - mean, standard, mean, spread]
    # Lengths, as Gale and Church: the difference against what its spread would be.
    ls, lt = s.chars[i] - s.chars[i - k], t.chars[j] - t.chars[j - l]
    z = (ls - lt) / np.sqrt(3.0 * (ls + lt) + 50.0)
    rows += [z, np.abs(z), np.abs(np.log((ls + 5) / (lt + 5))), np.log(ls + lt + 5), np.log(np.minimum(ls, lt) + 3)]
    rows += [float(k), float(l), float(k == l == 1), float(k + l - 2), float(abs(k - l))]
    # A sentence more, at each of four places: what the similarity gains.
    more_s = [look.meaning(k + 1, l), look.meaning(k + 1, l, 1, 0)]
    more_t = [look.meaning(k, l + 1), look.meaning(k, l + 1, 0, 1)]
    rows += [np.where(x > NONE, x - c, -0.3) if m < MOST else -0.15 for m, xs in ((k, more_s), (l, more_t)) for x in xs]
    # A sentence less: what it gains, and what the outer sentences are worth alone.
    for m, less, ends in (
        (k, [(k - 1, l, 0, 0), (k - 1, l, -1, 0)], [(1, l, 0, 0), (1, l, 1 - k, 0)]),
        (l, [(k, l - 1, 0, 0), (k, l - 1, 0, -1)], [(k, 1, 0, 0), (k, 1, 0, 1 - l)]),
    ):
        if m > 1:
            rows += [np.maximum(look.meaning(*x) - c, -0.5) for x in less]
            rows += [look.meaning(*x) for x in ends]
        else:
            rows += [-0.5, -0.5, c, c]
    # Are the sentences just outside like this bead's other side?
    outside = [look.meaning(k, 1, 0, -l), look.meaning(k, 1, 0, 1), look.meaning(1, l, -k, 0), look.meaning(1, l, 1, 0)]
    rows += [np.maximum(x, -0.2) for x in outside]
    known = np.stack([x > NONE for x in outside])
    total = np.where(known, np.stack(outside), 0).sum(axis=0)
    rows.append(c - np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), mean))
    # Does what comes before and after fit?
    shapes = ((1, 1), (1, 2), (2, 1))
    before = _most([look.meaning(x, y, -k, -l) for x, y in shapes], -0.2)
    after = _most([look.meaning(x, y, x, y) for x, y in shapes], -0.2)
    near = ((x, y) for x in range(3) for y in range(3))
    wide_before, wide_after = np.full(len(i), -0.2, np.float32), np.full(len(i), -0.2, np.float32)
    for x, y in near:
        wide_before = np.maximum(wide_before, look.meaning(1, 1, -k - x, -l - y))
        wide_after = np.maximum(wide_after, look.meaning(1, 1, 1 + x, 1 + y))
    rows += [np.maximum(before, after), np.minimum(before, after)]
    rows += [np.maximum(wide_before, wide_after), np.minimum(wide_before, wide_after)]
    # The best way to cut it into two beads.
    if k > 1 and l > 1:
        cuts = [(x, y) for x in range(1, k) for y in range(1, l)]
        halves = [np.minimum(look.meaning(x, y, x - k, y - l), look.meaning(k - x, l - y)) for x, y in cuts]
        rows.append(np.maximum(_most(halves, -0.3) - c, -0.6))
    else:
        rows.append(-0.6)
    # Against each side's best partner anywhere.
    best_s = np.max([chain.of_source.best[i - 1 - x] for x in range(k)], axis=0)
    best_t = np.max([chain.of_target.best[j - 1 - y] for y in range(l)], axis=0)
    mean_s = np.max([chain.of_source.mean[i - 1 - x] for x in range(k)], axis=0)
    mean_t = np.max([chain.of_target.mean[j - 1 - y] for y in range(l)], axis=0)
    rows += [c - best_s, c - best_t, c - 0.5 * (mean_s + mean_t)]
    # Numbers.
    a, b = s.number_sums[i] - s.number_sums[i - k], t.number_sums[j] - t.number_sums[j - l]
    both, either = np.minimum(a, b).sum(axis=1), np.maximum(a, b).sum(axis=1)
    rows += [np.where(either > 0, (2 * both - either) / (1 + either), 0), (either > 0).astype(np.float32)]
    # Words and names: inside, and outside against inside.
    w = look.shared(k, l)
    amount_s = np.linalg.norm(s.word_sums[i] - s.word_sums[i - k], axis=1)
    amount_t = np.linalg.norm(t.word_sums[j] - t.word_sums[j - l], axis=1)
    rows += [w, np.log1p(np.minimum(amount_s, amount_t))]
    rows.append(np.maximum(look.shared(k, 1, 0, -l), look.shared(k, 1, 0, 1)))
    rows.append(np.maximum(look.shared(1, l, -k, 0), look.shared(1, l, 1, 0)))
    rows.append(_most([look.shared(k, l + 1), look.shared(k, l + 1, 0, 1)], 0) - w if l < MOST else -0.1)
    rows.append(_most([look.shared(k + 1, l), look.shared(k + 1, l, 1, 0)], 0) - w if k < MOST else -0.1)
    rows.append(np.minimum(look.shared(1, l), look.shared(1, l, 1 - k, 0)) if k > 1 else w)
    rows.append(np.minimum(look.shared(k, 1), look.shared(k, 1, 0, 1 - l)) if l > 1 else w)
    # Endings, and boundaries that may be none.
    rows.append((s.evidence.ending[i - 1] == t.evidence.ending[j - 1]).astype(np.float32))
    for side, end, size in ((s, i, k), (t, j, l)):
        weak = side.weak_sums
        rows.append((weak[end] - weak[end - 1]).astype(np.float32))
        rows.append(np.where(end > size, weak[end - size] - weak[np.maximum(end - size - 1, 0)], 0))
        rows.append(weak[end - 1] - weak[end - size])
    # How parallel are the documents, here and as a whole?
    local = s.local[i - 1]
    rows += [overall.cover, c - overall.typical, local, c - overall.around[i - 1], local * standard, overall.typical]
    if len(rows) != FEATURES:
        raise AssertionError(f"{len(rows)} features, {FEATURES} declared")
    out = np.empty((len(i), FEATURES), np.float32)
    for number, values in enumerate(rows):
        out[:, number] = values
    return out


def null_features(side: Side, best: Floats, mean: Floats, overall: Overall) -> Floats:
    """For each sentence of a side, what speaks for and against its having no partner; shape (n, NULL_FEATURES)."""
    length = np.diff(side.chars)
    return np.stack(
        [
            np.ones(len(side)),
            (best - 0.5) * 4,
            (best - mean) * 8,
            np.log(length + 3) - 4,
            side.local * 2 - 1,
            side.evidence.weak,
            np.concatenate([[0.0], side.evidence.weak[:-1]]) if len(side) else side.evidence.weak,
            np.full(len(side), min(1.0, overall.cover / 0.6) - 0.5),
            (best - overall.typical) * 4 * min(1.0, overall.cover / 0.6),
        ],
        axis=1,
    ).astype(np.float32)


def make_side(evidence: Evidence, vectors: NDArray[Any], other: NDArray[Any], scale: float, local: Doubles) -> Side:
    """Running sums and background of one side; ``vectors`` and ``other`` are both sides' run vectors."""
    mean, spread = _background(vectors, other)
    return Side(
        evidence,
        mean,
        spread,
        _running(evidence.lengths * scale).astype(np.float64),
        _running(evidence.words),
        _running(evidence.numbers),
        _running(evidence.weak).astype(np.float64),
        local,
    )


def word_runs(evidence: Evidence) -> NDArray[np.float16]:
    """Word sketches of runs of sentences, of length 1, in the shape and precision of run vectors."""
    count = len(evidence.lengths)
    out = np.zeros((MOST, count, evidence.words.shape[1]), np.float16)
    total = evidence.words
    for k in range(min(MOST, count)):
        if k:
            total = total[:-1] + evidence.words[k:]
        out[k, k:] = total / (np.linalg.norm(total, axis=1, keepdims=True) + 1e-6)
    return out


def _background(vectors: NDArray[Any], other: NDArray[Any]) -> tuple[Floats, Floats]:
    """Mean and spread of each run's similarity to sentences spread over the other side, its best two left out."""
    mean = np.zeros(vectors.shape[:2], np.float32)
    spread = np.full(vectors.shape[:2], 0.1, np.float32)
    count = other.shape[1]
    if not count or not vectors.shape[1]:
        return mean, spread
    sample = other[0][np.unique(np.linspace(0, count - 1, min(count, 300)).astype(np.int64))].astype(np.float32)
    for k in range(len(vectors)):
        for at in range(0, vectors.shape[1], 4096):
            similar = vectors[k, at : at + 4096].astype(np.float32) @ sample.T
            if similar.shape[1] > 6:
                similar = np.partition(similar, similar.shape[1] - 2, axis=1)[:, :-2]
            mean[k, at : at + 4096] = similar.mean(axis=1)
            spread[k, at : at + 4096] = similar.std(axis=1)
    # Sentences that all say the same have no background; take one that is usual between unrelated texts.
    return np.minimum(mean, 0.45), np.maximum(spread, 0.04)


def _running(values: NDArray[Any]) -> NDArray[Any]:
    """Running sums along the first axis, beginning with zero."""
    return np.concatenate([np.zeros((1, *values.shape[1:]), values.dtype), np.cumsum(values, axis=0)])


def _most(values: list[Floats], least: float) -> Floats:
    """The greatest of several, and never less than ``least``."""
    return np.asarray(np.maximum(np.max(values, axis=0), least), np.float32)
