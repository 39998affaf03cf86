"""Calibration of a model's confidence: from its score to what a person may expect of the translation.

``python -m models.training.calibrate`` fits it. The result, ``confidence.json``, lies in the model's folder; a model
without it takes the exponential of its score.

What is expected is the chrF2 of the sentence (Popović 2015; 0 to 1) against a person's translation. It is fitted as a
logistic curve of two things that every translation has: the geometric mean of its pieces' probabilities and the
logarithm of its source's length in words.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelError
from models.translation import Translation

FILE = "confidence.json"
#: Fewer sentences than this say too little about three numbers and the curve's ends.
LEAST = 100


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve of one model: its constant, the weight of the probability, that of the length; sentences it is from."""

    constant: float
    probability: float
    length: float
    sentences: int

    @classmethod
    def read(cls, folder: Path) -> Calibration | None:
        """The calibration in a model's folder, or None.

        Raises:
            ModelError: it is there but damaged.
        """
        file = folder / FILE
        try:
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise ModelError("{file}: damaged calibration; delete it or fit it again", file=file) from error

    def of(self, source: str, score: float) -> float:
        """The expected chrF2 (0..1) of a translation of ``source`` with this score (mean log-probability, nats)."""
        probability, length = _features(source, score)
        return 1 / (1 + math.exp(-(self.constant + self.probability * probability + self.length * length)))


def _features(source: str, score: float) -> tuple[float, float]:
    return math.exp(min(0.0, score)), math.log(1 + len(source.split()))


def fit(made: Sequence[Translation], references: Sequence[str]) -> Calibration:
    """Fit the curve by least squares of the odds (iteratively reweighted), translations of no model left out.

    Raises:
        ModelError: too few translations.
    """
    import numpy as np

    rows = [(out, ref) for out, ref in zip(made, references, strict=True) if out.score is not None]
    if len(rows) < LEAST:
        raise ModelError(
            "{count} translations: too few to calibrate on; {least} are needed, 1000 are good",
            count=len(rows),
            least=LEAST,
        )
    table = np.array([(1.0, *_features(out.source, out.score or 0.0)) for out, _ in rows])
    found = np.array([sentence_chrf(out.text, ref) for out, ref in rows])
    weights = np.zeros(3)
    for _ in range(25):
        chance = 1 / (1 + np.exp(-table @ weights))
        slope = chance * (1 - chance)
        weights += np.linalg.solve(table.T @ (slope[:, None] * table) + 1e-6 * np.eye(3), table.T @ (found - chance))
    constant, probability, length = (round(float(weight), 4) for weight in weights)
    return Calibration(constant, probability, length, len(rows))


def sentence_chrf(text: str, reference: str) -> float:
    """chrF2 of one sentence, 0 to 1."""
    from sacrebleu.metrics.chrf import CHRF

    return float(CHRF().sentence_score(text, [reference]).score) / 100


def reliability(made: Sequence[Translation], references: Sequence[str]) -> list[tuple[float, int, float, float, float]]:
    """For each tenth: its lower end, sentences, mean confidence, mean chrF2, share with chrF2 of .5 or more."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for out, reference in zip(made, references, strict=True):
        if out.score is not None:
            found = (out.confidence, sentence_chrf(out.text, reference))
            bins.setdefault(min(9, int(out.confidence * 10)), []).append(found)
    return [
        (
            number / 10,
            len(rows),
            sum(confidence for confidence, _ in rows) / len(rows),
            sum(chrf for _, chrf in rows) / len(rows),
            sum(chrf >= 0.5 for _, chrf in rows) / len(rows),
        )
        for number, rows in sorted(bins.items())
    ]
