"""Shapes, charts and diagrams of slides and sheets: every text in a tree of them is a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.filters.docx.labels import ATTRIBUTES, PROPERTIES, chart_label
from aligner.filters.drawing import LOOKS, runs_of
from aligner.filters.found import Found, attribute_block
from aligner.filters.inline import Gathered
from aligner.filters.relations import Relation
from aligner.filters.runs import Paragraph, gather
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The last word of a relation's type -> what the part is.
DRAWN = {
    "chart": "chart", "chartEx": "chart", "chartUserShapes": "shapes", "diagramDrawing": "diagram",
    "diagramData": "data",
}  # fmt: skip
#: Elements with texts in attributes.
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "cNvPr": ATTRIBUTES["cNvPr"],
    "hlinkClick": ("tooltip",),
    "hlinkHover": ("tooltip",),
    "section": ("name",),
    "custShow": ("name",),
}


@dataclass(slots=True, eq=False)
class Part:
    """A part of a package with its tree. ``role`` is what it is for."""

    name: str
    role: str
    root: _Element
    relations: dict[str, Relation]


class ShapeWalk:
    """The blocks of a package's parts; codes are numbered through all of them."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.found: list[Found] = []
        self._next = 1

    def properties(self, part: Part) -> None:
        """What the document says of itself."""
        for one in part.root:
            if local(one) in PROPERTIES:
                self.text(one, "metadata", part)

    def shapes(self, element: _Element, kind: Kind | None, part: Part) -> None:
        """Everything in a tree of shapes. All in it is of the ``kind``, if there is one."""
        for child in element:
            name = local(child)
            if name in _ATTRIBUTES:
                for attribute in _ATTRIBUTES[name]:
                    self.attribute(child, attribute, part)
            if name == "sp":
                self.shape(child, kind, part)
            elif name == "p" and len(child):
                self.paragraph(child, kind or "body", 0, part)
            elif name == "tc":
                self.shapes(child, kind or "table-cell", part)
            elif name == "Fallback":
                # The same once more, for older programs.
                self.shapes(child, kind or "metadata", part)
            elif name in ("v", "pt") and part.role == "chart" and child.text:
                if chart_label(child) is not None:
                    self.text(child, "metadata", part)
                else:
                    self.shapes(child, kind, part)
            elif name == "text" and part.role == "comments":
                self.text(child, "comment", part)
            elif name and len(child):
                self.shapes(child, kind, part)

    def shape(self, shape: _Element, kind: Kind | None, part: Part) -> None:
        """A shape with text."""
        self.shapes(shape, kind, part)

    def paragraph(self, element: _Element, kind: Kind, level: int, part: Part) -> str:
        """A paragraph of a shape; what it says is returned."""
        gathered, properties = gather(runs_of(element, part.relations), LOOKS)
        self._next = gathered.finish(self._next)
        text = gathered.content.text
        if text:
            self.found.append(Paragraph(kind, level, gathered, element, part.name, properties=properties))
        for one in element.iter("{*}hlinkClick"):
            self.attribute(one, "tooltip", part)
        return text

    def text(self, element: _Element, kind: Kind, part: Part) -> None:
        """An element whose text is a block, without codes."""
        gathered = Gathered()
        gathered.text(str(element.text or ""))
        self._next = gathered.finish(self._next)
        if gathered.content.text:
            self.found.append(Found(kind, 0, gathered, element, part.name))

    def attribute(self, element: _Element, name: str, part: Part) -> None:
        """An attribute whose text is a block, if it has a letter."""
        block = attribute_block("metadata", element, name, part.name)
        if block is not None:
            self.found.append(block)
