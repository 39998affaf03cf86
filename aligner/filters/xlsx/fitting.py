"""Texts of a workbook that have to keep to rules: names of sheets, lists of choices, headers of printed pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aligner.core.code import Content
from aligner.exports.xmltext import legal
from aligner.filters.found import Found
from aligner.filters.inline import Gathered, Native
from aligner.filters.rebuilding import Cursor, rebuilt

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAME_MOST, _LIST_MOST = 31, 255
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]+")
#: Sections, fonts, sizes and fields of a header (ECMA-376, part 1, 18.3.1.46).
_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{2}[0-9A-F+-]{4}|\d{1,3}|[A-Za-z])')
_FIELDS = frozenset("PNDTFAZG")


@dataclass(slots=True, eq=False)
class SheetName(Found):
    """A sheet's name: no more than 31 characters, none of ``[]:*?/\\``, no other sheet's."""

    others: list[str] = field(default_factory=list)

    def put(self, content: Content, _language: str, /) -> None:
        """Name the sheet, as far as the rules allow."""
        own = str(self.element.get("name", ""))
        wanted = " ".join(_NOT_IN_NAMES.sub(" ", legal(content.text)).split()).strip("'") or own
        taken = {name.casefold() for name in self.others} - {own.casefold()}
        name, number = _cut(wanted, _NAME_MOST), 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut(wanted, _NAME_MOST - len(str(number)) - 1)} {number}"
        self.others[self.others.index(own)] = name
        self.element.set("name", name)


def _cut(text: str, most: int) -> str:
    """The text, or as many whole words of it as there is room for."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].strip(" '")


@dataclass(slots=True, eq=False)
class Choice(Found):
    """One item of a list of choices that stands in the sheet itself: ``"Yes,No"``."""

    items: list[str] = field(default_factory=list)
    number: int = 0

    def put(self, content: Content, _language: str, /) -> None:
        """Write the list with this item; one that Excel would refuse as too long stays as it was."""
        items = list(self.items)
        items[self.number] = " ".join(legal(content.text).replace(",", " ").replace('"', "'").split())
        text = ",".join(items)
        if len(text) <= _LIST_MOST:
            self.items[:] = items
            self.element.text = f'"{text}"'


@dataclass(slots=True, eq=False)
class PageEdge(Found):
    """A printed header or footer: text with sections, fonts and fields that begin with ``&``."""

    def put(self, content: Content, _language: str, /) -> None:
        """Write it with its codes."""
        holder = self.element.makeelement("x")
        plain = Content(content.text.replace("&", "＆"), content.codes)
        rebuilt(Cursor(holder), self.gathered, plain)
        self.element.text = "".join(str(one) for one in holder.itertext()).replace("＆", "&&")


def page_edge(element: _Element, part: str, first_id: int) -> tuple[PageEdge, int]:
    """The block of a header's element, and the next free id."""
    gathered = Gathered()
    at = 0
    raw = str(element.text or "")
    for code in _CODE.finditer(raw.replace("&&", "＆＆")):
        gathered.text(raw[at : code.start()].replace("&&", "&"))
        mark = element.makeelement("code")
        mark.text = code[0]
        name = code[0][1:]
        section = name in ("L", "C", "R")
        is_field = name in _FIELDS
        gathered.alone(Native(mark, "field" if is_field else "other", code[0], breaks=section, shown=is_field))
        at = code.end()
    gathered.text(raw[at:].replace("&&", "&"))
    first_id = gathered.finish(first_id)
    return PageEdge("header", 0, gathered, element, part), first_id
