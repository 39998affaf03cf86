"""Where the items of a menu end within a text: at `|`, `›`, `·` and others between links or among spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

#: Between two elements; the first group is a separator in running text, too.
_MARK = re.compile(
    r"(?:([|¦›·•∙])|&(?:middot|bull|rsaquo|vert|verbar|#124|#183|#8226|#8250);|[/>»→⟩▸►‣⁄]|::"
    r"|&(?:gt|raquo|rarr|sol|#62|#187|#8594);)"
)
_ALWAYS = frozenset(("&middot;", "&bull;", "&rsaquo;", "&vert;", "&verbar;", "&#124;", "&#183;", "&#8226;", "&#8250;"))
_SPACES = ("&nbsp;", "&#160;", "&#xa0;", "&ensp;", "&emsp;", "&thinsp;")
_BLANK = " \t\n\f\r\u00a0\u2002\u2003\u2009"


def separators(raw: str, behind: int, before: int) -> Iterator[tuple[int, int, str]]:
    """The separators in a source text, with the white space around them: where each begins, where it ends, what it is.

    ``behind`` and ``before`` say whether an element ends where the text begins and one begins where it ends: 1, and
    2 for a link.
    """
    done = 0
    for found in _MARK.finditer(raw):
        if found.start() < done:
            continue
        start = _left(raw, found.start(), done)
        end = _right(raw, found.end())
        mark = found[0]
        spaced = start < found.start() and found.end() < end
        strong = found[1] is not None or mark in _ALWAYS
        at_left, at_right = behind if start == 0 else 0, before if end == len(raw) else 0
        between = at_left and at_right and (strong or at_left + at_right > 2)
        beside = max(at_left, at_right) > 1 and spaced
        if between or beside or (strong and spaced and _words(raw, start, end)):
            done = end
            yield start, end, unescape(mark)


def _words(raw: str, start: int, end: int) -> bool:
    """Is it not between numbers, where a raised point multiplies?"""
    return not (raw[start - 1 : start].isdigit() and raw[end : end + 1].isdigit())


def _left(raw: str, at: int, least: int) -> int:
    while at > least:
        if raw[at - 1] in _BLANK:
            at -= 1
        elif raw[at - 1] == ";" and (found := next((s for s in _SPACES if raw.endswith(s, least, at)), None)):
            at -= len(found)
        else:
            break
    return at


def _right(raw: str, at: int) -> int:
    while at < len(raw):
        if raw[at] in _BLANK:
            at += 1
        elif raw[at] == "&" and (found := next((s for s in _SPACES if raw.startswith(s, at)), None)):
            at += len(found)
        else:
            break
    return at
