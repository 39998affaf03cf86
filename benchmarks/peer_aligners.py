"""Two published alignment searches on our sentence vectors, written small, for comparison with the project's aligner.

``bertalign``: two passes (Liu and Zhu 2022): anchors among nearest neighbours by dynamic programming, then beads of
up to five sentences in all around them, scored by similarity less the neighbours' (margin) and by length.
``vecalign``: one cost for all beads (Thompson and Koehn 2019): (1 - cos) times the sizes, over twice the mean distance
to random runs; skipping costs what a fifth of random 1-1 pairs would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bead = tuple[tuple[int, ...], tuple[int, ...]]
Floats = NDArray[np.float64]
Vectors = NDArray[np.floating]

WINDOW = 10
SKIP = -0.1
SAMPLES = 300
PERCENTILE = 0.2


def bertalign(source: Sequence[str], target: Sequence[str], vs: Vectors, vt: Vectors) -> list[Bead]:
    """Bertalign's search with its published settings (beads of up to five sentences, skip -0.1, margin, length)."""
    vs, vt = vs.astype(np.float32), vt.astype(np.float32)
    anchors = _anchors(vs[0] @ vt[0].T)
    low, high = _window(anchors, len(source), len(target))
    ls, lt = (np.array([len(s.encode()) for s in side], float) for side in (source, target))
    ratio = ls.sum() / max(1.0, lt.sum())

    def score(i: int, j: int, k: int, m: int) -> float:
        if not k or not m:
            return SKIP
        a, b = vs[k - 1, i - 1], vt[m - 1, j - 1]
        similarity = float(a @ b)
        near = [float(a @ vt[0, x]) for x in (j - m - 1, j) if 0 <= x < len(target)]
        near += [float(b @ vs[0, x]) for x in (i - k - 1, i) if 0 <= x < len(source)]
        margin = similarity - (sum(near) / len(near) if near else 0.0) / 2 if k + m > 2 or near else similarity
        x, y = ls[i - k : i].sum(), lt[j - m : j].sum() * ratio
        return margin * float(np.log2(1 + min(x, y) / max(x, y, 1.0)))

    shapes = [(k, m) for k in range(5) for m in range(5) if 0 < k + m <= 5]
    return _search(len(source), len(target), low, high, shapes, score, best=max)


def vecalign(source: Sequence[str], target: Sequence[str], vs: Vectors, vt: Vectors) -> list[Bead]:
    """Vecalign's cost with its published settings (up to four a side, five in all; deletion percentile 0.2)."""
    vs, vt = vs.astype(np.float32), vt.astype(np.float32)
    random = np.random.default_rng(0)
    rs, rt = (v[0][random.integers(v.shape[1], size=min(SAMPLES, v.shape[1]))] for v in (vs, vt))
    mean_s, mean_t = (1 - vs @ rt.T).mean(axis=2), (1 - vt @ rs.T).mean(axis=2)

    def cost(i: int, j: int, k: int, m: int) -> float:
        if not k or not m:
            return skip
        far = mean_s[k - 1, i - 1] + mean_t[m - 1, j - 1]
        return 2 * float(1 - vs[k - 1, i - 1] @ vt[m - 1, j - 1]) * k * m / max(float(far), 1e-6)

    pairs = random.integers((len(source), len(target)), size=(2000, 2)) + 1
    skip = 0.0
    skip = float(np.quantile([cost(int(i), int(j), 1, 1) for i, j in pairs], PERCENTILE)) / 2
    anchors = _anchors(vs[0] @ vt[0].T)
    low, high = _window(anchors, len(source), len(target))
    shapes = [(1, 0), (0, 1)] + [(k, m) for k in range(1, 5) for m in range(1, 5) if k + m <= 5]
    return _search(len(source), len(target), low, high, shapes, cost, best=min)


def _search(
    sources: int,
    targets: int,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    shapes: list[tuple[int, int]],
    value: Callable[[int, int, int, int], float],
    best: Callable[..., float],
) -> list[Bead]:
    """Dynamic programming over the nodes of a band."""
    table: list[dict[int, tuple[float, int, int]]] = [{} for _ in range(sources + 1)]
    table[0][0] = (0.0, 0, 0)
    for i in range(sources + 1):
        for j in range(int(low[i]), int(high[i]) + 1):
            found = [
                (table[i - k][j - m][0] + value(i, j, k, m), k, m)
                for k, m in shapes
                if i >= k and j >= m and j - m in table[i - k]
            ]
            if found:
                table[i][j] = best(found, key=lambda x: x[0])  # type: ignore[call-overload]
    beads: list[Bead] = []
    i, j = sources, targets
    while i or j:
        _, k, m = table[i][j]
        beads.append((tuple(range(i - k, i)), tuple(range(j - m, j))))
        i, j = i - k, j - m
    return beads[::-1]


def _anchors(similarity: NDArray[np.floating]) -> list[tuple[int, int]]:
    """First pass: the best chain through each sentence's three nearest neighbours."""
    from aligner.align.anchors import heaviest_rising

    near = np.argsort(-similarity, axis=1)[:, :3]
    points = [(i, int(j)) for i in range(len(similarity)) for j in sorted(near[i], reverse=True)]
    weights = [max(float(similarity[i, j]), 1e-6) for i, j in points]
    return [points[x] for x in heaviest_rising([j for _, j in points], weights)]


def _window(anchors: list[tuple[int, int]], sources: int, targets: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nodes within ten of the rectangles between anchors."""
    low, high = np.full(sources + 1, targets), np.zeros(sources + 1, np.int64)
    nodes = [(0, 0), *((i + 1, j + 1) for i, j in anchors), (sources, targets)]
    for (a, b), (c, d) in pairwise(nodes):
        rows = slice(max(0, a - WINDOW), min(sources, c + WINDOW) + 1)
        low[rows] = np.minimum(low[rows], max(0, b - WINDOW))
        high[rows] = np.maximum(high[rows], min(targets, d + WINDOW))
    return low, high
