"""ICU messages in strings (``{count, plural, one {# file} other {# files}}``): where their texts lie.

Source: Unicode ICU, MessageFormat (userguide/format_parse/messages).
"""

from __future__ import annotations

import re

_HEAD = re.compile(r"\{\s{0,8}[\w.-]{1,60}\s{0,8},\s{0,8}(?:plural|selectordinal|select)\s{0,8},")
#: The key of a variant and the brace that opens its text, with the number's sign where that comes first.
_KEY = re.compile(r"\s{0,80}(?:offset:\d{1,3}\s{1,8})?(?:=\d{1,6}|[\w-]{1,40})\s{0,8}\{(?:#\s)?")
_END = re.compile(r"\s{0,80}\}")
#: Messages nested deeper are left as they are.
_DEEPEST = 4

Span = tuple[int, int]


def syntax(text: str) -> list[Span]:
    """The spans of a string that are syntax of ICU messages, in order; empty where a message is not well formed."""
    found: list[Span] = []
    at = 0
    while (head := _HEAD.search(text, at)) is not None:
        inside = _message(text, head.start(), head.end(), 1)
        if inside is None:
            return []
        found += inside
        at = inside[-1][1]
    return found


def _message(text: str, start: int, at: int, depth: int) -> list[Span] | None:
    """The syntax of the message that begins at ``start``, its first key from ``at`` on."""
    found: list[Span] = []
    while (key := _KEY.match(text, at)) is not None:
        found.append((start, key.end()))
        inside = _text(text, key.end(), depth)
        if inside is None:
            return None
        found += inside[0]
        start, at = inside[1], inside[1] + 1
    end = _END.match(text, at)
    return [*found, (start, end.end())] if end is not None and found else None


def _text(text: str, at: int, depth: int) -> tuple[list[Span], int] | None:
    """The syntax inside a variant's text, and where its closing brace is."""
    found: list[Span] = []
    open_braces = 0
    while at < len(text):
        if text[at] == "{":
            head = _HEAD.match(text, at)
            if head is not None:
                inside = _message(text, at, head.end(), depth + 1) if depth < _DEEPEST else None
                if inside is None:
                    return None
                found += inside
                at = inside[-1][1]
                continue
            open_braces += 1
        elif text[at] == "}":
            if not open_braces:
                return found, at
            open_braces -= 1
        at += 1
    return None
