"""What the model and the aligner themselves were unsure of."""

from __future__ import annotations

from aligner.checks.pair import Hit, Hits, Limits, Pair


def low_score(pair: Pair, limits: Limits) -> Hits:
    """The model's mean log-probability a token is low."""
    score = pair.unit.score
    if score is not None and score < limits.low_score and pair.unit.status != "confirmed":
        yield Hit({"score": f"{score:.2f}"})


def low_confidence(pair: Pair, limits: Limits) -> Hits:
    """The aligner's confidence in the pair is low."""
    confidence = pair.unit.confidence
    if (
        confidence is not None
        and confidence < limits.low_confidence
        and pair.unit.status != "confirmed"
        and not pair.unit.is_null
    ):
        yield Hit({"confidence": f"{confidence:.0%}"})
