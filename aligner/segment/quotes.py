"""Quotes: which possible ends lie inside a quotation or bracket that is closed later in the same paragraph."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[«»“”„()\[\]]")
_PAIRS = {"»": "«", "”": "“", ")": "(", "]": "["}
#: A quotation longer than this is a passage of its own: its sentences are told apart.
LONGEST = 300


def spans(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Outermost (open, close, mark) spans in order; what is never closed, or far too long, is left out."""
    stack: list[tuple[str, int]] = []
    found: list[tuple[int, int, str]] = []
    for match in _MARKS.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if mark in "«„([" or (mark == "“" and not (stack and stack[-1][0] == "„")):
            stack.append((mark, at))
            if len(stack) > 50:
                del stack[:25]
            continue
        opener = "„" if mark == "“" else _PAIRS[mark]
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth][0] == opener:
                opened = stack[depth][1]
                del stack[depth:]
                if at - opened <= LONGEST:
                    while found and found[-1][0] > opened:
                        found.pop()
                    found.append((opened, at, opener))
                break
    return found
