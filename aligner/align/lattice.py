"""The lattice of all alignments within a band: its best path, its total, and the probability of each step.

A node (i, j) says that i source and j target sentences are behind. Steps are candidate beads and skipped (null)
sentences; of several skipped in a row the source's come first, so that each alignment is one path. The recurrences
are those of a conditional random field over paths (Lafferty, McCallum and Pereira 2001). They run over anti-diagonals
i + j, all of whose nodes are computed at once, and over many documents side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER = -1e30


@dataclass(frozen=True)
class Band:
    """For each count ``i`` of source sentences behind, the counts of target sentences allowed: ``low[i]..high[i]``.

    Both arrays have ``sources + 1`` entries and never fall; ``low[0]`` is 0 and ``high[-1]`` all target sentences.
    """

    low: Ints
    high: Ints

    @property
    def sources(self) -> int:
        """Number of source sentences."""
        return len(self.low) - 1

    @property
    def targets(self) -> int:
        """Number of target sentences."""
        return int(self.high[-1])

    def __contains__(self, node: tuple[int, int]) -> bool:
        """Is the node allowed?"""
        return bool(self.low[node[0]] <= node[1] <= self.high[node[0]])


@dataclass(frozen=True)
class Steps:
    """Candidate beads: each ends at node (``i``, ``j``) and takes ``k`` source and ``l`` target sentences."""

    i: Ints
    j: Ints
    k: Ints
    l: Ints

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.i)

    def keep(self, which: NDArray[np.bool_] | Ints) -> Steps:
        """Only some of them."""
        return Steps(self.i[which], self.j[which], self.k[which], self.l[which])


@dataclass(frozen=True)
class Scores:
    """Log-potentials: of each bead, of skipping each sentence, and of beginning a run of skipped ones."""

    bead: Floats
    source_null: Floats
    target_null: Floats
    gap: float


@dataclass(frozen=True)
class Marginals:
    """Probabilities under the model, and ``log_total``, the logarithm of the sum over all paths.

    ``gaps`` is the expected number of runs of skipped sentences.
    """

    bead: Floats
    source_null: Floats
    target_null: Floats
    gaps: float
    log_total: float


class Lattice:
    """Nodes and steps of one or more documents, laid out by anti-diagonal.

    Several documents share the lattice without touching each other: step, source and target numbers then run on
    from one to the next, in order.
    """

    def __init__(self, parts: Sequence[tuple[Band, Steps]]) -> None:
        """Lay out the nodes.

        Raises:
            ValueError: a step ends outside its band.
        """
        self.parts = tuple(parts)
        rows = [_nodes(band) for band, _ in parts]
        sizes = [len(i) for i, _ in rows]
        bases = np.cumsum([0, *sizes])
        source_bases = np.cumsum([0, *(band.sources for band, _ in parts)])
        target_bases = np.cumsum([0, *(band.targets for band, _ in parts)])
        total = int(bases[-1])
        i_all = np.concatenate([i for i, _ in rows])
        j_all = np.concatenate([j for _, j in rows])
        order = np.argsort(i_all + j_all, kind="stable")
        rank = np.empty(total + 1, np.int64)
        rank[order] = np.arange(total)
        rank[total] = total
        # By-row numbers (part by part, row by row) are easy to compute; ``rank`` turns them into places on diagonals.
        from_source = np.full(total, total)
        from_target = np.full(total, total)
        source_of = np.zeros(total, np.int64)
        target_of = np.zeros(total, np.int64)
        step_node, step_from, starts, ends = [], [], [], []
        for (band, steps), (i, j), base, source_base, target_base in zip(
            parts, rows, bases[:-1], source_bases[:-1], target_bases[:-1], strict=True
        ):
            offset = np.concatenate([[0], np.cumsum(band.high - band.low + 1)]) + base
            here = np.arange(len(i)) + base
            up = (i > 0) & (j <= band.high[i - 1])
            from_source[here[up]] = offset[i[up] - 1] + j[up] - band.low[i[up] - 1]
            left = j > band.low[i]
            from_target[here[left]] = here[left] - 1
            source_of[here] = source_base + np.maximum(i - 1, 0)
            target_of[here] = target_base + np.maximum(j - 1, 0)
            if len(steps) and not np.all((steps.j >= band.low[steps.i]) & (steps.j <= band.high[steps.i])):
                raise ValueError("a step ends outside the band")
            step_node.append(offset[steps.i] + steps.j - band.low[steps.i])
            a, b = steps.i - steps.k, steps.j - steps.l
            inside = (a >= 0) & (b >= 0)
            inside[inside] &= (b[inside] >= band.low[a[inside]]) & (b[inside] <= band.high[a[inside]])
            step_from.append(np.where(inside, offset[a] + b - band.low[a], total))
            starts.append(int(base))
            ends.append(int(base) + len(i) - 1)
        self._from_source = rank[from_source[order]]
        self._from_target = rank[from_target[order]]
        self._to_source = _inverse(self._from_source, total)
        self._to_target = _inverse(self._from_target, total)
        self._source_of, self._target_of = source_of[order], target_of[order]
        self._document = np.repeat(np.arange(len(parts)), sizes)[order]
        self._step_node = rank[np.concatenate(step_node)]
        self._step_from = rank[np.concatenate(step_from)]
        self._starts, self._ends = rank[starts], rank[ends]
        self._total = total
        diagonal = (i_all + j_all)[order]
        last = int(diagonal[-1]) if total else 0
        self._bounds = np.searchsorted(diagonal, np.arange(last + 2)).tolist()
        self._sources, self._targets = int(source_bases[-1]), int(target_bases[-1])
        self._arriving = _Groups(self._step_node, self._bounds, total)
        self._leaving = _Groups(self._step_from, self._bounds, total)

    def marginals(self, scores: Scores) -> Marginals:
        """Forward and backward passes: each step's probability."""
        alpha, alpha_any = self._forward(scores)
        beta = self._backward(scores)
        # Of several documents, each has its own total; a node belongs to one document, so look it up by node.
        log_totals = alpha_any[self._ends]
        total_of = log_totals[self._document]
        step_total = total_of[np.minimum(self._step_node, self._total - 1)]
        bead = alpha_any[self._step_from] + scores.bead + beta[0][self._step_node] - step_total
        bead_p = np.exp(np.minimum(bead, 0.0))
        bead_p[self._step_from == self._total] = 0.0
        a0, a1, a2 = alpha
        s, t = self._from_source, self._from_target
        skip_source, skip_target = self._null_scores(scores)
        source = skip_source + beta[1][:-1] - total_of
        target = skip_target + beta[2][:-1] - total_of
        source_first = _probability(a0[s] + scores.gap + source)
        source_next = _probability(a1[s] + source)
        target_first = _probability(np.logaddexp(a0[t], a1[t]) + scores.gap + target)
        target_next = _probability(a2[t] + target)
        return Marginals(
            bead_p,
            _sums(self._source_of, source_first + source_next, self._sources),
            _sums(self._target_of, target_first + target_next, self._targets),
            float(source_first.sum() + target_first.sum()),
            float(log_totals.sum()),
        )

    def best(self, scores: Scores) -> list[int]:
        """The numbers of the candidate beads on the best path, in order; what they leave out is null."""
        first, any_state = self._forward(scores, best=True)
        a0, a1, a2 = first
        path: list[int] = []
        for end, start in zip(self._ends.tolist(), self._starts.tolist(), strict=True):
            found: list[int] = []
            node = end
            state = int(np.argmax([a0[node], a1[node], a2[node]]))
            while node != start:
                if state == 0:
                    steps = self._arriving.of(node)
                    values = any_state[self._step_from[steps]] + scores.bead[steps]
                    step = int(steps[np.argmax(values)])
                    found.append(step)
                    node = int(self._step_from[step])
                    state = int(np.argmax([a0[node], a1[node], a2[node]]))
                elif state == 1:
                    node = int(self._from_source[node])
                    state = int(np.argmax([a0[node] + scores.gap, a1[node]]))
                else:
                    node = int(self._from_target[node])
                    state = int(np.argmax([a0[node] + scores.gap, a1[node] + scores.gap, a2[node]]))
            path.extend(reversed(found))
        return path

    def _forward(self, scores: Scores, best: bool = False) -> tuple[tuple[Floats, Floats, Floats], Floats]:
        """Sums (or, for the best path, maxima) over the paths to each node, by its last step: bead, source, target.

        Arrays have one place more than nodes: the node that is nowhere.
        """
        add = np.maximum if best else np.logaddexp
        size = self._total + 1
        a0, a1, a2 = np.full(size, NEVER), np.full(size, NEVER), np.full(size, NEVER)
        a01, every = np.full(size, NEVER), np.full(size, NEVER)
        a0[self._starts] = a01[self._starts] = every[self._starts] = 0.0
        source, target = self._null_scores(scores)
        step_score = scores.bead[self._arriving.order]
        step_from = self._step_from[self._arriving.order]
        gap = scores.gap
        for diagonal in range(1, len(self._bounds) - 1):
            x, y = self._bounds[diagonal], self._bounds[diagonal + 1]
            p, q = self._from_source[x:y], self._from_target[x:y]
            a1[x:y] = add(a0[p] + gap, a1[p]) + source[x:y]
            a2[x:y] = add(a01[q] + gap, a2[q]) + target[x:y]
            begin, end, nodes, firsts, repeat = self._arriving.on(diagonal)
            if end > begin:
                values = every[step_from[begin:end]] + step_score[begin:end]
                a0[nodes] = np.maximum.reduceat(values, firsts) if best else _log_sums(values, firsts, repeat)
            a01[x:y] = add(a0[x:y], a1[x:y])
            every[x:y] = add(a01[x:y], a2[x:y])
        return (a0, a1, a2), every

    def _backward(self, scores: Scores) -> tuple[Floats, Floats, Floats]:
        """Sums over the paths from each node, by the step that led to it."""
        size = self._total + 1
        b0, b1, b2 = np.full(size, NEVER), np.full(size, NEVER), np.full(size, NEVER)
        to_bead = np.full(size, NEVER)
        for b in (b0, b1, b2):
            b[self._ends] = 0.0
        final = np.full(size, NEVER)
        final[self._ends] = 0.0
        # Score of the null step that leaves a node is that of the step into its successor.
        source, target = (np.append(values, NEVER) for values in self._null_scores(scores))
        step_score = scores.bead[self._leaving.order]
        step_to = self._step_node[self._leaving.order]
        gap = scores.gap
        for diagonal in range(len(self._bounds) - 2, -1, -1):
            x, y = self._bounds[diagonal], self._bounds[diagonal + 1]
            begin, end, nodes, firsts, repeat = self._leaving.on(diagonal)
            if end > begin:
                values = b0[step_to[begin:end]] + step_score[begin:end]
                to_bead[nodes] = _log_sums(values, firsts, repeat)
            p, q = self._to_source[x:y], self._to_target[x:y]
            done = np.logaddexp(to_bead[x:y], final[x:y])
            through_source = source[p] + b1[p]
            through_target = target[q] + b2[q]
            b2[x:y] = np.logaddexp(done, through_target)
            from_bead = np.logaddexp(done, through_target + gap)
            b1[x:y] = np.logaddexp(from_bead, through_source)
            b0[x:y] = np.logaddexp(from_bead, through_source + gap)
        return b0, b1, b2

    def _null_scores(self, scores: Scores) -> tuple[Floats, Floats]:
        """For each node, the score of the skipped sentence that leads to it."""
        # A document without sentences on one side has no such step, but its nodes look one up all the same.
        return np.append(scores.source_null, 0.0)[self._source_of], np.append(scores.target_null, 0.0)[self._target_of]


class _Groups:
    """Steps sorted by the node they arrive at or leave from, and where each diagonal's steps lie among them."""

    def __init__(self, node: Ints, bounds: list[int], total: int) -> None:
        self.order = np.argsort(node, kind="stable")
        ordered = node[self.order]
        self.order = self.order[: int(np.searchsorted(ordered, total))]  # steps from nowhere are left out
        ordered = ordered[: len(self.order)]
        change = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, bool)
        self._first = np.flatnonzero(change)
        self._node = ordered[self._first]
        self._group = np.cumsum(change) - 1
        self._step_bounds = np.searchsorted(ordered, bounds).tolist()
        self._node_bounds = np.searchsorted(self._node, bounds).tolist()

    def on(self, diagonal: int) -> tuple[int, int, Ints, Ints, Ints]:
        """Begin and end among the sorted steps, their nodes, each node's first step, and each step's node."""
        begin, end = self._step_bounds[diagonal], self._step_bounds[diagonal + 1]
        u, v = self._node_bounds[diagonal], self._node_bounds[diagonal + 1]
        return begin, end, self._node[u:v], self._first[u:v] - begin, self._group[begin:end] - u

    def of(self, node: int) -> Ints:
        """The steps at one node."""
        group = int(np.searchsorted(self._node, node))
        begin = int(self._first[group])
        end = int(self._first[group + 1]) if group + 1 < len(self._first) else len(self.order)
        return self.order[begin:end]


def _nodes(band: Band) -> tuple[Ints, Ints]:
    """All nodes of a band, row by row."""
    width = band.high - band.low + 1
    i = np.repeat(np.arange(len(width)), width)
    j = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width) + np.repeat(band.low, width)
    return i, j


def _inverse(links: Ints, total: int) -> Ints:
    """Where ``links[x] == y``, the result's place ``y`` is ``x``; ``total`` (nowhere) if no link leads there."""
    back = np.full(total + 1, total)
    back[links] = np.arange(total)
    return back[:total]


def _log_sums(values: Floats, firsts: Ints, group: Ints) -> Floats:
    """Logarithms of the sums of exponentials, group by group."""
    top = np.maximum.reduceat(values, firsts)
    sums = np.add.reduceat(np.exp(values - top[group]), firsts)
    return np.asarray(top + np.log(sums))


def _probability(log: Floats) -> Floats:
    return np.asarray(np.exp(np.minimum(log, 0.0)))


def _sums(place: Ints, values: Floats, count: int) -> Floats:
    """Values added up by place; those of a document without sentences fall on one place too many."""
    return np.bincount(place, values, count + 1)[:count].astype(np.float64)
