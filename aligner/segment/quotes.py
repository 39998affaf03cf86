"""Quotes: quotations and brackets of a paragraph, so that a sentence that holds one is kept whole."""

from __future__ import annotations

import re
from typing import NamedTuple

# In plain text the marks are one character each, and a search for them passes over all else at once.
_MARKS = re.compile(r"[«»“”„()\[\]\"]")
_DOUBLED = re.compile(r"[«»“”„()\[\]]|``|''|\"")
#: What a closing mark closes; nothing for those that open.
_OPENER = {"»": "«", "”": "“", ")": "(", "]": "[", "''": "``", "«": "", "„": "", "(": "", "[": "", "``": ""}
#: A quotation longer than this is a passage of its own: its sentences are told apart.
LONGEST = 300
_DEEPEST = 50
# So does one of more than two sentences.
_INNER_END = re.compile(r"[.!?…]\s+[—–-]?\s?[A-ZА-ЯЁ]")
_MOST_ENDS = 2


class Quotation(NamedTuple):
    """From the opening mark's place to that of the closing one."""

    open: int
    close: int
    mark: str


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Outermost quotations in order; what is never closed, or far too long to be part of a sentence, is left out."""
    stack: list[tuple[str, int]] = []
    found: list[Quotation] = []
    doubled = text.find("''", start, end) >= 0 or text.find("``", start, end) >= 0
    for match in (_DOUBLED if doubled else _MARKS).finditer(text, start, end):
        at = match.start()
        mark = match.group() if doubled else text[at]
        if mark == '"':
            # A straight mark opens after white space and before a letter, and closes otherwise.
            opens = (at == start or text[at - 1] in " \u00a0(«“—–-") and at + 1 < end and not text[at + 1].isspace()
            opener = "" if opens else '"'
        elif mark == "“":
            # A German opening mark before it makes it the closing one.
            opener = "„" if stack and stack[-1][0] == "„" else ""
        else:
            opener = _OPENER[mark]
        if not opener:
            stack.append((mark, at))
            if len(stack) > _DEEPEST:
                del stack[: _DEEPEST // 2]
            continue
        for depth in range(len(stack) - 1, -1, -1):
            if stack[depth][0] == opener:
                opened = stack[depth][1]
                del stack[depth:]
                if at - opened <= LONGEST:
                    while found and found[-1].open > opened:
                        found.pop()
                    found.append(Quotation(opened, at, opener))
                break
    return found


def is_passage(text: str, quotation: Quotation) -> bool:
    """Whether more sentences end inside than one sentence can hold."""
    return len(_INNER_END.findall(text, quotation.open, quotation.close)) > _MOST_ENDS
