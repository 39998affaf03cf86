"""A paragraph of a Word document as a flat sequence: texts, what stands alone, where spans begin and end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from aligner.core.code import CodeKind
from aligner.filters.docx.appearance import Looks, Properties
from aligner.filters.docx.symbols import symbol
from aligner.readers.xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

#: An element, and the run it stands in (None for what is no part of a run).
Part: TypeAlias = "tuple[_Element, _Element | None]"

#: Wrappers that are spans of their own, and those that mean nothing on the page.
_SPANS = frozenset(("hyperlink", "sdt", "customXml", "dir", "bdo", "fldSimple"))
_OPEN = frozenset(("smartTag", "ins", "moveTo", "sdtContent", "rubyBase"))
_DROPPED = frozenset(("proofErr", "lastRenderedPageBreak", "softHyphen", "delText", "delInstrText"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PROPERTIES = frozenset(("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData", "rubyPr", "rt"))
_NOTES = frozenset(("footnoteReference", "endnoteReference", "commentReference"))
_PICTURES = frozenset(("drawing", "pict", "object", "AlternateContent", "contentPart"))
#: Marks of which each start has an end with the same identifier.
RANGES = {
    "bookmarkStart": "bookmarkEnd",
    "commentRangeStart": "commentRangeEnd",
    "permStart": "permEnd",
}
_RANGE_ENDS = frozenset(RANGES.values())


class Text:
    """Text of one run; ``properties`` are the run's, ``neutral`` takes the look of the text around."""

    __slots__ = ("neutral", "part", "properties", "text")

    def __init__(self, text: str, properties: Properties | None, part: Part, *, neutral: bool = False) -> None:
        """As the run has it."""
        self.text = text
        self.properties = properties
        self.part = part
        self.neutral = neutral


@dataclass(slots=True, eq=False)
class Alone:
    """What stands alone. ``seen``: it takes a place on the page. ``separates``: a tab, a line break or a blank.

    ``breaks``, ``before`` and ``after`` are found out later: whether a sentence ends there, and the white space
    around it, which is not in the block's text.
    """

    kind: CodeKind
    equiv: str
    parts: list[Part]
    seen: bool = True
    separates: bool = False
    breaks: bool = False
    before: str = ""
    after: str = ""


@dataclass(slots=True, eq=False)
class Wrap:
    """What stands around text: an element, or a field from its beginning (``opening``) to its end (``closing``).

    ``once``: a second one like it would be wrong, as with a form field of one name. ``keep``: its text stays.
    """

    kind: CodeKind
    element: _Element | None = None
    run: _Element | None = None
    opening: list[Part] = field(default_factory=list)
    closing: list[Part] = field(default_factory=list)
    href: str = ""
    once: bool = True
    keep: bool = False
    instruction: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A span begins."""

    wrap: Wrap


@dataclass(frozen=True, slots=True, eq=False)
class Close:
    """A span ends."""

    wrap: Wrap


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """The start or the end of a range that may cross spans: a bookmark, what a comment is about."""

    part: Part
    key: str
    starts: bool


@dataclass(frozen=True, slots=True, eq=False)
class FieldMark:
    """``begin``, ``separate`` or ``end`` of a field; or its instruction, whose text is then not empty."""

    part: Part
    mark: str
    instruction: str = ""


Piece: TypeAlias = Text | Alone | Open | Close | Mark | FieldMark


class Flattened:
    """What was found in a paragraph: its pieces, and texts that are shown but can be no block."""

    __slots__ = ("_href", "_looks", "_stack", "pieces", "ruby", "unread")

    def __init__(self, paragraph: _Element, looks: Looks, href: Callable[[_Element], str]) -> None:
        """Walk the paragraph without what paragraphs inside it hold."""
        self.pieces: list[Piece] = []
        self.unread: list[str] = []
        self.ruby: list[_Element] = []
        self._looks = looks
        self._href = href
        #: Iterators of the elements that are open, with the run and its properties, and the span that they end.
        self._stack: list[tuple[Iterator[_Element], _Element | None, Properties | None, Wrap | None]] = []
        stack = self._stack
        stack.append((iter(paragraph), None, None, None))
        while stack:
            children, run, properties, wrap = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if wrap is not None:
                    self.pieces.append(Close(wrap))
            elif run is not None:
                self._in_run(child, local(child), run, properties)
            else:
                self._in_paragraph(child, local(child))

    def _in_paragraph(self, child: _Element, name: str) -> None:
        """One child of a paragraph or of what wraps runs in it."""
        if name == "r":
            properties = self._looks.properties(child[0]) if len(child) and local(child[0]) == "rPr" else None
            if properties is not None and properties.hidden and not _has_field(child):
                self.pieces.append(Alone("other", "", [(child, None)], seen=False))
                return
            children = iter(child)
            depth = len(self._stack)
            for one in children:
                self._in_run(one, local(one), child, properties)
                if len(self._stack) > depth:  # what follows in the run comes after what was opened
                    self._stack.insert(depth, (children, child, properties, None))
                    return
        elif name in _PROPERTIES or name in _DROPPED:
            return
        elif name in RANGES or name in _RANGE_ENDS:
            kind = name.removesuffix("Start").removesuffix("End")
            self.pieces.append(Mark((child, None), f"{kind} {attribute(child, 'id')}", name in RANGES))
        elif name in _SPANS:
            self._wrapped(child, name)
        elif name in _OPEN:
            self._stack.append((iter(child), None, None, None))
        elif name == "fld":
            self.pieces.append(Alone("field", shown_text(child), [(child, None)]))
        elif name == "br":
            self.pieces.append(Alone("break", "\n", [(child, None)], separates=True))
        elif name == "endParaRPr":
            self.pieces.append(Alone("other", "", [(child, None)], seen=False))
        elif name in ("oMath", "oMathPara", "m"):
            self.pieces.append(Alone("other", shown_text(child), [(child, None)]))
        else:
            self._alone(child, name, None)

    def _wrapped(self, child: _Element, name: str) -> None:
        wrap = Wrap("other", child)
        inside = child
        if name == "hyperlink":
            wrap.kind, wrap.href, wrap.once = "link", self._href(child), False
        elif name == "fldSimple":
            wrap.kind, wrap.instruction = "field", attribute(child, "instr")
        elif name == "sdt":
            properties = next((one for one in child if local(one) == "sdtPr"), None)
            if properties is not None and any(local(one) == "checkbox" for one in properties):
                self.pieces.append(Alone("field", shown_text(child), [(child, None)]))
                return
            content = next((one for one in child if local(one) == "sdtContent"), None)
            if content is None:
                self.pieces.append(Alone("field", "", [(child, None)]))
                return
            inside = content
        elif name in ("dir", "bdo"):
            wrap.once = False
        self.pieces.append(Open(wrap))
        self._stack.append((iter(inside), None, None, wrap))

    def _in_run(self, child: _Element, name: str, run: _Element, properties: Properties | None) -> None:
        """One child of a run."""
        if name == "t":
            text = child.text
            if text:
                if text[0].isspace() or text[-1].isspace():
                    text = _spaces(text, child)
                if "\n" in text or "\t" in text:
                    text = text.replace("\n", " ").replace("\t", " ")
                self.pieces.append(Text(text, properties, (child, run)))
        elif name in ("rPr", "lastRenderedPageBreak", "softHyphen", "delText", "delInstrText"):
            return
        elif name in ("tab", "ptab"):
            self.pieces.append(Alone("tab", "\t", [(child, run)], separates=True))
        elif name in ("br", "cr"):
            page = attribute(child, "type") in ("page", "column")
            self.pieces.append(Alone("break", "\f" if page else "\n", [(child, run)], separates=True, breaks=page))
        elif name == "noBreakHyphen":
            self.pieces.append(Text("-", properties, (child, run)))
        elif name == "sym":
            shown = symbol(attribute(child, "font"), attribute(child, "char"))
            if shown and not attribute(child, "font").lower().startswith("wingdings"):
                self.pieces.append(Text(shown, None, (child, run), neutral=True))
            else:
                self.pieces.append(Alone("other", shown, [(child, run)]))
        elif name == "fldChar":
            self.pieces.append(FieldMark((child, run), attribute(child, "fldCharType")))
        elif name == "instrText":
            self.pieces.append(FieldMark((child, run), "", child.text or " "))
        elif name in _NOTES:
            self.pieces.append(Alone("note", "", [(child, run)]))
        elif name == "ruby":
            base = next((one for one in child if local(one) == "rubyBase"), None)
            self.ruby += [one for one in child if local(one) == "rt"]
            if base is not None:
                wrap = Wrap("other", child, run)
                self.pieces.append(Open(wrap))
                self._stack.append((iter(base), None, None, wrap))
        else:
            self._alone(child, name, run)

    def _alone(self, child: _Element, name: str, run: _Element | None) -> None:
        """Anything else: kept as it is, and what it shows in words is said to be left."""
        is_picture = name in _PICTURES
        kind: CodeKind = "image" if is_picture else "other"
        self.pieces.append(Alone(kind, "", [(child, run)], seen=is_picture or name in ("annotationRef", "pgNum")))
        self.unread += texts_outside_paragraphs(child)


def _spaces(text: str, element: _Element) -> str:
    """A text without the line ends and indents of XML that was laid out for reading.

    Without ``xml:space`` Word drops all white space at the ends; most programs keep it, and no two words melt into one.
    """
    if element.get(_SPACE) == "preserve" or "\n" not in text:
        return text
    return text.strip(" \t\r\n")


def _has_field(run: _Element) -> bool:
    return any(local(one) in ("fldChar", "instrText") for one in run)


def shown_text(element: _Element) -> str:
    """All text of runs and formulas inside, without instructions of fields."""
    return "".join(one.text or "" for one in element.iter("{*}t"))


def texts_outside_paragraphs(element: _Element) -> list[str]:
    """Texts inside that no paragraph holds."""
    found = []
    for one in element.iter("{*}t"):
        if one.text and any(c.isalpha() for c in one.text):
            above = one.getparent()
            while above is not None and above is not element and local(above) != "p":
                above = above.getparent()
            if above is element:
                found.append(one.text)
    return found
