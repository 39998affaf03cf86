"""Cyrillic letters left in a language that is not written in them."""

from __future__ import annotations

import re

from aligner.checks.pair import LATIN_LANGUAGES, Check, Hit, Hits, Pair
from models.text.scripts import CYRILLIC

_CYRILLIC = re.compile(rf"[{CYRILLIC}]+(?:[\s-]+[{CYRILLIC}]+)*")


def cyrillic_left(pair: Pair) -> Hits:
    """Cyrillic letters in a language that is not written in them."""
    if pair.target_language in LATIN_LANGUAGES and not (pair.source == pair.target and pair.foreign):
        for match in _CYRILLIC.finditer(pair.target):
            yield Hit({"text": match[0]}, target_span=match.span())


CHECK = Check(
    "cyrillic-left",
    "error",
    "Cyrillic left over",
    "Cyrillic left in the translation: «{text}»",
    cyrillic_left,
)
