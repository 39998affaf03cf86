"""One walk over the parts of a presentation: its blocks in the order of the slides, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.filters.docx.labels import ATTRIBUTES, PROPERTIES, chart_label
from aligner.filters.drawing import LOOKS, runs_of
from aligner.filters.found import Found, attribute_block
from aligner.filters.inline import Gathered
from aligner.filters.pptx.parts import Package, Part, placeholder
from aligner.filters.runs import Paragraph, gather
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_TITLES = frozenset(("title", "ctrTitle", "subTitle"))
_EDGES = frozenset(("dt", "ftr", "sldNum", "hdr"))
_LISTS = frozenset(("body", "obj"))
#: Kinds of everything in a part; a slide's shapes have their own.
_KINDS: dict[str, Kind] = {
    "notes": "note", "comments": "comment", "master": "header", "chart": "metadata", "data": "metadata",
}  # fmt: skip
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "cNvPr": ATTRIBUTES["cNvPr"],
    "hlinkClick": ("tooltip",),
    "hlinkHover": ("tooltip",),
    "section": ("name",),
    "custShow": ("name",),
}


class Walk:
    """The blocks of one presentation, and the first title in it."""

    def __init__(self, package: Package) -> None:
        """Walk over all parts."""
        self.found: list[Found] = []
        self.title = ""
        self._next = 1
        drawn = any(part.role == "diagram" for part in package.parts.values())
        for part in package.parts.values():
            if part.role == "core":
                for one in part.root:
                    if local(one) in PROPERTIES:
                        self._text(one, "metadata", part)
            elif part.role == "data":
                # What is drawn of a diagram is read; its data say the same once more.
                self._shapes(part.root, "metadata" if drawn else None, part)
            else:
                self._shapes(part.root, _KINDS.get(part.role), part)

    def _shapes(self, element: _Element, kind: Kind | None, part: Part) -> None:
        """Everything in a tree of shapes. All in it is of the ``kind``, if there is one."""
        for child in element:
            name = local(child)
            if name in _ATTRIBUTES:
                for attribute in _ATTRIBUTES[name]:
                    self._attribute(child, attribute, part)
            if name == "sp":
                self._shape(child, kind, part)
            elif name == "p" and len(child):
                self._paragraph(child, kind or "body", 0, part)
            elif name == "tc":
                self._shapes(child, kind or "table-cell", part)
            elif name == "Fallback":
                # The same once more, for older programs.
                self._shapes(child, kind or "metadata", part)
            elif name in ("v", "pt") and part.role == "chart" and child.text:
                if chart_label(child) is not None:
                    self._text(child, "metadata", part)
                else:
                    self._shapes(child, kind, part)
            elif name == "text" and part.role == "comments":
                self._text(child, "comment", part)
            elif name and len(child):
                self._shapes(child, kind, part)

    def _shape(self, shape: _Element, kind: Kind | None, part: Part) -> None:
        """A shape: its text is what its placeholder says."""
        held = placeholder(shape)
        if part.role == "master" and held:
            # Shown only where nothing has been written yet, and by no slide.
            return
        own = kind
        if part.role == "notes" and held and held != "body":
            own = "header"
        if kind is None and held in _EDGES:
            own = "header"
        for child in shape:
            if local(child) != "txBody":
                self._shapes(child, kind, part)
                continue
            for paragraph in child.iterchildren("{*}p"):
                self._placed(paragraph, own, held, part)

    def _placed(self, paragraph: _Element, kind: Kind | None, held: str, part: Part) -> None:
        """A paragraph of a shape."""
        if kind is not None:
            self._paragraph(paragraph, kind, 0, part)
        elif held in _TITLES:
            level = 2 if held == "subTitle" else 1
            text = self._paragraph(paragraph, "heading", level, part)
            self.title = self.title or text
        else:
            properties = next((one for one in paragraph if local(one) == "pPr"), None)
            marks = {local(one) for one in properties} if properties is not None else set()
            said = str(properties.get("lvl", "0")) if properties is not None else "0"
            listed = marks & {"buChar", "buAutoNum", "buBlip"} or (held in _LISTS and "buNone" not in marks)
            depth = int(said) + 1 if said.isdecimal() and len(said) < 3 else 1
            self._paragraph(paragraph, "list-item" if listed else "body", depth if listed else 0, part)

    def _paragraph(self, element: _Element, kind: Kind, level: int, part: Part) -> str:
        gathered, properties = gather(runs_of(element, part.relations), LOOKS)
        self._next = gathered.finish(self._next)
        text = gathered.content.text
        if text:
            self.found.append(Paragraph(kind, level, gathered, element, part.name, properties=properties))
        for one in element.iter("{*}hlinkClick"):
            self._attribute(one, "tooltip", part)
        return text

    def _text(self, element: _Element, kind: Kind, part: Part) -> None:
        gathered = Gathered()
        gathered.text(str(element.text or ""))
        self._next = gathered.finish(self._next)
        if gathered.content.text:
            self.found.append(Found(kind, 0, gathered, element, part.name))

    def _attribute(self, element: _Element, name: str, part: Part) -> None:
        block = attribute_block("metadata", element, name, part.name)
        if block is not None:
            self.found.append(block)
