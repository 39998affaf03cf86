"""Nothing was translated."""

from __future__ import annotations

import unicodedata

from aligner.checks.pair import WORD, Check, Hit, Hits, Pair


def same_as_source(pair: Pair) -> Hits:
    """The target is the source, letter for letter, though there was something to translate."""
    if pair.source_language == pair.target_language or pair.foreign:
        return
    text = pair.source.strip().casefold()
    if text != pair.target.strip().casefold() or not text:
        return
    letters = [c for c in text if c.isalpha()]
    foreign = [c for c in letters if not unicodedata.name(c, "").startswith("LATIN")]
    if foreign or len(WORD.findall(text)) > 3:
        yield Hit(target_span=(0, len(pair.target)))


CHECK = Check(
    "same-as-source",
    "error",
    "Same as the source",
    "The translation is the same as the source",
    same_as_source,
)
