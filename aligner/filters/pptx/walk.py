"""One walk over the parts of a presentation: its blocks in the order of the slides, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.filters.pptx.parts import Package, placeholder
from aligner.filters.shapes import Part, ShapeWalk
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


class Walk(ShapeWalk):
    """The blocks of one presentation, and the first title in it."""

    def __init__(self, package: Package) -> None:
        """Walk over all parts."""
        super().__init__()
        self.title = ""
        drawn = any(part.role == "diagram" for part in package.parts.values())
        for part in package.parts.values():
            if part.role == "core":
                self.properties(part)
            elif part.role == "data":
                # What is drawn of a diagram is read; its data say the same once more.
                self.shapes(part.root, "metadata" if drawn else None, part)
            else:
                self.shapes(part.root, _KINDS.get(part.role), part)

    def shape(self, shape: _Element, kind: Kind | None, part: Part) -> None:
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
                self.shapes(child, kind, part)
                continue
            for paragraph in child.iterchildren("{*}p"):
                self._placed(paragraph, own, held, part)

    def _placed(self, paragraph: _Element, kind: Kind | None, held: str, part: Part) -> None:
        """A paragraph of a shape."""
        if kind is not None:
            self.paragraph(paragraph, kind, 0, part)
        elif held in _TITLES:
            level = 2 if held == "subTitle" else 1
            text = self.paragraph(paragraph, "heading", level, part)
            self.title = self.title or text
        else:
            properties = next((one for one in paragraph if local(one) == "pPr"), None)
            marks = {local(one) for one in properties} if properties is not None else set()
            said = str(properties.get("lvl", "0")) if properties is not None else "0"
            listed = marks & {"buChar", "buAutoNum", "buBlip"} or (held in _LISTS and "buNone" not in marks)
            depth = int(said) + 1 if said.isdecimal() and len(said) < 3 else 1
            self.paragraph(paragraph, "list-item" if listed else "body", depth if listed else 0, part)
