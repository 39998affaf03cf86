"""One walk over a FictionBook: its blocks in the order of the file, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.core.code import CodeKind, Content
from aligner.core.document import Kind
from aligner.errors import ReadError
from aligner.exports.xmltext import legal
from aligner.filters.fb2.lines import Lines
from aligner.filters.found import Found, attribute_block
from aligner.filters.inline import BLANK, Gathered, Native
from aligner.filters.program_code import is_code_block
from aligner.readers.xml import attribute, local, plain_text
from aligner.repair.words import words

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What a book consists of; an end tag too many puts text beside it.
_PARTS = ("stylesheet", "description", "body", "binary", "")
_NOTES = ("notes", "comments", "footnotes")
_LEAVES = frozenset(words("p v subtitle text-author td th date"))
_SPANS: dict[str, CodeKind] = {
    "emphasis": "italic", "i": "italic", "em": "italic", "strong": "bold", "b": "bold", "u": "underline", "sub": "sub",
    "sup": "sup", "code": "code",
}  # fmt: skip
_TITLE_INFO = frozenset(("book-title", "keywords"))
_MARK = re.compile(r"[\s\[\](){}\d*†‡§.]{1,12}")
_BULLET = re.compile(r"\s*•[•\s]*")


@dataclass(slots=True, eq=False)
class _Loose(Found):
    """Text where there should be none, as after an end tag that is missing or wrong: behind an element or in one."""

    behind: bool = False

    def put(self, content: Content, _language: str, /) -> None:
        """Write this in its place."""
        text = self.edges[0] + legal(content.text) + self.edges[1]
        if self.behind:
            self.element.tail = text
        else:
            self.element.text = text


class Walk:
    """The blocks of one book.

    Raises:
        ReadError: there is text outside of the book's parts.
    """

    def __init__(self, root: _Element, name: str) -> None:
        """Walk over all of it; ``name`` is the file's, for messages."""
        self.found: list[Found] = []
        self._next = 1
        for part in root:
            tag = local(part)
            if tag == "description":
                for info in part.iterchildren("{*}title-info"):
                    self._title_info(info)
            elif tag == "body":
                self._holder(part, "note" if attribute(part, "name") in _NOTES else None, 0, False)
            elif tag not in _PARTS and plain_text(part):
                raise ReadError(
                    "{name}: damaged XML: in line {line} there is text outside of the book's body; get the file again",
                    name=name,
                    line=part.sourceline,
                )

    def _title_info(self, info: _Element) -> None:
        for child in info:
            tag = local(child)
            if tag in _TITLE_INFO:
                self._leaf(child, "metadata", 0)
            elif tag == "annotation":
                self._holder(child, "metadata", 0, False)
            elif tag == "sequence":
                self._attributes(child, "name")

    def _attributes(self, element: _Element, *names: str) -> None:
        for name in names:
            block = attribute_block("metadata", element, name, "")
            if block is not None:
                self.found.append(block)

    def _holder(self, holder: _Element, kind: Kind | None, sections: int, quote: bool) -> None:
        """A section, a poem, a table: what holds paragraphs. All in it is of the ``kind``, if there is one."""
        self._loose(holder, str(holder.text or ""), kind, behind=False)
        verse: list[_Element] = []
        for child in holder:
            tag = local(child)
            if tag == "v":
                verse.append(child)
            elif tag:
                self._verse(verse, kind)
                self._in_holder(child, tag, kind, sections, quote)
            if child.tail:
                self._loose(child, str(child.tail), kind, behind=True)
        self._verse(verse, kind)

    def _in_holder(self, child: _Element, tag: str, kind: Kind | None, sections: int, quote: bool) -> None:
        if tag == "title":
            lines = [one for one in child if local(one) in _LEAVES]
            known = set(lines)
            self._lines(lines, kind or "heading", max(1, sections))
            for one in child:
                if one not in known and local(one):
                    self._in_holder(one, local(one), kind, sections, quote)
        elif tag == "subtitle":
            self._leaf(child, kind or "heading", sections + 1)
        elif tag in _LEAVES:
            if not is_code_block(child, tag):
                own: Kind = "quote" if quote else "table-cell" if tag in ("td", "th") else "body"
                self._leaf(child, kind or own, 0)
        elif tag == "image":
            self._attributes(child, "alt", "title")
        elif tag != "binary":
            self._holder(child, kind, sections + (tag == "section"), quote or tag in ("epigraph", "cite"))

    def _verse(self, lines: list[_Element], kind: Kind | None) -> None:
        if lines:
            self._lines(lines, kind or "verse", 0)
            lines.clear()

    def _lines(self, lines: Sequence[_Element], kind: Kind, level: int) -> None:
        """Several elements that are one block, a break between each two; those without text are left out."""
        filled = [one for one in lines if plain_text(one)]
        if not filled:
            return
        gathered = Gathered()
        later: list[_Element] = []
        for number, element in enumerate(filled):
            if number:
                gathered.alone(Native(element, "break", "\n"))
            self._inline(element, gathered, later)
        self._next = gathered.finish(self._next, verse=True)
        self.found.append(Lines(kind, level, gathered, filled[0], elements=filled))
        for one in later:
            self._in_holder(one, local(one), kind, 0, False)

    def _leaf(self, element: _Element, kind: Kind, level: int) -> None:
        """An element that is one block."""
        gathered = Gathered()
        later: list[_Element] = []
        bullet = _BULLET.match(str(element.text or "")) if kind == "body" else None
        lead = bullet[0] if bullet else ""
        self._inline(element, gathered, later, len(lead))
        self._next = gathered.finish(self._next)
        if gathered.content.text:
            if bullet:
                kind, level = "list-item", 1
            self.found.append(Found(kind, level, gathered, element, edges=(lead, "")))
        for one in later:
            self._in_holder(one, local(one), kind, 0, False)

    def _inline(self, element: _Element, gathered: Gathered, later: list[_Element], skip: int = 0) -> None:
        """What is in a line, behind its first ``skip`` characters."""
        if element.text:
            gathered.text(str(element.text)[skip:])
        for child in element:
            tag = local(child)
            if tag in _LEAVES or tag in ("section", "title", "poem", "cite", "epigraph", "table"):
                # A paragraph within a paragraph: an end tag is missing.
                gathered.alone(Native(child, "break", "\n"))
                later.append(child)
            elif tag == "image":
                gathered.alone(Native(child, "image", "[image]"))
                self._attributes(child, "alt", "title")
            elif tag:
                self._span(child, tag, gathered, later)
            if child.tail:
                gathered.text(str(child.tail))

    def _span(self, child: _Element, tag: str, gathered: Gathered, later: list[_Element]) -> None:
        href = attribute(child, "href") if tag == "a" else ""
        if tag == "a":
            text = plain_text(child)
            if attribute(child, "type") == "note" or (href.startswith("#") and _MARK.fullmatch(text)):
                gathered.alone(Native(child, "note", text))
                return
        if not any(str(text).strip(BLANK) for text in child.itertext()) and not len(child):
            if child.text:
                gathered.text(str(child.text))
            else:
                gathered.alone(Native(child, shown=False))
            return
        native = Native(child, "link" if tag == "a" else _SPANS.get(tag, "other"), keep=tag == "code")
        native.href = href if href.startswith(("http://", "https://", "mailto:")) else ""
        native.look = (tag, *child.attrib.items())
        gathered.open(native)
        self._inline(child, gathered, later)
        gathered.close()

    def _loose(self, element: _Element, text: str, kind: Kind | None, *, behind: bool) -> None:
        if not text.strip(BLANK):
            return
        gathered = Gathered()
        gathered.text(text)
        gathered.finish(self._next)
        edges = text[: len(text) - len(text.lstrip(BLANK))], text[len(text.rstrip(BLANK)) :]
        self.found.append(_Loose(kind or "body", 0, gathered, element, edges=edges, behind=behind))
