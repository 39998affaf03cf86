"""Mining: the few sentence pairs that say the same in two texts on one subject that are no translations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aligner.core.document import Document
from models.encoder import SentenceEncoder

NEAREST = 4
LEAST_SCORE = 0.5  # of a pair that is listed
LEAST_SIMILARITY = 0.55


@dataclass(frozen=True)
class MinedPair:
    """Numbers of a source and a target sentence that say the same, and how surely (0 to 1)."""

    source: int
    target: int
    score: float


def mine_pairs(
    source: Document, target: Document, *, encoder: SentenceEncoder, least: float = LEAST_SCORE
) -> list[MinedPair]:
    """Pairs that are each other's nearest and stand out from all others, best first; none if there are none.

    The score grows with the similarity and with its margin over both sentences' next best partners.
    """
    texts = [s.text for s in source.sentences], [s.text for s in target.sentences]
    if not texts[0] or not texts[1]:
        return []
    table = encoder.encode(texts[0]) @ encoder.encode(texts[1]).T
    best_target, best_source = table.argmax(axis=1), table.argmax(axis=0)
    found: list[MinedPair] = []
    for i, j in enumerate(best_target.tolist()):
        if best_source[j] != i or table[i, j] < LEAST_SIMILARITY:
            continue
        others = np.concatenate([_next_best(table[i], j), _next_best(table[:, j], i)])
        margin = float(table[i, j] - others.mean()) if len(others) else float(table[i, j]) - 0.3
        score = 1 / (1 + np.exp(-(16 * (float(table[i, j]) - 0.66) + 10 * (margin - 0.2))))
        if score >= least:
            found.append(MinedPair(i, j, float(score)))
    return sorted(found, key=lambda pair: -pair.score)


def _next_best(values: np.ndarray, without: int) -> np.ndarray:
    """The highest values but the one at ``without``."""
    rest = np.delete(values, without)
    count = min(NEAREST - 1, len(rest))
    return np.partition(rest, len(rest) - count)[len(rest) - count :] if count else rest[:0]
