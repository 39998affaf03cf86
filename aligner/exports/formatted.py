"""A sentence with the bold, italics and links that its codes stand for, as HTML or as runs of a word processor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from aligner.core.code import Code, Content
from aligner.exports.options import Tally
from aligner.exports.xmltext import escape, quote

_TAGS = {"bold": "b", "italic": "i", "underline": "u", "sub": "sub", "sup": "sup", "code": "code", "link": "a"}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+", re.IGNORECASE)


def shown(codes: Iterable[Code]) -> bool:
    """Is there a code among these that a reader sees?"""
    return any(not code.alone and code.kind in _TAGS for code in codes)


def runs(content: Content) -> Iterator[tuple[str, tuple[Code, ...]]]:
    """The text in pieces, each with the codes over it that a reader sees, the outer first."""
    spans = [code for code in content.codes if not code.alone and code.kind in _TAGS]
    places = sorted({0, len(content.text), *(at for code in spans for at in (code.start, code.end))})
    active: list[Code] = []
    following = 0
    for start, end in pairwise(places):
        active = [code for code in active if code.end > start]
        while following < len(spans) and spans[following].start <= start:
            active.append(spans[following])
            following += 1
        yield content.text[start:end], tuple(active)


def address(code: Code) -> str:
    """Where a link leads; empty if it is no link, or to no page and no mailbox."""
    return code.href if code.kind == "link" and _ADDRESS.fullmatch(code.href) else ""


def as_html(content: Content, tally: Tally) -> str:
    """The sentence as HTML or XHTML; spans that overlap are closed and opened again. Links never stand in a link."""
    if not content.codes:
        return escape(content.text, tally)
    parts: list[str] = []
    open_: list[Code] = []
    for text, codes in runs(content):
        links = [code for code in codes if address(code)]
        wanted = [code for code in codes if code.kind != "link" or code in links[:1]]
        same = 0
        while same < min(len(open_), len(wanted)) and open_[same] is wanted[same]:
            same += 1
        parts += [f"</{_TAGS[code.kind]}>" for code in reversed(open_[same:])]
        parts += [_opening(code) for code in wanted[same:]]
        parts.append(escape(text, tally))
        open_ = wanted
    parts += [f"</{_TAGS[code.kind]}>" for code in reversed(open_)]
    return "".join(parts)


def _opening(code: Code) -> str:
    if code.kind == "link":
        return f'<a href={quote(address(code))} rel="noopener noreferrer">'
    return f"<{_TAGS[code.kind]}>"
