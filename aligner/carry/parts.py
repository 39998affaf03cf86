"""Spans on a part of a word: the 2 of H2O and of м2, a raised note, the first letter of a chapter."""

from __future__ import annotations

from aligner.carry.spans import Place, Span
from aligner.core.code import Code
from models.text.romanise import romanised

_RAISED = ("sub", "sup")


def is_part(text: str, code: Code) -> bool:
    """Does the span begin or end inside a word? What is raised or lowered hangs on the word before it."""
    start, end = code.start, code.end
    if start >= end or text[start].isspace():
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    if code.kind in _RAISED and before and not before.isspace():
        return True
    return (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum())


def part(place: Place, code: Code, within: Span) -> Span | None:
    """Where the part is in the target; None where no word of it has such a part."""
    text, target = place.evidence.source.text, place.evidence.target.text
    first, last = _run(text, code)
    head, said, tail = text[first : code.start], text[code.start : code.end], text[code.end : last]
    whole = text[first:last]
    order = text.count(whole, 0, first)
    found = _all(target, whole, within)
    if found:
        at = found[min(order, len(found) - 1)] + len(head)
        if place.free((at, at + len(said))):
            return at, at + len(said)
    wanted = [
        place.evidence.target.spans[j]
        for i in place.evidence.source.within(first, last)
        for j in place.evidence.forward[i]
    ]
    if code.start == 0 and len(said) <= 2 and said.isalpha():
        at = next((n for n in range(*within) if target[n].isalnum()), within[0])  # a drop cap
        return at, min(at + 1, within[1])
    best: tuple[tuple[int, int, int], Span] | None = None
    for at in _all(target, said, within) if any(c.isdigit() for c in said) or code.kind in _RAISED else ():
        end = at + len(said)
        before, after = target[at - 1 : at], target[end : end + 1]
        attached = before.strip() if head else after.strip()
        if not attached or (not tail and after.isalnum()) or not place.free((at, end)):
            continue
        if head and head[-1].isalpha() and not before.isalpha():
            continue
        linked = any(a <= at and end <= b + len(said) for a, b in wanted)
        alike = romanised(head[-1:]).lower() == before.lower()
        score = (alike + linked, linked, -abs(at * len(text) - code.start * len(target)))
        if best is None or score > best[0]:
            best = score, (at, end)
    if best:
        return best[1]
    for a, b in wanted:  # what is left of a word beside the part that stays: 5-го, 5th
        stem = head.rstrip("-")
        if (
            stem
            and said[0].isalpha()
            and target[a:b].casefold().startswith(romanised(stem).casefold())
            and a + len(stem) < b
        ):
            return a + len(stem), b
    if code.kind in _RAISED:
        at = min(max(wanted[0][1] if wanted else within[1], within[0]), within[1])
        return at, at
    if len(said) == 1 and said.isalpha() and not head and wanted:
        return wanted[0][0], wanted[0][0] + 1
    return None


def _run(text: str, code: Code) -> Span:
    """The characters around a span up to the next spaces, without marks at the outer ends."""
    start, end = code.start, code.end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    while start < code.start and not text[start].isalnum():
        start += 1
    while end > code.end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _all(text: str, said: str, within: Span) -> list[int]:
    found: list[int] = []
    at = text.find(said, within[0], within[1]) if said else -1
    while at >= 0:
        found.append(at)
        at = text.find(said, at + 1, within[1])
    return found
