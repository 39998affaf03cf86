"""Paragraph and heading marks as evidence: they weigh what they have earned in this pair of documents.

Most translations keep the paragraphs, but some join them, and bad extraction loses or invents them. So marks take no
part in a first alignment. Its probabilities say how much oftener marks of two kinds stand at the beginnings of one bead
than chance would have it, and how much seldomer one stands inside a bead; the logarithms are what a second alignment
adds to each bead's log-potential. Where marks do not agree, or there are few beads to judge by, that is nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aligner.align.lattice import Marginals, Steps

#: For each sentence, what begins with it: 0 nothing, 1 a paragraph, 2 a heading.
Marks = NDArray[np.int8]

KINDS = 3
DOUBT = 20.0  # beads' worth of chance that counting begins with
MOST = 3.0  # log-potential that marks at one place add or take


def agreement(steps: Steps, found: Marginals, source: Marks, target: Marks) -> NDArray[np.float64]:
    """What marks add to each step's log-potential, by the probabilities of an alignment made without them.

    ``source`` and ``target`` have an entry for each sentence that ``steps`` count.
    """
    first = source[steps.i - steps.k].astype(np.int64), target[steps.j - steps.l].astype(np.int64)
    shares = [np.bincount(side, minlength=KINDS) / max(1, len(side)) for side in (source, target)]
    chance = np.outer(*shares)
    seen = np.zeros((KINDS, KINDS))
    np.add.at(seen, first, found.bead)
    seen = (seen + DOUBT * chance) / (seen.sum() + DOUBT)
    weight = np.log(np.maximum(seen, 1e-6) / np.maximum(chance, 1e-6))
    added = np.clip(weight, -MOST, MOST)[first]
    for side, end, size in ((source, steps.i, steps.k), (target, steps.j, steps.l)):
        added += _inside(found, side, end, size)
    return np.asarray(added)


def _inside(found: Marginals, side: Marks, end: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same for the borders between the sentences of each bead's one side."""
    counts = np.concatenate([[0], np.cumsum(side > 0)])
    marked = (counts[end] - counts[end - size + 1]).astype(np.float64)
    plain = size - 1 - marked
    usual = float(np.clip((side > 0).mean(), 1e-3, 1 - 1e-3)) if len(side) else 0.5
    share = (found.bead @ marked + DOUBT * usual) / (found.bead @ (marked + plain) + DOUBT)
    added = marked * np.log(share / usual) + plain * np.log((1 - share) / (1 - usual))
    return np.asarray(np.clip(added, -MOST, MOST))
