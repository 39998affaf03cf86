"""Inline codes of a text on what a person made of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Literal

from aligner.carry.carrying import placed
from aligner.core.bitext import Link
from aligner.core.code import Code, Content
from aligner.core.worddiff import WORD, differences

#: A half-open span of the old text, and what stands in its place in the new one.
Change = tuple[int, int, int, int]


def retyped(before: Content, text: str) -> Content:
    """The text with the codes of the one that it replaces, each where its words are now.

    The two are compared word by word, whatever the case. A span lies over what replaced all its words, or its first or
    last ones; one whose words are gone is empty, and stands where they were: checks find it there (``tags-misplaced``).
    """
    if not before.codes or text == before.text:
        return Content(text, before.codes)
    words = WORD.findall(before.text), WORD.findall(text)
    ends = [list(accumulate(map(len, side), initial=0)) for side in words]
    changes: list[Change] = []
    for kind, a, b, c, d in differences(*([word.casefold() for word in side] for side in words)):
        steps = zip(range(a, b), range(c, d), strict=True) if kind == "equal" else ()
        changes += [(ends[0][i], ends[0][i + 1], ends[1][j], ends[1][j + 1]) for i, j in steps]
        if kind != "equal":
            changes.append((ends[0][a], ends[0][b], ends[1][c], ends[1][d]))
    codes = []
    for code in before.codes:
        end = _moved(code.end, changes, "end")
        start = end if code.alone else min(_moved(code.start, changes, "start"), end)
        codes.append(replace(code, start=start, end=end))
    return Content(text, _in_order(codes))


def _moved(at: int, changes: Sequence[Change], edge: Literal["start", "end"]) -> int:
    """Where an edge of a span is now: what was put in beside it stays outside, what replaced its words inside."""
    if edge == "end":
        low = bisect_left(changes, at, key=lambda change: change[1])
        start, end, new, new_end = changes[low] if low < len(changes) else (at, at, 0, 0)
        return new_end if at == end > start else new
    low = bisect_right(changes, at, key=lambda change: change[0]) - 1
    start, _, new, new_end = changes[low] if low >= 0 else (at, at, 0, 0)
    return new if at == start and changes[low][1] > start else new_end


def relocated(
    source: Content, target: Content, links: Sequence[Link], languages: tuple[str, str], *, missing: bool = False
) -> Content:
    """The target with its empty spans, of those that cover words in the source, on words that are linked to these.

    ``missing`` brings all codes of the source that the target lacks, too. The text and all other codes stay.
    """
    own = {code.id: code for code in source.codes}
    lost = {code.id for code in target.codes if code.alone and code.id in own and not own[code.id].alone}
    lacking = own.keys() - {code.id for code in target.codes} if missing else set()
    if not lost and not lacking:
        return target
    found = {code.id: code for code in placed(source, target.text, links, languages).codes}
    codes = [
        found[code.id] if code.id in lost and _linked(own[code.id], found[code.id], links) else code
        for code in target.codes
    ]
    return Content(target.text, _in_order([*codes, *(code for key, code in found.items() if key in lacking)]))


def _linked(one: Code, two: Code, links: Sequence[Link]) -> bool:
    """Is a word that one code covers in the source linked to one that the other covers in the target?"""
    return any(a < one.end and one.start < b and c < two.end and two.start < d for a, b, c, d in links)


def _in_order(codes: Sequence[Code]) -> tuple[Code, ...]:
    return tuple(sorted(codes, key=lambda code: (code.start, -code.end)))
