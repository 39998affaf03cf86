"""A unit without the characters that a format cannot hold, its layout kept true to the shortened text."""

from __future__ import annotations

import re
from dataclasses import replace

from aligner.core.unit import Place, Unit
from aligner.exports.options import Tally


def cleaned(unit: Unit, impossible: re.Pattern[str], tally: Tally) -> Unit:
    """Texts without what matches ``impossible``; each character dropped from them is counted."""
    if not impossible.search(unit.source) and not impossible.search(unit.target):
        return unit
    source, source_places = side(unit.source, unit.source_places, impossible, tally)
    target, target_places = side(unit.target, unit.target_places, impossible, tally)
    return replace(unit, source=source, target=target, source_places=source_places, target_places=target_places)


def side(
    text: str, places: tuple[Place, ...], impossible: re.Pattern[str], tally: Tally
) -> tuple[str, tuple[Place, ...]]:
    """One text cleaned sentence by sentence; a sentence of which nothing is left goes with its place."""
    if sum(p.length for p in places) + len(places) - 1 != len(text):
        kept, dropped = impossible.subn("", text)
        tally.dropped_characters += dropped
        return kept, ()
    parts: list[tuple[str, Place]] = []
    at = 0
    for place in places:
        kept, dropped = impossible.subn("", text[at : at + place.length])
        tally.dropped_characters += dropped
        if kept.strip():
            parts.append((kept, replace(place, length=len(kept))))
        at += place.length + 1
    return " ".join(kept for kept, _ in parts), tuple(place for _, place in parts)
