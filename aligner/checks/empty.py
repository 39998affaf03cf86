"""One side of a pair has no text."""

from __future__ import annotations

from aligner.checks.pair import Check, Hit, Hits, Pair


def empty(pair: Pair) -> Hits:
    """One side has no text."""
    if not pair.target.strip():
        yield Hit({"side": "target"})
    elif not pair.source.strip():
        yield Hit({"side": "source"})


CHECK = Check(
    "empty",
    "error",
    "Empty side",
    {
        "target": "The translation is empty",
        "source": "The source is empty",
    },
    empty,
    by="side",
)
