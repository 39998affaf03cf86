"""Styles of OpenDocument: what a paragraph is and what a span looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.core.code import CodeKind
from aligner.filters.opendocument.names import CODE_STYLES, LOOKS, qualified

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAME, _PARENT, _FAMILY = qualified("style:name"), qualified("style:parent-style-name"), qualified("style:family")
_STYLE, _DEFAULT, _TEXT = (
    qualified("style:style"),
    qualified("style:default-style"),
    qualified("style:text-properties"),
)
_WEIGHT, _SLANT, _UNDERLINE, _POSITION = (
    qualified("fo:font-weight"),
    qualified("fo:font-style"),
    qualified("style:text-underline-style"),
    qualified("style:text-position"),
)
_CAPTIONS = frozenset(("caption", "illustration", "table", "figure", "drawing", "text", "figurecaption"))
#: A chain of styles is not longer.
_CHAIN = 20

#: What a text looks like: attributes that differ from those around it.
Look = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph's style says: its names and those it is based on, in small letters; how its text looks."""

    names: tuple[str, ...]
    look: Look
    title: bool = False
    quote: bool = False
    caption: bool = False
    verse: bool = False


class Styles:
    """The styles of one part: its automatic ones and the named ones of the document."""

    def __init__(self, roots: Iterable[_Element]) -> None:
        """Take them from these parts; of two styles with one name the later counts."""
        self._own: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
        self._default: dict[str, str] = dict(LOOKS)
        for root in roots:
            for element in root.iter(_STYLE, _DEFAULT):
                family = str(element.get(_FAMILY, ""))
                if family not in ("paragraph", "text"):
                    continue
                looks = {
                    str(name): str(value)
                    for properties in element.iterchildren(_TEXT)
                    for name, value in properties.attrib.items()
                    if name in LOOKS
                }
                if element.tag == _DEFAULT:
                    self._default.update(looks)
                else:
                    name, parent = str(element.get(_NAME, "")), str(element.get(_PARENT, ""))
                    self._own[family, name] = parent, looks
        self._paragraphs: dict[str, ParagraphStyle] = {}
        self._spans: dict[str, dict[str, str]] = {}

    def _chain(self, family: str, name: str) -> list[str]:
        names: list[str] = []
        while name and len(names) < _CHAIN:
            names.append(name)
            name = self._own.get((family, name), ("", {}))[0]
        return names

    def _looks(self, family: str, name: str) -> dict[str, str]:
        made: dict[str, str] = {}
        for one in reversed(self._chain(family, name)):
            made.update(self._own.get((family, one), ("", {}))[1])
        return made

    def paragraph(self, name: str) -> ParagraphStyle:
        """What this paragraph style means."""
        found = self._paragraphs.get(name)
        if found is None:
            names = tuple(one.replace("_20_", " ").lower() for one in self._chain("paragraph", name))
            found = ParagraphStyle(
                names,
                {**self._default, **self._looks("paragraph", name)},
                "title" in names or "subtitle" in names,
                any(one.startswith(("quotation", "block quot", "цитат")) for one in names),
                any(one in _CAPTIONS for one in names),
                any("verse" in one or "poem" in one for one in names),
            )
            self._paragraphs[name] = found
        return found

    def span(self, name: str, around: Look) -> dict[str, str]:
        """What a span of this style changes in the look of the text around it."""
        looks = self._spans.get(name)
        if looks is None:
            looks = self._spans[name] = self._looks("text", name)
        return {one: value for one, value in looks.items() if around.get(one, "") != value}

    def is_code(self, name: str) -> bool:
        """Is this character style, or one that it is based on, one for program code?"""
        return any(one.lower() in CODE_STYLES for one in self._chain("text", name))


def kind_of(look: Look) -> CodeKind:
    """The kind of code for text that looks so."""
    weight = look.get(_WEIGHT, "")
    if weight == "bold" or (weight.isdigit() and int(weight) >= 600):
        return "bold"
    if look.get(_SLANT) in ("italic", "oblique"):
        return "italic"
    position = look.get(_POSITION, "").split(" ")[0]
    if position:
        if position.startswith(("sub", "-")):
            return "sub"
        if position not in ("0%", "0"):
            return "sup"
    return "underline" if look.get(_UNDERLINE, "none") != "none" else "other"
