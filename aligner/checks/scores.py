"""What the model and the aligner themselves were unsure of."""

from __future__ import annotations

from aligner.checks.pair import Check, Hit, Hits, Limits, Pair


def low_score(pair: Pair, limits: Limits) -> Hits:
    """The model expects little of its translation; where it does not say, its mean log-probability a token is low."""
    unit = pair.unit
    if unit.status == "confirmed" or unit.is_null:
        return
    if unit.origin == "mt" and unit.confidence is not None:
        if unit.confidence < limits.low_expected:
            yield Hit({"score": f"{unit.confidence:.0%}"})
    elif unit.score is not None and unit.score < limits.low_score:
        yield Hit({"score": f"{unit.score:.2f}"})


def low_confidence(pair: Pair, limits: Limits) -> Hits:
    """The aligner's confidence in the pair is low; what a machine translated was not aligned."""
    unit = pair.unit
    if unit.status == "confirmed" or unit.is_null or unit.origin == "mt" or unit.confidence is None:
        return
    if unit.confidence < limits.low_confidence:
        yield Hit({"confidence": f"{unit.confidence:.0%}"})


SCORE = Check(
    "low-score",
    "info",
    "The model was unsure",
    "The model was unsure of this translation (score {score})",
    low_score,
    needs="limits",
)
CONFIDENCE = Check(
    "low-confidence",
    "warning",
    "Doubtful pair",
    "The aligner was unsure of this pair (confidence {confidence})",
    low_confidence,
    needs="limits",
)
