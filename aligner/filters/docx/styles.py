"""Styles of a Word document: what kind of paragraph one makes, and what its letters already look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.filters.program_code import is_code_style
from aligner.readers.xml import attribute, local
from aligner.repair.verse import is_verse

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"^(?:heading|заголовок)\s*(\d)?", re.IGNORECASE)
#: Beginnings of the names of styles that Word gives to text outside the running text.
_OUTSIDE: tuple[tuple[str, Kind], ...] = (
    ("toc ", "contents"),
    ("table of figures", "contents"),
    ("header", "header"),
    ("footer", "header"),
    ("footnote text", "note"),
    ("endnote text", "note"),
)
#: Properties of letters that are on or off.
TOGGLES = frozenset(
    (
        "b", "i", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint", "vanish",
        "specVanish", "webHidden", "bCs", "iCs", "noProof", "rtl", "cs", "oMath", "snapToGrid",
    )
)  # fmt: skip
_MOST = 20


def number(value: str) -> int:
    """A small number written in an attribute; 0 for anything else."""
    return min(int(value), 99) if value.isascii() and value.isdigit() and len(value) < 4 else 0


def is_on(mark: _Element) -> bool:
    """Is a toggle switched on?"""
    return attribute(mark, "val") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int
    listed: int
    tabs: bool
    on: frozenset[str]
    off: frozenset[str]


@dataclass(slots=True)
class Paragraph:
    """What a paragraph says of itself. ``listed`` is -1 where it says nothing of a list, -2 where it is in none."""

    style: str = ""
    outline: int = -1
    listed: int = -1
    tabs: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it is based on.

    ``names`` are in small letters, its own first. ``on`` are the toggles that it switches on. ``tabs``: it sets tab
    stops.
    """

    names: tuple[str, ...] = ()
    outline: int = -1
    listed: int = -1
    tabs: bool = False
    on: frozenset[str] = frozenset()


_NONE = Style()


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids."""

    _styles: dict[str, _Style] = field(default_factory=dict)
    _whole: dict[str, Style] = field(default_factory=dict)

    @classmethod
    def of(cls, root: _Element) -> Styles:
        """The styles that the part of styles declares."""
        styles = cls()
        for style in root.iter("{*}style"):
            outline, listed, tabs = -1, -1, False
            name = based_on = ""
            on: set[str] = set()
            off: set[str] = set()
            for one in style.iter():
                tag = local(one)
                if tag == "name":
                    name = attribute(one, "val")
                elif tag == "basedOn":
                    based_on = attribute(one, "val")
                elif tag == "outlineLvl":
                    outline = number(attribute(one, "val"))
                elif tag == "numPr":
                    listed = max(listed, 0)
                elif tag == "ilvl":
                    listed = number(attribute(one, "val"))
                elif tag == "tabs":
                    tabs = True
                elif tag in TOGGLES or tag == "u":
                    (on if is_on(one) else off).add(tag)
            # Styles of the two kinds have ids of one space.
            styles._styles[attribute(style, "styleId")] = _Style(
                name.lower(), based_on, outline, listed, tabs, frozenset(on), frozenset(off)
            )
        return styles

    def whole(self, style: str) -> Style:
        """A style with what it is based on; an empty one where there is none of this id."""
        found = self._whole.get(style)
        if found is None:
            found = self._whole[style] = self._resolved(style)
        return found

    def _resolved(self, style: str) -> Style:
        names: list[str] = []
        outline, listed, tabs = -1, -1, False
        on: set[str] = set()
        off: set[str] = set()
        while style in self._styles and len(names) < _MOST:
            one = self._styles[style]
            names.append(one.name)
            outline = one.outline if outline < 0 else outline
            listed = one.listed if listed == -1 else listed
            tabs = tabs or one.tabs
            on |= one.on - off
            off |= one.off - on
            style = one.based_on
        return Style(tuple(names), outline, listed, tabs, frozenset(on)) if names else _NONE


def kind_of(paragraph: Paragraph, style: Style, lines: list[str], *, in_cell: bool) -> tuple[Kind, int] | None:
    """A paragraph's kind and level by its style and place; none for program code, which stays as it is.

    ``lines`` is its text, cut at line breaks.
    """
    names = style.names
    own = names[0] if names else ""
    for beginning, outside in _OUTSIDE:
        if own.startswith(beginning):
            return outside, number(own[4:]) if outside == "contents" and own.startswith("toc ") else 0
    if is_code_style(names, "\n".join(lines)):
        return None
    outline = paragraph.outline if paragraph.outline >= 0 else style.outline
    listed = paragraph.listed if paragraph.listed != -1 else style.listed
    heading = next((match for name in names if (match := _HEADING.match(name))), None)
    if 0 <= outline < 9:
        return "heading", outline + 1
    if heading:
        return "heading", int(heading.group(1) or 1)
    if own in ("title", "subtitle"):
        return "heading", 1 + (own == "subtitle")
    if in_cell:
        return "table-cell", 0
    if listed >= 0 or (own.startswith("list ") and own != "list paragraph"):
        return "list-item", max(0, listed) + 1
    if len(lines) > 1 and (any("verse" in name or "poem" in name for name in names) or is_verse(lines)):
        return "verse", 0
    if any("quot" in name or "block text" in name for name in names):
        return "quote", 0
    if "caption" in names:
        return "caption", 0
    return "body", 0
