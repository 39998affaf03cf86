"""A unit without inline codes, for formats that hold plain text: words stay apart, and the codes are counted."""

from __future__ import annotations

from dataclasses import replace

from aligner.core.code import Code, Content
from aligner.core.unit import Place, Unit
from aligner.exports.options import Tally
from aligner.repair.tidy import Edit, edited

#: Kinds that leave a blank between words.
_PARTING = ("break", "tab")


def without_codes(unit: Unit, tally: Tally | None = None) -> Unit:
    """The unit with its texts alone; what a code reads as (``equiv``) is not put in."""
    if not unit.source_codes and not unit.target_codes:
        return unit
    if tally is not None:
        tally.dropped_codes += len(unit.source_codes) + len(unit.target_codes)
    source, source_places = _side(unit.source_content, unit.source_places)
    target, target_places = _side(unit.target_content, unit.target_places)
    return replace(
        unit, source=source, target=target, source_places=source_places, target_places=target_places, source_codes=(),
        target_codes=(),
    )  # fmt: skip


def plain_text(content: Content) -> str:
    """The text of a content: one blank where a code stood between two, and one where a line break parted words."""
    text = content.text
    edits: dict[int, Edit] = {}
    for code in content.codes:
        at = code.start
        if not code.alone or not 0 < at < len(text):
            continue
        before, after = text[at - 1].isspace(), text[at].isspace()
        if before and text[at] == " ":
            edits[at] = (at, at + 1, "")
        elif not before and not after and _parts(code):
            edits[at] = (at, at, " ")
    return edited(Content(text), [edits[at] for at in sorted(edits)]).text if edits else text


def _parts(code: Code) -> bool:
    return code.breaks or code.kind in _PARTING


def _side(content: Content, places: tuple[Place, ...]) -> tuple[str, tuple[Place, ...]]:
    """The plain text, and where its sentences stand: of several, the text stays as it is, for they are counted in."""
    if len(places) > 1:
        return content.text, places
    text = plain_text(content)
    return text, tuple(replace(place, length=len(text)) for place in places)
