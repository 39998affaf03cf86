"""Similarities of all runs of sentences within a band: one value for each node and pair of run lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aligner.align.lattice import Band
from aligner.align.progress import ignore

if TYPE_CHECKING:
    from aligner.core.progress import Progress

MOST = 4  # sentences a side of a bead
NONE = -1.0  # where there is no such run, or the node lies outside the band


@dataclass(frozen=True)
class Table:
    """``values[k, l, node]``: cosine of the ``k`` source and ``l`` target sentences that end at a node.

    Planes for ``k`` or ``l`` of 0 and ``MOST + 1``, and the last place of every plane, hold ``NONE``, so that
    looking past an edge needs no condition.
    """

    band: Band
    offset: NDArray[np.int64]
    values: NDArray[np.float32]

    def node(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places of nodes (i, j); the place that holds nothing for those outside the band."""
        row = np.clip(i, 0, self.band.sources)
        good = (row == i) & (j >= self.band.low[row]) & (j <= self.band.high[row])
        return np.where(good, self.offset[row] + j - self.band.low[row], self.values.shape[2] - 1)


def build_table(
    source: NDArray[Any], target: NDArray[Any], band: Band, progress: Progress = ignore, rows: int = 32
) -> Table:
    """Compare run vectors: ``source`` and ``target`` have shape (MOST, sentences, dimensions), rows of length 1.

    Run ``[k, i]`` holds ``k + 1`` sentences and ends with sentence ``i``; a run that does not exist is zero.
    """
    offset = np.concatenate([[0], np.cumsum(band.high - band.low + 1)]).astype(np.int64)
    values = np.full((MOST + 2, MOST + 2, int(offset[-1]) + 1), NONE, np.float32)
    dimensions = source.shape[2]
    for first in range(1, band.sources + 1, rows):
        progress(first, band.sources)
        last = min(band.sources + 1, first + rows)
        left, right = max(1, int(band.low[first:last].min())), int(band.high[last - 1])
        if right < left:
            continue
        a = source[:, first - 1 : last - 1].reshape(-1, dimensions).astype(np.float32)
        b = target[:, left - 1 : right].reshape(-1, dimensions).astype(np.float32)
        product = (a @ b.T).reshape(MOST, last - first, MOST, right - left + 1)
        for i in range(first, last):
            j0, j1 = max(left, int(band.low[i])), int(band.high[i])
            if j1 < j0:
                continue
            at = int(offset[i]) + j0 - int(band.low[i])
            values[1:-1, 1:-1, at : at + j1 - j0 + 1] = product[:, i - first, :, j0 - left : j1 - left + 1]
    # Runs that would begin before the first sentence.
    for i in range(1, min(MOST, band.sources + 1)):
        values[i + 1 : MOST + 1, :, offset[i] : offset[i + 1]] = NONE
    width = band.high - band.low + 1
    early = np.flatnonzero(band.low < MOST)
    for i in early.tolist():
        for j in range(int(band.low[i]), min(MOST, int(band.low[i] + width[i]))):
            values[:, j + 1 : MOST + 1, offset[i] + j - band.low[i]] = NONE
    return Table(band, offset, values)
