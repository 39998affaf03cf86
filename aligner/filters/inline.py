"""One paragraph of XML as text with codes, gathered from its elements."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from aligner.core.code import Code, CodeKind, Content

if TYPE_CHECKING:
    from lxml.etree import _Element

#: White space of XML; a no-break space is not.
BLANK = " \t\r\n"
_RUN = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
#: After these a line has come to its end.
_ENDS = (".", "!", "?", "…", ":", ";")
#: A line of so many characters can have been broken for want of room.
_LONG = 30


@dataclass(slots=True, eq=False)
class Native:
    """What a code stands for in the file.

    ``element`` is the element around the text, or what stands alone. Spans that follow each other with one ``look``
    (not None) are one. ``inner`` are elements inside it around all its text, ``trail`` what comes behind its text;
    ``wraps`` are elements without text of their own around what stands alone. ``shown`` is false for what takes no
    place on the page (a bookmark). The rest is found out on the way: ``before`` and ``after`` is white space around a
    break, ``spaced`` says on which sides of something that stands alone there was white space.
    """

    element: _Element
    kind: CodeKind = "other"
    equiv: str = ""
    href: str = ""
    breaks: bool = False
    keep: bool = False
    shown: bool = True
    look: Hashable = None
    inner: list[_Element] = field(default_factory=list)
    trail: list[_Element] = field(default_factory=list)
    wraps: list[_Element] = field(default_factory=list)
    paired: bool = False
    id: int = 0
    parent: int = 0
    place: int = 0
    before: str = ""
    after: str = ""
    spaced: tuple[bool, bool] = (False, False)

    @property
    def is_line_end(self) -> bool:
        """Is it a line break of the text, whether or not a sentence ends there?"""
        return self.kind == "break" and self.equiv == "\n"


_Item: TypeAlias = str | tuple[Literal["open", "close", "alone"], Native]


class Gathered:
    """The parts of one paragraph while its elements are walked, then its content and the natives of its codes by id.

    ``base`` are the elements around text that is in no code: where all text is in spans, those of most of it.
    """

    __slots__ = ("_items", "_stack", "base", "content", "natives")

    def __init__(self) -> None:
        """Nothing yet."""
        self._items: list[_Item] = []
        self._stack: list[Native] = []
        self.natives: dict[int, Native] = {}
        self.base: list[_Element] = []
        self.content = Content("")

    def text(self, text: str) -> None:
        """Text as it stands in the file."""
        self._items.append(text)

    def alone(self, native: Native) -> None:
        """Something that stands alone."""
        self._items.append(("alone", native))

    def open(self, native: Native) -> None:
        """A span begins; it is the one that ended here, if they look alike."""
        items = self._items
        if native.look is not None and items:
            last = items[-1]
            if not isinstance(last, str) and last[0] == "close" and last[1].look == native.look:
                self._stack.append(last[1])
                items.pop()
                return
        native.place = len(items)
        self._stack.append(native)
        items.append(("open", native))

    def close(self) -> None:
        """The span that began last ends. One without text of its own is no code: it goes with what it holds."""
        native = self._stack.pop()
        items, at = self._items, native.place
        if not native.paired:
            inside = items[at + 1 :]
            if not any(one.strip(BLANK) if isinstance(one, str) else one[1].paired for one in inside):
                del items[at]
                for one in inside:
                    if not isinstance(one, str):
                        one[1].wraps.insert(0, native.element)
                return
            native.paired = True
            self._take_in(native, inside)
        items.append(("close", native))

    def _take_in(self, native: Native, inside: list[_Item]) -> None:
        """Make a span and the one that is around all of its text one code."""
        solid = [n for n, one in enumerate(inside) if not isinstance(one, str) or one.strip(BLANK)]
        first, last = inside[solid[0]], inside[solid[-1]]
        if isinstance(first, str) or isinstance(last, str) or first[0] != "open" or native.trail:
            return
        child = first[1]
        if last == ("close", child) and not child.trail:
            native.kind = child.kind if native.kind == "other" or child.kind == "link" else native.kind
            native.href, native.keep = native.href or child.href, native.keep or child.keep
            native.inner = [child.element, *child.inner]
            native.look = None if native.look is None or child.look is None else (native.look, child.look)
            del self._items[native.place + 1 + solid[-1]], self._items[native.place + 1 + solid[0]]

    def lines(self) -> list[str]:
        """The text cut at its line breaks; none where there is no line break."""
        lines = [""]
        for one in self._items:
            if isinstance(one, str):
                lines[-1] += one
            elif one[0] == "alone" and one[1].is_line_end:
                lines.append("")
        return [" ".join(line.split()) for line in lines] if len(lines) > 1 else []

    def finish(self, first_id: int, *, verse: bool = False) -> int:
        """Make the content, its codes numbered from ``first_id``; in verse a sentence may end at any line's end.

        Returns:
            The next free id.
        """
        items = self._items
        if len(items) == 1 and isinstance(items[0], str):
            self.content = Content(_RUN.sub(" ", items[0]).strip(BLANK))
            return first_id
        self._mark_line_ends(verse)
        self._take_base()
        items = self._items
        made = _Making(first_id)
        for one in items:
            if isinstance(one, str):
                made.text(one)
            elif one[0] == "alone":
                made.alone(one[1])
            elif one[0] == "open":
                made.open(one[1])
            else:
                made.close()
        self.content = made.content()
        self.natives = {native.id: native for native in made.natives}
        return made.next_id

    def _take_base(self) -> None:
        """Where all text is in spans, those that look like most of it are no codes."""
        weights: dict[Hashable, int] = {}
        natives: dict[Hashable, Native] = {}
        depth = 0
        top: Native | None = None
        for one in self._items:
            if isinstance(one, str):
                size = len(one.strip(BLANK))
                if size and (top is None or top.look is None or top.kind in ("link", "code")):
                    if depth == 0:
                        return
                elif size and top is not None:
                    weights[top.look] = weights.get(top.look, 0) + size
                    natives.setdefault(top.look, top)
            elif one[0] == "open":
                top = one[1] if depth == 0 else top
                depth += 1
            elif one[0] == "close":
                depth -= 1
                top = top if depth else None
        if not weights:
            return
        look = max(weights, key=lambda key: weights[key])
        self.base = [natives[look].element, *natives[look].inner]
        kept: list[_Item] = []
        depth = 0
        inside = False
        for one in self._items:
            if not isinstance(one, str):
                kind, native = one
                depth += kind == "open"
                if depth == 1 and kind != "alone" and native.look == look and native.kind not in ("link", "code"):
                    inside = kind == "open"
                    depth -= kind == "close"
                    continue
                if inside and depth == 1 and kind == "alone":
                    native.wraps = [*self.base, *native.wraps]
                elif inside and depth == 2 and kind == "open":
                    native.inner = [*self.base[1:], native.element, *native.inner]
                    native.element = self.base[0]
                depth -= kind == "close"
            kept.append(one)
        self._items = kept

    def _mark_line_ends(self, verse: bool) -> None:
        """Say of each line break whether a sentence may end there."""
        line = before = ""
        last: Native | None = None
        for one in (*self._items, None):
            if isinstance(one, str):
                line += one
            elif one is None or (one[0] == "alone" and (one[1].is_line_end or one[1].breaks)):
                if last is not None:
                    last.breaks = verse or not goes_on(before, line.strip())
                last = one[1] if one is not None and one[1].is_line_end else None
                before, line = line.strip(), ""


def goes_on(line: str, following: str) -> bool:
    """Does a sentence go on over the end of this line? It does where a long line is followed by a small letter."""
    begins = following.lstrip("«“„\"'(")[:1]
    return len(line) >= _LONG and begins.islower() and not line.endswith(_ENDS)


@dataclass(slots=True, eq=False)
class _Span:
    native: Native
    start: int
    end: int


class _Making:
    """Text and codes with their places, white space as it is shown."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.natives: list[Native] = []
        self._parts: list[str] = []
        self._at = 0
        self._spans: list[_Span] = []
        self._open: list[_Span] = []
        self._here: list[_Span] = []  # what began, ended or stands behind the last letter
        self._blank = True  # a space that follows is not shown
        self._last: Native | None = None  # what stands alone where the text now ends

    def text(self, raw: str) -> None:
        text = _RUN.sub(" ", raw)
        if text[:1] in BLANK and text:
            if self._last is not None:
                self._last.after = " "
                self._last.spaced = (self._last.spaced[0], True)
            if self._blank:
                text = text[1:]
        if text:
            self._add(text)
            self._last = None

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)
        self._blank = text[-1] in BLANK
        if text.strip(BLANK):
            self._here.clear()

    def open(self, native: Native) -> None:
        self._open.append(self._numbered(native))

    def close(self) -> None:
        span = self._open.pop()
        span.end = self._at
        self._here.append(span)

    def alone(self, native: Native) -> None:
        after_blank = bool(self._parts) and self._parts[-1][-1] in BLANK
        if native.breaks or native.is_line_end:
            if after_blank and self._last is None:
                native.before = " "
            while self._parts and self._parts[-1][-1] in BLANK:
                self._strip()
            self._numbered(native)
            if not native.breaks:
                self._add(" ")
            self._blank, self._last = True, native
            return
        self._numbered(native)
        if native.shown:
            native.spaced = (after_blank and self._last is None, False)
            self._blank, self._last = self._at == 0, native

    def _numbered(self, native: Native) -> _Span:
        native.id, self.next_id = self.next_id, self.next_id + 1
        native.parent = self._open[-1].native.id if self._open else 0
        self.natives.append(native)
        span = _Span(native, self._at, self._at)
        self._spans.append(span)
        self._here.append(span)
        return span

    def _strip(self) -> None:
        """Take the space at the end away, and out of what ends or stands there."""
        self._parts[-1] = self._parts[-1][:-1]
        if not self._parts[-1]:
            self._parts.pop()
        self._at -= 1
        for span in self._here:
            span.start, span.end = min(span.start, self._at), min(span.end, self._at)

    def content(self) -> Content:
        text = "".join(self._parts).rstrip(BLANK)
        end = len(text)
        codes = []
        for span in self._spans:
            native = span.native
            codes.append(
                Code(
                    min(span.start, end), min(span.end, end), native.id, native.kind, native.equiv, native.href,
                    breaks=native.breaks, keep=native.keep,
                )
            )  # fmt: skip
        codes.sort(key=_start)
        return Content(text, tuple(codes))


def _start(code: Code) -> int:
    return code.start
