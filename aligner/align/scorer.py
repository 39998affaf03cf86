"""The learned scorer: a small network that turns features into log-potentials. Its numbers are in ``scorer*.npz``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from aligner.align.lattice import Scores

Floats = NDArray[np.float32]
PARAMETERS = ("centre", "width", "hidden", "hidden_bias", "out", "direct", "bias", "kind_bias", "null", "gap")


@dataclass(frozen=True)
class Scorer:
    """Parameters, named in ``PARAMETERS``; ``null_shift`` is added to the score of every skipped sentence."""

    centre: Floats
    width: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    direct: Floats
    bias: Floats
    kind_bias: Floats
    null: Floats
    gap: Floats

    def beads(self, features: Floats, kind: NDArray[np.int64]) -> NDArray[np.float64]:
        """Log-potentials of candidate beads."""
        scaled = np.clip((features - self.centre) / self.width, -8, 8)
        hidden = np.tanh(scaled @ self.hidden + self.hidden_bias)
        score = hidden @ self.out + scaled @ self.direct
        return np.asarray(score.astype(np.float64) + self.bias[0] + self.kind_bias[kind], np.float64)

    def scores(
        self, features: Floats, kind: NDArray[np.int64], source_null: Floats, target_null: Floats, shift: float = 0.0
    ) -> Scores:
        """All log-potentials of a document; ``shift`` is added to those of skipped sentences."""
        return Scores(
            self.beads(features, kind),
            (source_null @ self.null).astype(np.float64) + shift,
            (target_null @ self.null).astype(np.float64) + shift,
            float(self.gap[0]),
        )


@lru_cache(maxsize=2)
def load_scorer(lexical: bool = False) -> Scorer:
    """A scorer that comes with the package: one for language pairs with a lexicon, one for all others."""
    name = "scorer.lexical.npz" if lexical else "scorer.npz"
    with (resources.files("aligner.align") / name).open("rb") as file, np.load(file) as arrays:
        return Scorer(**{parameter: arrays[parameter] for parameter in PARAMETERS})
