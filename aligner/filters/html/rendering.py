"""The source with blocks replaced: each code's markup at its place, everything else as it was, to the byte."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from aligner.core.code import Code, Content
from aligner.filters.html.atoms import Native, Piece, Span
from aligner.filters.nesting import events

#: Start, end, what stands there now.
Edit = tuple[int, int, str]
_BLANK = " \t\n\f\r"
_ID = re.compile(r"[\t\n\f\r ]id[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"[^\"]*\"|'[^']*'|[^\t\n\f\r >\"']+)", re.IGNORECASE)


def replaced(source: str, pieces: Sequence[tuple[Piece, Content | None]], others: Sequence[Edit]) -> str:
    """The source with the contents given for pieces, which are in the order in which they end; and other edits."""
    done: list[Edit] = []
    waiting = sorted(others, reverse=True)
    for piece, content in pieces:
        while waiting and waiting[-1][0] < piece.end:
            done.append(waiting.pop())
        if content is None or (content.text == piece.text and content.codes == piece.codes):
            continue
        inner: list[Edit] = []
        while done and done[-1][0] >= piece.start:
            inner.append(done.pop())
        inner.sort()
        done.append((piece.start, piece.end, _rebuilt(source, piece, content, inner)))
    done += reversed(waiting)
    done.sort()
    return _patched(source, 0, len(source), done)


def _patched(source: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    """A part of the source with the edits in it."""
    first = bisect_left(edits, (start,))
    if first == len(edits) or edits[first][0] >= end:
        return source[start:end]
    parts: list[str] = []
    at = start
    for begin, behind, text in edits[first:]:
        if begin >= end:
            break
        parts += (source[at:begin], text)
        at = behind
    parts.append(source[at:end])
    return "".join(parts)


def escaped(text: str, quote: str | None = None) -> str:
    """Text in which nothing is taken for markup; in an attribute, for its end."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    if "]]>" in text:
        text = text.replace("]]>", "]]&gt;")
    if quote == '"':
        return text.replace('"', "&quot;")
    return text.replace("'", "&#39;") if quote == "'" else text


def _rebuilt(source: str, piece: Piece, content: Content, edits: Sequence[Edit]) -> str:
    quote = piece.quote
    if quote == "":
        return f'"{_marked_up(source, piece, content, edits, chr(34))}"'
    return _marked_up(source, piece, content, edits, quote)


def _marked_up(source: str, piece: Piece, content: Content, edits: Sequence[Edit], quote: str | None) -> str:
    natives = piece.natives
    if not natives:
        return escaped(content.text, quote)
    content = _complete(piece, content)

    def native(span: Span) -> str:
        if span is None or isinstance(span, str):
            return span or ""
        return _patched(source, span[0], span[1], edits)

    parts: list[str] = []
    opened: set[int] = set()
    parents = {number: one.parent for number, one in natives.items() if one.parent}
    drop = False  # white space that follows is in a break's markup
    kept: Code | None = None
    for kind, what in events(content, parents):
        if isinstance(what, str):
            if kept is not None:
                continue
            text = what.lstrip(_BLANK) if drop else what
            drop = drop and not text
            parts.append(escaped(text, quote))
            continue
        one = natives[what.id]
        if kept is not None:
            if what.id != kept.id:
                continue
            if kind == "close":
                parts.append(native(one.closing))
                kept = None
            continue
        if one.breaks:
            if parts:
                parts[-1] = parts[-1].rstrip(_BLANK)
            parts.append(native(one.opening))
            drop = True
        elif kind == "alone":
            parts += (_space(one.before, content.text[: what.start][-1:]), native(one.opening))
            if one.kept is not None and one.kept not in content.text:
                parts.append(_inside(source, one, edits))
            parts += (native(one.closing), _space(one.after, content.text[what.start :][:1]))
        elif kind == "open":
            opening = native(one.opening)
            parts.append(_ID.sub("", opening) if what.id in opened else opening)
            opened.add(what.id)
            if one.kept is not None and content.text[what.start : what.end] == one.kept and one.closing is not None:
                parts.append(_inside(source, one, edits))
                kept = what
        else:
            parts.append(native(one.closing))
    return "".join(parts)


def _inside(source: str, native: Native, edits: Sequence[Edit]) -> str:
    """A kept element's content as it stands in the source."""
    if isinstance(native.opening, tuple) and isinstance(native.closing, tuple):
        return _patched(source, native.opening[1], native.closing[0], edits)
    return native.kept or ""


def _space(space: str, beside: str) -> str:
    return space if not beside.isspace() else ""


def _complete(piece: Piece, content: Content) -> Content:
    """Only the block's codes, each there; what opens or ends outside the block reaches to its edge.

    An element around all of the block stays around all of it: a list's item may hold a link and nothing else.
    """
    natives, size = piece.natives, len(content.text)
    whole = {code.id for code in piece.codes if not code.alone and code.end - code.start == len(piece.text)}
    codes: list[Code] = []
    here: set[int] = set()
    for code in content.codes:
        one = natives.get(code.id)
        if one is None or (code.id in here and one.alone):
            continue
        here.add(code.id)
        if not one.alone:
            around = code.id in whole
            start = 0 if around or one.opening is None else code.start
            code = replace(code, start=start, end=size if around or one.closing is None else max(code.end, start))
        elif not code.alone:
            code = replace(code, end=code.start)
        codes.append(code)
    for code in piece.codes:
        if code.id in here:
            continue
        one = natives[code.id]
        start = 0 if code.id in whole or (one.opening is None and not one.alone) else size
        codes.append(replace(code, start=start, end=size))
    return Content(content.text, tuple(sorted(codes, key=lambda code: code.start)))
