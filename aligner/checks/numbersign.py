"""The sign № in English."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair


def number_sign(pair: Pair) -> Hits:
    """№ left in English, where one writes No."""
    if pair.target_language == "en":
        for match in re.finditer("№", pair.target):
            yield Hit(target_span=match.span())


CHECK = Check(
    "number-sign",
    "warning",
    "The sign №",
    "№ left in English; write No.",
    number_sign,
)
