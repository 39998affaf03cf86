"""One walk over a part of an OpenDocument file: its blocks in the order of the file, each with its place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.filters.found import Found, attribute_block
from aligner.filters.inline import BLANK, Gathered, Native
from aligner.filters.opendocument.names import LABELS, ROLES, qualified
from aligner.filters.opendocument.styles import Look, ParagraphStyle, Styles, kind_of
from aligner.filters.program_code import is_code_style
from aligner.repair.verse import is_verse

if TYPE_CHECKING:
    from lxml.etree import _Element

_P, _H = qualified("text:p"), qualified("text:h")
_STYLE, _OUTLINE, _COUNT = qualified("text:style-name"), qualified("text:outline-level"), qualified("text:c")
_CITATION, _HREF, _ANCHOR = qualified("text:note-citation"), qualified("xlink:href"), qualified("text:anchor-type")
_BASE, _RUBY_TEXT, _META = qualified("text:ruby-base"), qualified("text:ruby-text"), qualified("text:meta")
_DROPDOWN = qualified("text:drop-down")
#: With two spaces and more after the first, it is layout.
_LAYOUT = 2


class Walk:
    """The blocks of the parts of one document; codes are numbered through all of them.

    ``title`` is the first paragraph that is styled as a title.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.found: list[Found] = []
        self.title = ""
        self._next = 1
        self._part = ""
        self._styles = Styles(())

    def part(self, name: str, root: _Element, styles: Styles, kind: Kind | None = None) -> None:
        """Walk over one part; ``kind`` is that of everything in it, if it is not running text."""
        self._part, self._styles = name, styles
        self._structure(root, kind, 0, False)

    def meta(self, name: str, element: _Element) -> None:
        """A text that the document says of itself."""
        self._part = name
        self.text(element, "metadata")

    def text(self, element: _Element, kind: Kind) -> None:
        """An element whose text is a block, without codes."""
        gathered = Gathered()
        gathered.text("".join(map(str, element.itertext())))
        self._next = gathered.finish(self._next)
        if gathered.content.text:
            self.found.append(Found(kind, 0, gathered, element, self._part))

    def _labels(self, element: _Element) -> None:
        for name in LABELS[element.tag]:
            block = attribute_block("metadata", element, name, self._part)
            if block is not None:
                self.found.append(block)

    def _structure(self, element: _Element, kind: Kind | None, lists: int, cell: bool) -> None:
        """Everything in an element that is no paragraph."""
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, kind, lists, cell)

    def _element(self, child: _Element, kind: Kind | None, lists: int, cell: bool) -> None:
        tag = child.tag
        if tag in LABELS:
            self._labels(child)
        role = ROLES.get(tag)
        if role is None:
            self._structure(child, kind, lists, cell)
        elif role == "paragraph":
            self._paragraph(child, kind, lists, cell)
        elif role == "list":
            self._structure(child, kind, lists + 1, cell)
        elif role == "cell":
            self._structure(child, kind, lists, True)
        elif role == "text":
            self.text(child, "metadata")
        elif role == "header" and not len(child):
            self.text(child, "header")
        elif role in _KINDS:
            self._structure(child, kind if kind == "comment" else _KINDS[role], 0, False)
        elif role != "skip":
            made = str(child.get(_CLASS, ""))
            # A placeholder on a master page is a prompt, which no slide shows.
            if kind != "header" or _PLACEHOLDERS.get(made) == kind or not made:
                self._structure(child, kind or _PLACEHOLDERS.get(made), lists, cell)

    def _paragraph(self, element: _Element, kind: Kind | None, lists: int, cell: bool) -> None:
        gathered = Gathered()
        style = self._styles.paragraph(str(element.get(_STYLE, "")))
        later: list[_Element] = []
        if len(element):
            self._inline(element, gathered, style.look, later)
        elif element.text:
            gathered.text(str(element.text))
        else:
            return
        lines = gathered.lines()
        verse = kind is None and not cell and not lists and bool(lines) and (style.verse or is_verse(lines))
        self._next = gathered.finish(self._next, verse=verse)
        text = gathered.content.text
        if kind == "metadata" and not any(c.isalpha() for c in text):
            text = ""
        if text and not is_code_style(style.names, text):
            made, level = _kind(element, style, lists, cell)
            if style.title and not self.title and "title" in style.names:
                self.title = text
            if verse and made == "body":
                made = "verse"
            if kind == "heading":
                level = 1
                self.title = self.title or text
            self.found.append(Found(kind or made, level, gathered, element, self._part))
        for one in later:
            self._element(one, kind, 0, False)

    def _inline(self, element: _Element, gathered: Gathered, look: Look, later: list[_Element]) -> None:
        """What is in a paragraph or a span; what holds paragraphs of its own comes after the paragraph."""
        if element.text:
            gathered.text(str(element.text))
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, gathered, look, later)
            if child.tail:
                gathered.text(str(child.tail))

    def _child(self, child: _Element, gathered: Gathered, look: Look, later: list[_Element]) -> None:
        tag = child.tag
        role = ROLES.get(tag)
        if role == "span":
            self._span(child, gathered, look, later)
        elif role == "space":
            count = _number(child, _COUNT, 1)
            native = Native(
                child, "tab" if count >= _LAYOUT else "other", " " * min(count, 80), breaks=count >= _LAYOUT
            )
            gathered.alone(native)
        elif role == "tab":
            gathered.alone(Native(child, "tab", "\t", breaks=True))
        elif role == "line":
            gathered.alone(Native(child, "break", "\n"))
        elif role == "mark":
            gathered.alone(Native(child, shown=False))
        elif role == "link":
            href = str(child.get(_HREF, ""))
            outside = href if href.startswith(("http://", "https://", "mailto:")) else ""
            gathered.open(Native(child, "link", href=outside, look=("a", *child.attrib.items())))
            if tag in LABELS:
                self._labels(child)
            self._inline(child, gathered, look, later)
            gathered.close()
        elif role in ("value", "field"):
            self._field(child, gathered, look, later, words=role == "field")
        elif role == "note":
            citation = next(child.iterchildren(_CITATION), None)
            mark = "" if citation is None else "".join(map(str, citation.itertext()))
            gathered.alone(Native(child, "note", mark))
            later.append(child)
        elif role == "ruby":
            self._ruby(child, gathered, look, later)
        elif role in ("drawing", "comment"):
            shown = role == "drawing" and child.get(_ANCHOR, "as-char") == "as-char"
            gathered.alone(Native(child, "image" if role == "drawing" else "other", _equiv(role), shown=shown))
            later.append(child)
        elif any(str(text).strip(BLANK) for text in child.itertext()) and role is None and not _has_paragraphs(child):
            gathered.open(Native(child))
            self._inline(child, gathered, look, later)
            gathered.close()
        else:
            gathered.alone(Native(child, shown=False))
            later.append(child)

    def _span(self, child: _Element, gathered: Gathered, look: Look, later: list[_Element]) -> None:
        name = str(child.get(_STYLE, ""))
        own = self._styles.span(name, look)
        code = self._styles.is_code(name)
        meta = child.tag != _SPAN
        if not (own or code or meta):
            self._inline(child, gathered, look, later)
            return
        native = Native(child, "code" if code else kind_of(own), keep=code)
        native.look = None if meta else ("span", frozenset(own.items()), code)
        gathered.open(native)
        self._inline(child, gathered, {**look, **own} if own else look, later)
        gathered.close()

    def _field(self, child: _Element, gathered: Gathered, look: Look, later: list[_Element], *, words: bool) -> None:
        """A field stays as it is, unless it shows words: then these are text in it."""
        if child.tag in LABELS:
            self._labels(child)
        for one in child.iterdescendants(*LABELS):
            self._labels(one)
        shown = "".join(map(str, child.itertext()))
        if not words or child.tag == _DROPDOWN or not _has_word(shown):
            gathered.alone(Native(child, "field", shown))
            return
        gathered.open(Native(child, "field"))
        self._inline(child, gathered, look, later)
        gathered.close()

    def _ruby(self, child: _Element, gathered: Gathered, look: Look, later: list[_Element]) -> None:
        """Text with its reading beside it: the reading is a block of its own."""
        base = next(child.iterchildren(_BASE), None)
        reading = list(child.iterchildren(_RUBY_TEXT))
        if base is None:
            gathered.alone(Native(child))
            return
        gathered.open(Native(child, inner=[base], trail=reading))
        self._inline(base, gathered, look, later)
        gathered.close()
        later.extend(reading)


_SPAN = qualified("text:span")
#: What a frame on a slide is for, where its text is no body.
_CLASS = qualified("presentation:class")
_PLACEHOLDERS: dict[str, Kind] = {
    "title": "heading", "subtitle": "heading", "header": "header", "footer": "header", "date-time": "header",
    "page-number": "header", "notes": "note",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "note": "note", "comment": "comment", "contents": "contents", "header": "header", "speaker": "note",
}  # fmt: skip


def _equiv(role: str) -> str:
    return "[image]" if role == "drawing" else ""


def _has_word(text: str) -> bool:
    """Are there two letters in a row?"""
    return any(a.isalpha() and b.isalpha() for a, b in pairwise(text))


def _has_paragraphs(element: _Element) -> bool:
    return next(element.iter(_P, _H), None) is not None


def _number(element: _Element, name: str, default: int) -> int:
    value = str(element.get(name, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else default


def _kind(element: _Element, style: ParagraphStyle, lists: int, cell: bool) -> tuple[Kind, int]:
    """A paragraph's kind and level."""
    if element.tag == _H or style.title:
        return "heading", max(1, min(_number(element, _OUTLINE, 1), 99))
    if cell:
        return "table-cell", 0
    if lists:
        return "list-item", lists
    if style.quote:
        return "quote", 0
    return ("caption" if style.caption else "body"), 0
