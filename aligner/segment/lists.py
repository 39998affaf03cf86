"""Lists run together in one line: ``1. Раз 2. Два``, ``• first • second``; each item begins a sentence."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?<!\S)[•⁃*·-]?\s?\(?(\d{1,2}|[a-zа-я])(\.\)|[.)])\s+(?=\S)")
_BULLET = re.compile(r"(?<!\S)([•⁃▪◦●■])\s*(?=\S)")
# With what a line that is a list can begin: nearly all lines are told by this.
_FIRST = frozenset("1aа(•⁃*·-▪◦●■ \t\u00a0")
#: Letters after one another, as lists in Russian count them: without ё, й, ъ, ы, ь.
_LETTERS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя")


def item_starts(text: str, start: int, end: int) -> list[int]:
    """Where the second and further items of a list begin, in a line that begins with the first of them.

    The line has to begin with the first mark (1, a, а or a bullet), and the marks have to be of one kind and follow
    one another without a gap. Items separated by semicolons or commas are one sentence: ``(a) members; (b) observers.``
    """
    if text[start : start + 1] not in _FIRST:
        return []
    bullet = _BULLET.match(text, start, end)
    if bullet:
        mark = bullet.group(1)
        return [
            one.start()
            for one in _BULLET.finditer(text, bullet.end(), end)
            if one.group(1) == mark and not _goes_on(text, one.start())
        ]
    first = _NUMBER.match(text, start, end)
    if first is None or first.group(1) not in ("1", "a", "а"):
        return []
    found: list[int] = []
    kind, last = first.group(2), first.group(1)
    for one in _NUMBER.finditer(text, first.end(), end):
        if one.group(2) == kind and one.group(1) == _after(last):
            if not _goes_on(text, one.start()):
                found.append(one.start())
            last = one.group(1)
    return found


def _after(mark: str) -> str:
    """The next mark of a list; empty after the last."""
    if mark.isdigit():
        return str(int(mark) + 1)
    letters = _LETTERS[0] if mark.isascii() else _LETTERS[1]
    return letters[letters.find(mark) + 1 : letters.find(mark) + 2]


def _goes_on(text: str, at: int) -> bool:
    """The item before ends in a semicolon or comma."""
    return text[max(0, at - 3) : at].rstrip().endswith((";", ","))
