"""Sentences in another language than their document."""

from __future__ import annotations

from aligner.checks.pair import Check, Hit, Hits, Pair


def foreign_language(pair: Pair) -> Hits:
    """The source is in another language than its document; a translation leaves it as it is."""
    if pair.foreign:
        left = "left" if pair.source == pair.target else "translated"
        yield Hit({"language": pair.foreign, "outcome": left}, source_span=(0, len(pair.source)))


CHECK = Check(
    "foreign-language",
    "warning",
    "Another language",
    {
        "left": "In another language ({language}), left as it is",
        "translated": "The source looks like another language ({language})",
    },
    foreign_language,
    by="outcome",
)
