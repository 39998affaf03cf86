"""Pieces of a paragraph as a block: its text, its codes, and what each code is in the file."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.core.code import Code, Content
from aligner.filters.docx.appearance import Looks
from aligner.filters.docx.block import Composed, Format, Frame, Native, Range
from aligner.filters.docx.edges import framed, ranges
from aligner.filters.docx.formats import Formats, Stretch, trimmed
from aligner.filters.docx.lines import decide, with_blanks_apart
from aligner.filters.docx.pieces import Alone, Close, Mark, Open, Piece, Text, Wrap


@dataclass(slots=True, eq=False)
class _Span:
    id: int
    native: Native
    start: int
    end: int
    parent: int = 0


def compose(pieces: list[Piece], looks: Looks, set_by_style: frozenset[str], stops: bool, first_id: int) -> Composed:
    """The block that pieces make, its codes numbered from ``first_id``; ``stops``: the paragraph sets tab stops."""
    first = pieces[0] if pieces else None
    if isinstance(first, Text) and not (first.properties is not None and first.properties.code):
        alike = [one for one in pieces if isinstance(one, Text) and one.properties is first.properties]
        if len(alike) == len(pieces):
            raw = "".join([one.text for one in alike])
            text = raw.strip()
            at = raw.find(text)
            return Composed(Content(text), bases={0: first.properties}, lead=raw[:at], trail=raw[at + len(text) :])
    return _Composing(pieces, looks, set_by_style, stops, first_id).composed()


class _Composing:
    """One paragraph on its way from pieces to a block."""

    def __init__(
        self, pieces: list[Piece], looks: Looks, set_by_style: frozenset[str], stops: bool, first_id: int
    ) -> None:
        self._looks = looks
        self._set_by_style = set_by_style
        self._next = first_id
        self._parts: list[str] = []
        self._at = 0
        self._stretches: list[Stretch] = []
        self._spans: list[_Span] = []
        self._open: list[_Span] = []
        self._marks: dict[str, _Span] = {}
        self._recent: list[Stretch | _Span] = []  # what began or ended behind the last letter
        self._lead = ""
        self._skipping = True  # white space is not text here
        self._last: Alone | None = None
        pieces = with_blanks_apart(pieces, looks, set_by_style)
        self._frames: list[Frame] = [([], None, [])]
        self._ranges: dict[int, Mark] = {}
        core = pieces
        if not all(isinstance(piece, Text) for piece in pieces):
            self._frames, core = framed(pieces)
            self._ranges = ranges(core)
            decide(core, stops)
        for at, piece in enumerate(core):
            if isinstance(piece, Text):
                self._text(piece)
            elif isinstance(piece, Alone):
                self._alone(piece)
            elif isinstance(piece, Open):
                self._open.append(self._numbered(piece.wrap))
            elif isinstance(piece, Close):
                self._end(self._open.pop())
            elif isinstance(piece, Mark):
                self._mark(piece, at)

    def _text(self, piece: Text) -> None:
        text = piece.text
        if self._skipping:
            kept = text.lstrip()
            blank = text[: len(text) - len(kept)]
            if self._last is None:
                self._lead += blank
            else:
                self._last.after += blank
            text = kept
            if not text:
                return
            self._skipping = False
        is_blank = not text.strip()
        if not is_blank:
            self._recent.clear()
        stretch = Stretch(
            self._at, self._at + len(text), piece.properties, self._inside(), neutral=piece.neutral or is_blank
        )
        self._stretches.append(stretch)
        self._recent.append(stretch)
        self._parts.append(text)
        self._at += len(text)

    def _alone(self, piece: Alone) -> None:
        if piece.separates:
            blank = self._stripped()
            piece.before = "" if self._skipping else blank
            if not piece.breaks and self._at:
                self._parts.append(" ")
                self._at += 1
            self._skipping, self._last = True, piece
        elif not piece.seen and self._spans and self._spans[-1].start == self._at:
            before = self._spans[-1].native
            if isinstance(before, Alone) and not before.seen and self._spans[-1].parent == self._inside():
                before.parts += piece.parts
                return
        elif piece.seen and self._skipping:
            self._last = piece
        self._numbered(piece)

    def _mark(self, piece: Mark, at: int) -> None:
        partner = self._ranges.get(at)
        if partner is None:
            self._alone(Alone("other", "", [piece.part], seen=False))
        elif piece.starts:
            self._marks[piece.key] = self._numbered(Range(piece.part, partner.part))
        else:
            self._end(self._marks[piece.key])

    def _end(self, span: _Span) -> None:
        span.end = self._at
        self._recent.append(span)

    def _numbered(self, native: Native) -> _Span:
        span = _Span(self._next, native, self._at, self._at, self._inside())
        self._next += 1
        self._spans.append(span)
        self._recent.append(span)
        return span

    def _inside(self) -> int:
        return self._open[-1].id if self._open else 0

    def _stripped(self) -> str:
        """Take white space from the end of the text."""
        blank = ""
        while self._parts:
            last = self._parts.pop()
            kept = last.rstrip()
            blank = last[len(kept) :] + blank
            if kept:
                self._parts.append(kept)
                break
        if blank:
            self._at -= len(blank)
            for one in self._recent:
                one.start, one.end = min(one.start, self._at), min(one.end, self._at)
        return blank

    def composed(self) -> Composed:
        trail = self._trail()
        text = "".join(self._parts)
        formats = Formats(text, self._stretches, self._looks, self._set_by_style, self._next)
        self._spans += [
            _Span(one.id, Format(one.properties, one.kind, one.keep), one.start, one.end, one.parent)
            for one in formats.spans
        ]
        natives: dict[int, Native] = {span.id: span.native for span in self._spans}
        parents = {span.id: span.parent for span in self._spans if span.parent}
        codes = [self._code(text, span) for span in self._spans]
        codes.sort(key=lambda code: (code.start, -code.end, code.id))
        content = Content(text, tuple(codes))
        return Composed(content, natives, parents, formats.bases, self._frames, self._lead, trail)

    def _trail(self) -> str:
        """Take white space from the end; it goes before what stands alone behind it."""
        recent = [(one.start, one.native) for one in self._recent if isinstance(one, _Span)]
        trail = self._stripped()
        for start, native in recent:
            if trail and isinstance(native, Alone) and native.seen and start > self._at:
                native.before += trail
                return ""
        return trail

    def _code(self, text: str, span: _Span) -> Code:
        native = span.native
        if isinstance(native, Alone):
            return Code(span.start, span.start, span.id, native.kind, native.equiv, breaks=native.breaks)
        if isinstance(native, Wrap):
            start, end = trimmed(text, span.start, span.end)
            return Code(start, end, span.id, native.kind, href=native.href, keep=native.keep)
        if isinstance(native, Format):
            return Code(span.start, span.end, span.id, native.kind, keep=native.keep)
        return Code(span.start, span.end, span.id)
