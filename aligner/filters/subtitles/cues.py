"""Where the captions of a SubRip or WebVTT file stand in its text, and when they are shown."""

from __future__ import annotations

import re
from typing import NamedTuple

_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMING = re.compile(
    rf"(?:^|(?<=[\r\n]))[ \t]{{0,40}}{_CLOCK}[ \t]{{0,40}}-->[ \t]{{0,40}}{_CLOCK}[^\r\n]*(?:\r\n|[\r\n]|$)"
)
_NUMBER_BEFORE = re.compile(r"(?:^|[\r\n])[ \t]{0,40}\d{1,9}[ \t]{0,40}(?:\r\n|[\r\n])$")
_NUMBER_AFTER = re.compile(r"(?:^|[\r\n])[ \t]{0,40}\d{1,9}$")
_EMPTY_LINE = re.compile(r"(?:\r\n|\n|\r(?!\n))(?=[\r\n])")


class Cue(NamedTuple):
    """A caption: when it is shown (milliseconds), and the half-open span of what is shown in the file's text."""

    begins: int
    ends: int
    first: int
    last: int


def cues(text: str, vtt: bool) -> list[Cue]:
    """The captions in the order of the file. In SubRip a caption may have empty lines inside."""
    found = list(_TIMING.finditer(text))
    numbered = bool(found) and _NUMBER_BEFORE.search(text, max(0, found[0].start() - 100), found[0].start()) is not None
    made = []
    for number, timing in enumerate(found):
        first = timing.end()
        last = found[number + 1].start() if number + 1 < len(found) else len(text)
        if vtt:
            end = None if text[first : first + 1] in "\r\n" else _EMPTY_LINE.search(text, first, last)
            last = first if text[first : first + 1] in ("\r", "\n") else end.start() if end else last
        last = _stripped(text, first, last)
        if not vtt and numbered and number + 1 < len(found):
            tail = _NUMBER_AFTER.search(text, max(first, last - 60), last)
            if tail and (tail.start() > first or text[first:last].strip().isdigit()):
                last = _stripped(text, first, tail.start())
        a, b, c, d, e, f, g, h = timing.groups()
        made.append(Cue(_clock(a, b, c, d), _clock(e, f, g, h), first, last))
    return made


def _stripped(text: str, first: int, last: int) -> int:
    while last > first and text[last - 1].isspace():
        last -= 1
    return last


def _clock(hours: str | None, minutes: str, seconds: str, rest: str | None) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((rest or "0").ljust(3, "0"))
