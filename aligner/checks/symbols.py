"""The symbols of documents: A/RES/70/1, ISO-9001."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair

_SYMBOL = re.compile(r"\b(?:[A-Z]{1,6}[/-])(?:[A-Z0-9]{1,12}[/.-]){0,8}[A-Z0-9]{0,12}\d[\w()./-]{0,24}\b")


def symbols_differ(pair: Pair) -> Hits:
    """A document's symbol (A/RES/70/1, ISO-9001) of one side that the other does not have."""
    if not any(mark in text for text in (pair.source, pair.target) for mark in "/-"):
        return
    left = {m[0].rstrip(".").upper(): m.span() for m in _SYMBOL.finditer(pair.source)}
    right = {m[0].rstrip(".").upper(): m.span() for m in _SYMBOL.finditer(pair.target)}
    target, source = pair.target.upper(), pair.source.upper()
    for symbol, span in left.items():
        if symbol not in target:
            yield Hit({"symbol": symbol, "side": "target"}, source_span=span)
    for symbol, span in right.items():
        # Symbols written in Cyrillic in the source (С-300) have no twin to compare.
        if "/" in symbol and symbol not in source:
            yield Hit({"symbol": symbol, "side": "source"}, target_span=span)


CHECK = Check(
    "symbols-differ",
    "error",
    "Document symbols",
    {
        "target": "Document symbol {symbol} is not in the translation",
        "source": "Document symbol {symbol} is not in the source",
    },
    symbols_differ,
    by="side",
)
