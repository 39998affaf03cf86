"""A unit without the characters that a format cannot hold, its layout kept true to the shortened text."""

from __future__ import annotations

import re
from dataclasses import replace

from aligner.core.code import Content
from aligner.core.unit import Place, Unit
from aligner.exports.options import Tally
from aligner.repair.tidy import edited


def cleaned(unit: Unit, impossible: re.Pattern[str], tally: Tally) -> Unit:
    """Texts without what matches ``impossible``; each character dropped from them is counted."""
    if not impossible.search(unit.source) and not impossible.search(unit.target):
        return unit
    source, source_places = side(unit.source_content, unit.source_places, impossible, tally)
    target, target_places = side(unit.target_content, unit.target_places, impossible, tally)
    return replace(
        unit, source=source.text, target=target.text, source_places=source_places, target_places=target_places,
        source_codes=source.codes, target_codes=target.codes,
    )  # fmt: skip


def side(
    content: Content, places: tuple[Place, ...], impossible: re.Pattern[str], tally: Tally
) -> tuple[Content, tuple[Place, ...]]:
    """One text cleaned sentence by sentence; a sentence of which nothing is left goes with its place."""
    text = content.text
    found = [match.span() for match in impossible.finditer(text)]
    tally.dropped_characters += len(found)
    if sum(p.length for p in places) + len(places) - 1 != len(text):
        return edited(content, [(start, end, "") for start, end in found]), ()
    gone = bytearray(len(text) + 1)
    for start, _ in found:
        gone[start] = 1
    kept: list[Place] = []
    at = 0
    for place in places:
        sentence = [c for c, dropped in zip(text[at : at + place.length], gone[at:], strict=False) if not dropped]
        whole = bool("".join(sentence).strip())
        if at and not (whole and kept):
            gone[at - 1] = 1  # the blank that joins it to the one before
        if whole:
            kept.append(replace(place, length=len(sentence)))
        else:
            gone[at : at + place.length] = b"\1" * place.length
        at += place.length + 1
    edits = [(n, n + 1, "") for n in range(len(text)) if gone[n]]
    return edited(content, edits), tuple(kept)
