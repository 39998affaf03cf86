"""One block from the parts of its line: its text, its codes with their places, and their markup in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.core.code import Code
from aligner.core.document import Kind
from aligner.filters.html.atoms import Atom, Native, Piece

BLANK = " \t\n\f\r"
_WIDE = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u3000\ufeff"
_EDGES = frozenset(BLANK + _WIDE)
_REFERENCES = ("&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&emsp;", "&ensp;", "&thinsp;", "&nbsp")
#: No more elements around a word than this: what follows takes time in proportion to it.
_DEEPEST = 50


def edges(raw: str) -> tuple[int, int]:
    """Where in a source text begins and ends what is more than white space; the same place if nothing is."""
    left = len(raw) - len(raw.lstrip(BLANK))
    right = len(raw.rstrip(BLANK))
    if left >= right:
        return 0, 0
    while left < right and (raw[left] in _WIDE or raw[left] in BLANK or raw[left] == "&"):
        step = 1
        if raw[left] == "&":
            step = next((len(one) for one in _REFERENCES if raw.startswith(one, left)), 0)
            if not step:
                break
        left += step
    while left < right and (raw[right - 1] in _WIDE or raw[right - 1] in BLANK or raw[right - 1] == ";"):
        step = 1
        if raw[right - 1] == ";":
            step = next((len(one) for one in _REFERENCES if raw.endswith(one, left, right)), 0)
            if not step:
                break
        right -= step
    return (left, right) if left < right else (0, 0)


class _Span:
    """A code in the making; ``start`` is -1 while no text has come since it opened."""

    __slots__ = ("atom", "end", "id", "native", "start")

    def __init__(self, atom: Atom, id: int, start: int, native: Native) -> None:
        self.atom, self.id, self.start, self.native = atom, id, start, native
        self.end = -1


class Making:
    """Makes one block; ``goes_on`` says of each line end whether the sentence goes on over it."""

    def __init__(self, source: str, next_id: int, goes_on: Sequence[bool], opened: dict[int, Atom]) -> None:
        """``opened`` are the open elements of the lines so far, and is kept up to date."""
        self.next_id = next_id
        self._source = source
        self._goes_on = list(goes_on)
        self._opened = opened
        self._parts: list[str] = []
        self._at = 0
        self._blank = True  # white space that follows is not shown
        self._broken = False  # a line has ended, and nothing has come since
        self._spans: list[_Span] = []
        self._open: dict[int, _Span] = {}
        self._deep: set[int] = set()  # elements too deep to be spans: their tags stand alone
        self._waiting: list[_Span] = []  # opened since the last text
        self._last: Native | None = None  # what stands alone, with nothing but white space behind it so far

    def piece(self, group: Sequence[tuple[Atom, str]], kind: Kind, level: int) -> Piece | None:
        """The block, or None where there is nothing to translate."""
        try:
            found = self._extent(group)
            if found is None:
                return None
            first, last = found
            breaks = 0
            for atom, _ in group[:first]:
                breaks += atom.what == "alone" and atom.kind in ("break", "tab")
            del self._goes_on[:breaks]
            for number in range(first, last + 1):
                self._part(group, number)
            return self._made(group[first], group[last], kind, level)
        finally:
            for atom, _ in group:
                if atom.what == "open":
                    self._opened[atom.owner] = atom
                elif atom.what == "close":
                    self._opened.pop(atom.owner, None)

    def _extent(self, group: Sequence[tuple[Atom, str]]) -> tuple[int, int] | None:
        """The first and the last part of the block: text, pictures and notes beside it, the elements around."""
        solid = [
            n
            for n, (atom, text) in enumerate(group)
            if (atom.what == "text" and _is_shown(text)) or (atom.what == "alone" and atom.kind not in ("break", "tab"))
        ]
        if not any(group[n][0].what == "text" for n in solid) or self._is_kept(group):
            return None
        first, last = solid[0], solid[-1]
        begins: dict[int, int] = {}
        for n, (atom, _) in enumerate(group[:first]):
            if atom.what == "open":
                begins[atom.owner] = n
            elif atom.what == "close":
                begins.pop(atom.owner, None)
        start = min(begins.values(), default=first)
        owners = {atom.owner for atom, _ in group[start : last + 1] if atom.what == "open"}
        end = last
        for n in range(last + 1, len(group)):
            atom = group[n][0]
            if atom.what == "close" and (atom.owner in owners or atom.owner in self._opened):
                end = n
        return start, end

    def _is_kept(self, group: Sequence[tuple[Atom, str]]) -> bool:
        """Is all its text code, or what its author wants to stay?"""
        kept = 0
        some = False
        for atom, text in group:
            if atom.what == "open" and atom.keep:
                kept, some = atom.owner, True
            elif atom.what == "close" and atom.owner == kept:
                kept = 0
            elif not kept and any(map(str.isalnum, text)):
                return False
        return some

    # Parts

    def _part(self, group: Sequence[tuple[Atom, str]], number: int) -> None:
        atom, text = group[number]
        if atom.what == "text":
            self._text(text)
        elif atom.what == "open" and len(self._open) < _DEEPEST:
            span = self._span(atom, Native((atom.start, atom.end)))
            self._open[atom.owner] = span
            self._waiting.append(span)
        elif atom.what == "close":
            self._close(atom)
        elif atom.what == "alone" and atom.kind in ("break", "tab"):
            self._break(atom, group, number)
        else:
            if atom.what == "open":
                self._deep.add(atom.owner)
            span = self._span(atom, Native((atom.start, atom.end), alone=True))
            span.start = span.end = self._at
            if atom.what == "alone":
                self._last = span.native
                if self._blank and not self._parts:
                    self._last.before = ""

    def _span(self, atom: Atom, native: Native) -> _Span:
        native.parent = next(reversed(self._open.values())).id if self._open else 0
        span = _Span(atom, self.next_id, -1, native)
        self.next_id += 1
        self._spans.append(span)
        return span

    def _text(self, text: str) -> None:
        if self._broken:
            text = text.lstrip(BLANK + _WIDE)
        if text[:1] == " ":
            if self._blank:
                if self._last is not None:
                    self._last.after = " "
                text = text[1:]
            elif len(text) > 1 and self._waiting:
                self._put(" ")
                text = text[1:]
        if not text:
            return
        if text != " ":
            for span in self._waiting:
                span.start = self._at
            self._waiting.clear()
        self._put(text)
        self._last = None
        self._broken = False

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)
        self._blank = text[-1] == " "

    def _close(self, atom: Atom) -> None:
        closing = atom.written if atom.written is not None else (atom.start, atom.end)
        if atom.owner in self._deep:
            span = self._span(atom, Native(closing, alone=True))
            span.start = span.end = self._at
            return
        if atom.owner in self._open:
            span = self._open.pop(atom.owner)
            span.native.closing = closing
            if span in self._waiting:
                self._waiting.remove(span)
                span.start = span.end = self._at
                span.native.alone = True
            else:
                span.end = max(span.start, self._at - self._blank if self._parts else self._at)
            return
        opening = self._opened.get(atom.owner)
        span = self._span(opening or atom, Native(None, closing))
        span.start, span.end = 0, self._at - self._blank if self._parts else 0
        if opening is None or not span.end:
            span.start = span.end = self._at
            span.native.alone = True

    def _break(self, atom: Atom, group: Sequence[tuple[Atom, str]], number: int) -> None:
        goes_on = bool(self._goes_on and self._goes_on.pop(0)) and atom.equiv == "\n"
        start, end = atom.start, atom.end
        if number and group[number - 1][0].what == "text":
            begin = group[number - 1][0].start
            start = begin + (edges(self._source[begin:start])[1] or start - begin)
        if number + 1 < len(group) and group[number + 1][0].what == "text":
            end += edges(self._source[end : group[number + 1][0].end])[0]
        self._strip()
        if goes_on:
            self._put(" ")
        span = self._span(atom, Native((start, end), breaks=True, alone=True))
        span.start = span.end = self._at
        span.native.kept = " " if goes_on else None
        self._blank = self._broken = True
        self._last = None

    def _strip(self) -> None:
        """Take the white space at the end away."""
        while self._parts and self._parts[-1][-1:] in _EDGES:
            self._parts[-1] = self._parts[-1][:-1]
            self._at -= 1
            if not self._parts[-1]:
                self._parts.pop()
        self._blank = not self._parts
        for span in reversed(self._spans):
            if span.start <= self._at and span.end <= self._at:
                if span.end >= 0:
                    break
                continue
            span.start, span.end = min(span.start, self._at), min(span.end, self._at)

    # The block

    def _made(self, first: tuple[Atom, str], last: tuple[Atom, str], kind: Kind, level: int) -> Piece:
        if self._blank and self._parts and self._parts[-1][-1:] == " ":
            for span in self._spans:
                if (
                    span.start == self._at
                    and span.native.alone
                    and not span.native.breaks
                    and span.atom.what == "alone"
                ):
                    span.native.before = " "
                    break
            self._strip()
        text = "".join(self._parts)
        codes: list[Code] = []
        natives: dict[int, Native] = {}
        for span in self._spans:
            start = self._at if span.start < 0 else span.start
            end = max(start, self._at if span.end < 0 else min(span.end, self._at))
            atom = span.atom
            breaks = span.native.breaks and span.native.kept is None
            if atom.keep:
                span.native.kept = text[start:end]
            equiv = atom.equiv if start == end else ""
            codes.append(
                Code(start, end, span.id, atom.kind, equiv, _address(atom.href), breaks=breaks, keep=atom.keep)
            )
            natives[span.id] = span.native
        codes.sort(key=lambda code: code.start)
        begin = first[0].start
        if first[0].what == "text":
            begin += edges(self._source[begin : first[0].end])[0]
        end = last[0].end
        if last[0].what == "text":
            end = last[0].start + edges(self._source[last[0].start : end])[1]
        left, right = len(text) - len(text.lstrip(BLANK + _WIDE)), len(text.rstrip(BLANK + _WIDE))
        if left or right < len(text):
            text = text[left:right]
            codes = [_cut(code, left, right) for code in codes]
        return Piece(kind, text, begin, end, tuple(codes), level, natives)


def _is_shown(text: str) -> bool:
    return bool(text.strip(BLANK + _WIDE))


def _cut(code: Code, left: int, right: int) -> Code:
    start, end = (min(max(place, left), right) - left for place in (code.start, code.end))
    return replace(code, start=start, end=end)


def _address(href: str) -> str:
    return href if href[:8].lower().startswith(("http://", "https://", "mailto:")) else ""
