"""The elements of a paragraph built again around a text, each of its codes where the text says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.core.code import Code, Content
from aligner.exports.xmltext import legal
from aligner.filters.inline import Gathered, Native
from aligner.filters.nesting import events

if TYPE_CHECKING:
    from lxml.etree import _Element

_CLOSING = ".,:;!?…)]}»”%"
_OPENING = "([{«“„"


def rebuilt(cursor: Cursor, gathered: Gathered, content: Content) -> None:
    """Fill a paragraph again: this text, each code's elements at its place; what the content lacks, at the end."""
    natives = gathered.natives
    cursor.base = gathered.base
    if not natives:
        cursor.text(content.text)
        return
    content = completed(content, gathered)
    text, skip = content.text, _swallowed(content, natives)
    parents = {native.id: native.parent for native in natives.values() if native.parent}
    done: set[int] = set()
    at = 0
    for kind, what in events(content, parents):
        if isinstance(what, str):
            cursor.text("".join(c for n, c in enumerate(what, at) if n not in skip) if skip else what)
            at += len(what)
            continue
        native = natives[what.id]
        if kind == "open" or native.paired:
            if kind != "close":
                cursor.open(native, native.id in done)
            if kind != "open":
                cursor.close(native, native.id in done)
                done.add(native.id)
            continue
        cursor.space(_space_before(native, text, at))
        cursor.alone(native)
        cursor.space(_space_after(native, text, at))


def completed(content: Content, gathered: Gathered) -> Content:
    """Only codes of this paragraph, each of them there: those that the content lacks stand at its end."""
    natives = gathered.natives
    codes: list[Code] = []
    here: set[int] = set()
    for code in content.codes:
        if code.id in natives and (natives[code.id].paired or code.id not in here):
            here.add(code.id)
            codes.append(code)
    end = len(content.text)
    lost = [replace(code, start=end, end=end) for code in gathered.content.codes if code.id not in here]
    return Content(content.text, (*codes, *lost))


def _swallowed(content: Content, natives: Mapping[int, Native]) -> set[int]:
    """The places of white space for which a break stands."""
    places: set[int] = set()
    text = content.text
    for code in content.codes:
        native = natives[code.id]
        if native.breaks or native.is_line_end:
            at = code.start
            while at > 0 and text[at - 1].isspace():
                at -= 1
                places.add(at)
            at = code.start
            while at < len(text) and text[at].isspace():
                places.add(at)
                at += 1
    return places


def _space_before(native: Native, text: str, at: int) -> str:
    if native.breaks or native.is_line_end:
        return native.before
    return " " if native.spaced[0] and at > 0 and not text[at - 1].isspace() and text[at - 1] not in _OPENING else ""


def _space_after(native: Native, text: str, at: int) -> str:
    if native.breaks or native.is_line_end:
        return native.after
    wanted = native.spaced[1] and at < len(text) and not text[at].isspace() and text[at] not in _CLOSING
    return " " if wanted else ""


class Cursor:
    """Where the next text or element goes. A format whose paragraphs are not nested elements has one of its own."""

    def __init__(self, element: _Element) -> None:
        """At the beginning of a paragraph, which is emptied."""
        from lxml.etree import SubElement

        del element[:]
        element.text = None
        self.base: list[_Element] = []
        self._made = SubElement
        self._stack = [element]
        self._last: _Element | None = None
        self._inmost: _Element | None = None
        self._blank = False

    def space(self, text: str) -> None:
        """White space, unless there is some already."""
        if not self._blank:
            self.text(text)

    def text(self, text: str) -> None:
        """Text."""
        if not text:
            return
        text = legal(text)
        self._blank = text[-1:].isspace()
        if self.base and len(self._stack) == 1 and (self._inmost is not None or not text.isspace()):
            self._in_base(text)
        elif self._last is None:
            self._stack[-1].text = (self._stack[-1].text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text

    def _in_base(self, text: str) -> None:
        """Text that is in no code, in its elements or those that were made for the text just before."""
        if self._inmost is None:
            for element in self.base:
                self._open(element, again=False)
            self._inmost = self._stack[-1]
            for _ in self.base:
                self._close()
        self._inmost.text = (self._inmost.text or "") + text

    def open(self, native: Native, again: bool, /) -> None:
        """A span begins, or goes on (``again``) after it was cut."""
        for element in (native.element, *native.inner):
            self._open(element, again=again)

    def close(self, native: Native, again: bool, /) -> None:
        """A span ends, for the first time or ``again``."""
        for _ in native.inner:
            self._close()
        for element in () if again else native.trail:
            self._append(element)
        self._close()

    def alone(self, native: Native) -> None:
        """Something that stands alone."""
        for element in native.wraps:
            self._open(element, again=False)
        self._append(native.element)
        for _ in native.wraps:
            self._close()

    def _open(self, element: _Element, *, again: bool) -> None:
        """Begin an element like this one; the second has no identifier."""
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        if again:
            attributes = {name: value for name, value in attributes.items() if not name.endswith("}id")}
        self._stack.append(self._made(self._stack[-1], element.tag, attributes))
        self._last = self._inmost = None

    def _close(self) -> None:
        self._last = self._stack.pop()

    def _append(self, element: _Element) -> None:
        element.tail = None
        self._blank = False
        self._stack[-1].append(element)
        self._last, self._inmost = element, None
