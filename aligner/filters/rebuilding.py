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


def rebuilt(element: _Element, gathered: Gathered, content: Content) -> None:
    """Fill the paragraph again: this text, each code's elements at its place; what the content lacks, at the end."""
    natives = gathered.natives
    del element[:]
    element.text = None
    if not natives:
        element.text = legal(content.text)
        return
    content = completed(content, gathered)
    text, skip = content.text, _swallowed(content, natives)
    parents = {native.id: native.parent for native in natives.values() if native.parent}
    cursor = _Cursor(element)
    done: set[int] = set()
    at = 0
    for kind, what in events(content, parents):
        if isinstance(what, str):
            cursor.text("".join(c for n, c in enumerate(what, at) if n not in skip) if skip else what)
            at += len(what)
            continue
        native = natives[what.id]
        if kind == "open" or native.paired:
            for one in (native.element, *native.inner) if kind != "close" else ():
                cursor.open(one, again=native.id in done)
            if kind != "open":
                for _ in native.inner:
                    cursor.close()
                for one in native.trail if native.id not in done else ():
                    cursor.alone(one)
                cursor.close()
                done.add(native.id)
            continue
        cursor.space(_space_before(native, text, at))
        for one in native.wraps:
            cursor.open(one)
        cursor.alone(native.element)
        for _ in native.wraps:
            cursor.close()
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


class _Cursor:
    """Where the next text or element goes."""

    def __init__(self, element: _Element) -> None:
        from lxml.etree import SubElement

        self._made = SubElement
        self._stack = [element]
        self._last: _Element | None = None
        self._blank = False

    def space(self, text: str) -> None:
        """White space, unless there is some already."""
        if not self._blank:
            self.text(text)

    def text(self, text: str) -> None:
        if not text:
            return
        text = legal(text)
        self._blank = text[-1:].isspace()
        if self._last is None:
            self._stack[-1].text = (self._stack[-1].text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text

    def open(self, element: _Element, *, again: bool = False) -> None:
        """Begin an element like this one; the second has no identifier."""
        attributes = {str(name): str(value) for name, value in element.attrib.items()}
        if again:
            attributes = {name: value for name, value in attributes.items() if not name.endswith("}id")}
        self._stack.append(self._made(self._stack[-1], element.tag, attributes))
        self._last = None

    def close(self) -> None:
        self._last = self._stack.pop()

    def alone(self, element: _Element) -> None:
        element.tail = None
        self._blank = False
        self._stack[-1].append(element)
        self._last = element
