"""The translation is far too long or too short."""

from __future__ import annotations

import math

from aligner.checks.pair import Check, Hit, Hits, Pair

#: Characters of English for one of Russian, and the variance of the difference at a mean length of n characters:
#: 40 + 3 n + (0.12 n)². The first two terms are Gale & Church's (1993, "A program for aligning sentences in bilingual
#: corpora"); without the last, long pairs raise forty times as many alarms as short ones. Fitted on 200 000 pairs of
#: mixed open corpora, so that the scaled difference has the same spread at every length.
_RATIO, _FIXED, _EACH, _SPREAD, _BOUND = 1.05, 40.0, 3.0, 0.12, 4.0


def length_ratio(pair: Pair) -> Hits:
    """The target is far too long or too short for its source."""
    source, target = len(pair.source.strip()), len(pair.target.strip())
    if not source or not target or {pair.source_language, pair.target_language} != {"ru", "en"}:
        return
    ratio = _RATIO if pair.source_language == "ru" else 1 / _RATIO
    mean = (source * ratio + target) / 2
    if abs(target - source * ratio) > _BOUND * math.sqrt(_FIXED + _EACH * mean + (_SPREAD * mean) ** 2):
        yield Hit({"ratio": f"{target / source:.2f}".replace(".00", "")})


CHECK = Check(
    "length-ratio",
    "warning",
    "Length",
    "Length is suspicious: the translation is {ratio} times the source",
    length_ratio,
)
