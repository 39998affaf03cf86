"""The walk over a Word document: its blocks in their order, each with its place in the package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from aligner.core.code import Content
from aligner.core.document import OUTSIDE, Kind
from aligner.errors import ReadError
from aligner.filters.docx.appearance import DrawnLooks, Looks
from aligner.filters.docx.block import Composed
from aligner.filters.docx.compose import compose
from aligner.filters.docx.context import Context, Contexts
from aligner.filters.docx.embedded import Embedded
from aligner.filters.docx.fields import Fields, web_address
from aligner.filters.docx.instructions import Instruction, instructions
from aligner.filters.docx.labels import (
    ATTRIBUTES,
    PROPERTIES,
    Label,
    attribute_labels,
    chart_label,
    list_label,
)
from aligner.filters.docx.parts import Package, Part
from aligner.filters.docx.pieces import FieldMark, Flattened
from aligner.filters.docx.rebuild import rebuild, unbind
from aligner.filters.docx.styles import Paragraph, kind_of, number
from aligner.filters.parsed import Block, Untranslated
from aligner.readers.xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACES: dict[str, Kind] = {"note": "note", "header": "header", "comment": "comment"}


class Place(Protocol):
    """Where a block's text is written."""

    part: Part

    def put(self, content: Content, language: str, /) -> None:
        """Write another content there."""


@dataclass(slots=True, eq=False)
class Found:
    """A block with all the places that show it: a text box and its fallback for older programs are one block.

    ``matched`` are the alternatives in whose fallback it was found again.
    """

    block: Block
    places: list[Place]
    first_id: int = 0
    matched: list[object] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _InParagraph:
    part: Part
    paragraph: _Element
    composed: Composed

    def put(self, content: Content, language: str) -> None:
        rebuild(self.paragraph, self.composed, content, language)
        for above in self.paragraph.iterancestors("{*}sdt"):
            for properties in above.iterchildren("{*}sdtPr"):
                unbind(properties)


@dataclass(slots=True, eq=False)
class _InLabel:
    part: Part
    label: Label | Instruction

    def put(self, content: Content, _language: str) -> None:
        self.label.put(content)


@dataclass(slots=True, eq=False)
class _InEmbedded:
    part: Part
    embedded: Embedded
    number: int

    def put(self, content: Content, _language: str) -> None:
        self.embedded.put(self.number, content)


@dataclass(slots=True)
class Walk:
    """One walk over a document; ``inner`` if that is embedded in another. What is said to be left untranslated is
    complete when the walk is."""

    package: Package
    inner: bool = False
    title: str = ""
    untranslated: list[Untranslated] = field(default_factory=list)
    _next: int = 1
    _labels: dict[str, Found] = field(default_factory=dict)
    _drawn: dict[tuple[str, object], Found] = field(default_factory=dict)

    def blocks(self) -> Iterator[Found]:
        """The blocks in the order of the package; a block's number counts those of the running text first.

        Raises:
            ReadError: there is no body.
        """
        for part in self.package.shown():
            if part.role == "main" and next(part.root.iter("{*}body"), None) is None:
                raise ReadError("{name}: the document has no body; the file is damaged", name=self.package.source.name)
            if part.role == "numbering":
                yield from self._list_labels(part)
            else:
                yield from _Story(self, part).blocks()
        core = self.package.core()
        if core is not None:
            self._labels.clear()
            for one in core.root.iter(*(f"{{*}}{name}" for name in PROPERTIES)):
                if (one.text or "").strip():
                    if local(one) == "title":
                        self.title = " ".join(str(one.text).split())
                    yield from self.labelled(core, [Label(one)])

    def numbered(self, content: Content) -> None:
        """Take the ids of these codes as given."""
        if content.codes:
            self._next = max(code.id for code in content.codes) + 1

    @property
    def next_id(self) -> int:
        """The id of the next code."""
        return self._next

    def labelled(self, part: Part, labels: Sequence[Label | Instruction]) -> Iterator[Found]:
        """Blocks for labels; those of a part with one text are one block."""
        for label in labels:
            text = label.content.text
            known = self._labels.get(text)
            if known is not None and not label.content.codes:
                known.places.append(_InLabel(part, label))
                continue
            found = Found(Block("metadata", text, label.content.codes), [_InLabel(part, label)])
            self._labels[text] = found
            yield found

    def _list_labels(self, part: Part) -> Iterator[Found]:
        self._labels.clear()
        for one in part.root.iter("{*}lvlText"):
            label = list_label(one, self._next)
            if label is not None:
                self.numbered(label.content)
                yield from self.labelled(part, [label])


class _Story:
    """One part with paragraphs."""

    def __init__(self, walk: Walk, part: Part) -> None:
        self._walk = walk
        self._part = part
        self._fields = Fields()
        self._contexts = Contexts()
        self._set: dict[str, frozenset[str]] = {}
        namespace = part.root.tag.rpartition("}")[0].removeprefix("{")
        self._looks = Looks(walk.package.styles, namespace)
        self._drawn_looks = DrawnLooks(walk.package.styles, "")
        walk._labels.clear()

    def blocks(self) -> Iterator[Found]:
        tags = ["{*}p", "{*}altChunk", *(f"{{*}}{name}" for name in ATTRIBUTES)]
        if self._part.role == "chart":
            tags += ["{*}v", "{*}pt"]
        for element in list(self._part.root.iter(*tags)):
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name in ATTRIBUTES:
                yield from self._walk.labelled(self._part, attribute_labels(element, name))
            elif name == "altChunk":
                yield from self._embedded(element)
            elif (label := chart_label(element)) is not None:
                yield from self._walk.labelled(self._part, [label])

    def _paragraph(self, element: _Element) -> Iterator[Found]:
        above = element.getparent()
        context = self._contexts.of(above) if above is not None else Context()
        said = _said(element)
        style = self._walk.package.styles.whole(said.style)
        drawn = "drawingml" in element.tag or self._part.role in ("chart", "diagram")
        looks = self._drawn_looks if drawn else self._looks
        flat = Flattened(element, looks, self._href)
        pieces, in_contents = self._fields.resolved(flat.pieces)
        self._walk.untranslated += [Untranslated("object in {number}", self._part.name, one) for one in flat.unread]
        if "vanish" in style.on:
            return
        composed = compose(pieces, looks, style.on, said.tabs or style.tabs, self._walk.next_id)
        content = composed.content
        if content.text and not _is_kept(content):
            kind = self._kind(said, content, context, drawn=drawn, contents=in_contents or context.in_contents)
            if kind is not None:
                known = self._twin(context, content, drawn=drawn)
                if known is not None:
                    context.remember(known)
                    composed = self._again(element, looks, known)
                    known.places.append(_InParagraph(self._part, element, composed))
                else:
                    found = Found(
                        Block(kind[0], content.text, content.codes, kind[1]),
                        [_InParagraph(self._part, element, composed)],
                        self._walk.next_id,
                    )
                    self._walk.numbered(content)
                    context.remember(found)
                    if drawn:
                        self._walk._drawn[content.text, _shape(content)] = found
                    if not self._walk.title and style.names[:1] == ("title",):
                        self._walk.title = content.text
                    yield found
        for one in flat.ruby:
            yield from self._ruby(one)
        if any(isinstance(piece, FieldMark) and piece.instruction for piece in flat.pieces):
            for text in instructions(element, self._walk.next_id):
                self._walk.numbered(text.content)
                yield from self._walk.labelled(self._part, [text])

    def _kind(
        self, said: Paragraph, content: Content, context: Context, *, drawn: bool, contents: bool
    ) -> tuple[Kind, int] | None:
        """The kind and level of a block by its part, its place and its style; none for what stays as it is."""
        style = self._walk.package.styles.whole(said.style)
        kind = kind_of(said, style, _lines(content), in_cell=context.in_cell)
        role = self._part.role
        if kind is None:
            return None
        if role in _PLACES:
            return _PLACES[role], 0
        if role != "main" or context.fallback_of is not None:
            return "metadata", 0
        if drawn:
            return "body", 0
        if contents:
            return "contents", kind[1]
        return kind

    def _twin(self, context: Context, content: Content, *, drawn: bool) -> Found | None:
        """The block that shows the same in the first choice for new programs, or in the data of a diagram."""
        shape = _shape(content)
        if drawn and self._part.role == "diagram":
            return self._walk._drawn.get((content.text, shape))
        for found in context.fallback_of or ():
            # One that is shown in an alternative within another has a twin in each.
            matched = any(one is context.fallback_of for one in found.matched)
            if not matched and found.block.text == content.text and _shape_of(found.block) == shape:
                found.matched.append(context.fallback_of)
                assert isinstance(found, Found)
                return found
        return None

    def _again(self, element: _Element, looks: Looks, known: Found) -> Composed:
        """The paragraph with the codes of its twin."""
        said = _said(element)
        style = self._walk.package.styles.whole(said.style)
        flat = Flattened(element, looks, self._href)
        pieces, _ = Fields().resolved(flat.pieces)
        return compose(pieces, looks, style.on, said.tabs or style.tabs, known.first_id)

    def _ruby(self, element: _Element) -> Iterator[Found]:
        """What stands above a word: a note of its own."""
        flat = Flattened(element, self._looks, self._href)
        composed = compose(flat.pieces, self._looks, frozenset(), False, self._walk.next_id)
        if composed.content.text:
            self._walk.numbered(composed.content)
            block = Block("note", composed.content.text, composed.content.codes)
            yield Found(block, [_InParagraph(self._part, element, composed)])

    def _href(self, hyperlink: _Element) -> str:
        """A link's address, if it is one of the web."""
        for key, value in hyperlink.attrib.items():
            if str(key).endswith("}id"):
                relation = self._part.relations.get(str(value))
                return web_address(relation.target) if relation is not None and relation.outside else ""
        return ""

    def _embedded(self, element: _Element) -> Iterator[Found]:
        """A document of another kind that is shown in this place."""
        target = next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        relation = self._part.relations.get(target)
        name = relation.target if relation is not None else target
        walk = self._walk
        embedded = walk.package.embedded(name, walk.next_id) if not walk.inner else None
        if embedded is None:
            walk.untranslated.append(Untranslated("embedded document {number}", name, ""))
            return
        for at, block in enumerate(embedded.blocks):
            walk.numbered(Content(block.text, block.codes))
            yield Found(block, [_InEmbedded(self._part, embedded, at)])


def in_order(found: Iterator[Found]) -> list[Found]:
    """The running text first, then what is outside of it."""
    return sorted(found, key=lambda one: one.block.kind in OUTSIDE)


def _said(element: _Element) -> Paragraph:
    """What the paragraph's own properties say."""
    said = Paragraph()
    if not len(element) or local(element[0]) != "pPr":
        return said
    for one in element[0]:
        name = local(one)
        if name == "pStyle":
            said.style = attribute(one, "val")
        elif name == "outlineLvl":
            said.outline = number(attribute(one, "val"))
        elif name == "tabs":
            said.tabs = True
        elif name == "numPr":
            ids = {local(part): attribute(part, "val") for part in one}
            # Number 0 takes a paragraph out of the list its style put it in.
            said.listed = -2 if ids.get("numId") == "0" else number(ids.get("ilvl", "0"))
    return said


def _is_kept(content: Content) -> bool:
    """Is there nothing in it to translate?"""
    return any(code.keep and (code.start, code.end) == (0, len(content.text)) for code in content.codes)


def _lines(content: Content) -> list[str]:
    """The text cut at its line breaks."""
    lines: list[str] = []
    last = 0
    for code in content.codes:
        if code.kind == "break":
            lines.append(content.text[last : code.start].strip())
            last = code.start
    return [*lines, content.text[last:].strip()]


def _shape(content: Content) -> tuple[tuple[int, int, str], ...]:
    return tuple((code.start, code.end, code.kind) for code in content.codes)


def _shape_of(block: Block) -> tuple[tuple[int, int, str], ...]:
    return _shape(Content(block.text, block.codes))
