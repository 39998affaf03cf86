"""Short texts that are no paragraphs: alternative texts, form labels, labels of charts, properties of the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aligner.core.code import Code, Content
from aligner.exports.xmltext import legal
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_VML = ("shape", "rect", "roundrect", "oval", "line", "polyline", "curve", "arc", "group", "image")
#: Elements with texts in attributes, by the names of both.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "docPr": ("descr", "title"),
    "cNvPr": ("descr", "title"),
    "textpath": ("string",),
    "tblCaption": ("val",),
    "tblDescription": ("val",),
    "alias": ("val",),
    "listItem": ("displayText",),
    "listEntry": ("val",),
    "statusText": ("val",),
    "helpText": ("val",),
    "hyperlink": ("tooltip",),
    **dict.fromkeys(_VML, ("alt", "title")),
}
#: Names of properties whose texts are for readers.
PROPERTIES = ("title", "subject", "description", "keywords", "category")
_LEVEL = re.compile(r"%[1-9]")
_WORD = re.compile(r"[^\W\d_]{2}")


class Label:
    """A text in an attribute, or (``attribute`` empty) all that an element holds."""

    __slots__ = ("_attribute", "_edges", "_element", "content")

    def __init__(self, element: _Element, attribute: str = "", levels: int = 0) -> None:
        """Read it. With ``levels`` it is a list label: numbers of levels are codes, the first with this id."""
        self._element = element
        self._attribute = attribute
        raw = str(element.get(attribute, "") if attribute else element.text or "")
        text = raw.strip()
        at = raw.find(text)
        self._edges = raw[:at], raw[at + len(text) :]
        codes: list[Code] = []
        if levels:
            pieces: list[str] = []
            last = place = 0
            for found in _LEVEL.finditer(text):
                pieces.append(text[last : found.start()])
                place += found.start() - last
                codes.append(Code(place, place, levels + len(codes), "placeholder", found.group()))
                last = found.end()
            text = "".join([*pieces, text[last:]])
        self.content = Content(text, tuple(codes))

    def put(self, content: Content) -> None:
        """Write another text in its place."""
        places = {code.id: min(code.start, len(content.text)) for code in content.codes}
        parts: list[str] = []
        last = 0
        for code in sorted(self.content.codes, key=lambda one: places.get(one.id, len(content.text))):
            place = places.get(code.id, len(content.text))
            parts += (content.text[last:place], code.equiv)
            last = place
        text = legal(self._edges[0] + "".join([*parts, content.text[last:]]) + self._edges[1])
        if self._attribute:
            self._element.set(self._attribute, text)
        else:
            self._element.text = text


def attribute_labels(element: _Element, name: str) -> list[Label]:
    """The texts in an element's attributes."""
    wanted = ATTRIBUTES[name]
    return [
        Label(element, str(key))
        for key, value in element.attrib.items()
        if str(key).rsplit("}", 1)[-1] in wanted and any(c.isalpha() for c in str(value))
    ]


def list_label(element: _Element, first_id: int) -> Label | None:
    """The words of a list's label, such as "Chapter %1"."""
    for key, value in element.attrib.items():
        if str(key).endswith("val") and _WORD.search(_LEVEL.sub(" ", str(value))):
            return Label(element, str(key), first_id)
    return None


def chart_label(element: _Element) -> Label | None:
    """A name in a chart: of a series, of a category; no number."""
    if not any(c.isalpha() for c in element.text or ""):
        return None
    above = element.getparent()
    for _ in range(4):
        if above is None:
            return None
        if local(above) in ("strCache", "strLit", "tx", "txData", "strDim", "lvl"):
            return Label(element)
        if local(above) in ("numCache", "numLit", "numDim"):
            return None
        above = above.getparent()
    return None
