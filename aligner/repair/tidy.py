"""A block's text made readable: invisible characters, runs of blanks and lost spaces, with the codes kept in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from aligner.core.code import Code, Content
from aligner.repair.characters import blanks, invisible, is_one_line
from aligner.repair.spaces import lost_spaces

#: A change to a text: from, to, and what stands there instead.
Edit = tuple[int, int, str]


def tidied(content: Content, *, verse: bool = False) -> Content:
    """The content as a document has it.

    White space is one space, invisible characters are gone, a space lost after a sentence's end is back. At a code
    where a sentence ends there is white space, in verse a line end: the codes up to that one stand on its left, later
    ones on its right.
    """
    if not content.codes and is_one_line(content.text):
        return edited(content, [(at, at, " ") for at in lost_spaces(content.text)])
    content = edited(content, [(a, b, "") for a, b in invisible(content.text)])
    content = edited(content, blanks(content.text))
    content = _with_breaks(content, "\n" if verse else " ")
    return edited(content, [(at, at, " ") for at in lost_spaces(content.text)])


def edited(content: Content, edits: Sequence[Edit]) -> Content:
    """The content with these edits, in order and apart from each other, made to its text.

    A span grows and shrinks with its text; what is put in at its edge stays outside. A code that stands alone where
    something is put in, or inside what is replaced, stays before it.
    """
    if not edits:
        return content
    text, codes = _in_order(content, edits)
    return Content(text, tuple(sorted(codes, key=lambda code: code.start)))


def _in_order(content: Content, edits: Sequence[Edit]) -> tuple[str, list[Code]]:
    """The edited text, and its codes in the order that they had, although some may have passed others."""
    parts: list[str] = []
    at = 0
    for start, end, put in edits:
        parts += (content.text[at:start], put)
        at = end
    parts.append(content.text[at:])
    text = "".join(parts)
    grown = list(accumulate((len(put) - (end - start) for start, end, put in edits), initial=0))
    codes: list[Code] = []
    for code in content.codes:
        start = _place(code.start, edits, grown, behind=not code.alone)
        codes.append(replace(code, start=start, end=max(start, _place(code.end, edits, grown, behind=False))))
    return text, codes


def _place(at: int, edits: Sequence[Edit], grown: Sequence[int], *, behind: bool) -> int:
    """Where a place of the text is afterwards; ``behind`` what was put in there, or before it."""
    low, high = 0, len(edits)
    while low < high:
        middle = (low + high) // 2
        if edits[middle][1] < at or (behind and edits[middle][1] == at):
            low = middle + 1
        else:
            high = middle
    if low < len(edits):
        start, end, put = edits[low]
        if start < at or (behind and start == at < end):
            return start + grown[low] + (len(put) if behind or at == end else 0)
    return at + grown[low]


def _with_breaks(content: Content, space: str) -> Content:
    """White space at each code where a sentence ends, between the codes there and those that follow it."""
    text = content.text
    last = {code.start: number for number, code in enumerate(content.codes) if code.breaks and code.alone}
    places = sorted(at for at in last if 0 < at < len(text) and not (text[at - 1].isspace() or text[at].isspace()))
    if not places:
        return content
    made, moved = _in_order(content, [(at, at, space) for at in places])
    spaced = set(places)
    codes: list[Code] = []
    for number, (before, code) in enumerate(zip(content.codes, moved, strict=True)):
        here = before.start if before.alone else -1
        codes.append(code.moved(len(space)) if here in spaced and number > last[here] else code)
    return Content(made, tuple(sorted(codes, key=lambda code: code.start)))
