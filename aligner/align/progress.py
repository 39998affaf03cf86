"""How far an alignment is: its parts, each with its share of the work, counted together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.core.progress import Progress

#: Processor time of each part, measured on novels: encoding a sentence of either side is 1.
ENCODING, PREPARING, DECODING, LINKING = 1.0, 0.25, 0.1, 0.4
ALIGNING = ENCODING + PREPARING + DECODING


def parts(progress: Progress | None, total: int, weights: Sequence[float]) -> list[Progress]:
    """A callback for each part of the work; all count up to ``total`` together, in proportion to their weights.

    A part calls its own with (done, in all) as often as it can, in whatever it counts. What ``progress`` raises goes
    through, which is how an alignment is cancelled.
    """
    made: list[Progress] = []
    whole, before = sum(weights), 0.0
    for weight in weights:
        made.append(partial(_tell, progress, total, before / whole, weight / whole))
        before += weight
    return made


def _tell(progress: Progress | None, total: int, before: float, share: float, done: int, of: int) -> None:
    if progress is not None:
        progress(round(total * (before + share * min(1.0, done / max(of, 1)))), total)


def ignore(done: int, of: int) -> None:
    """Where nobody watches."""
