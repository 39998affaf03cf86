"""Batches of about equal size in pieces, in an order that a seed and an epoch fix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.corpus import EncodedCorpus


@dataclass(frozen=True)
class Batch:
    """One padded batch.

    ``source`` and ``target`` are (sentences, pieces) right-padded ids; ``real`` holds the flat positions of
    the target's real pieces, computed here so that the accelerator need not be asked which they are.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    real: NDArray[np.int64]

    @property
    def tokens(self) -> int:
        """Real target pieces, ``</s>`` counted."""
        return len(self.real)


def plan(
    corpus: EncodedCorpus, batch_tokens: int, *, seed: int = 0, epoch: int = 0, shuffle: bool = True
) -> list[NDArray[np.int64]]:
    """Row numbers of each batch: sorted by length so that little is padding, then shuffled as batches.

    No batch holds more than ``batch_tokens`` padded pieces on either side, unless one sentence alone does.
    The same corpus, seed and epoch give the same plan, which is what makes a run resumable.
    """
    if not len(corpus):
        return []
    source, target = corpus.source.lengths, corpus.target.lengths
    generator = np.random.default_rng((seed, epoch))
    rows = generator.permutation(corpus.keep) if shuffle else corpus.keep
    rows = rows[np.lexsort((source[rows], target[rows]))]  # stable: equal lengths stay shuffled
    longest = np.maximum(source[rows], target[rows])
    batches, start, widest = [], 0, 0
    for i, width in enumerate(longest.tolist()):
        widest_with = max(widest, width)
        if i > start and (i - start + 1) * widest_with > batch_tokens:
            batches.append(rows[start:i])
            start, widest_with = i, width
        widest = widest_with
    batches.append(rows[start:])
    return [batches[i] for i in generator.permutation(len(batches))] if shuffle else batches


def gather(corpus: EncodedCorpus, rows: NDArray[np.int64], pad: int) -> Batch:
    """The padded batch of these rows."""
    target = corpus.target.padded(rows, pad)
    return Batch(corpus.source.padded(rows, pad), target, np.flatnonzero(target.ravel() != pad))
