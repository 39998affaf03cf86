"""Inline codes of two texts marked up independently: what corresponds in a pair gets one id, the rest get their own."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import replace

from aligner.core.bitext import Bitext
from aligner.core.code import Code


def with_matched_codes(bitext: Bitext) -> Bitext:
    """The bitext, its target's codes numbered after the source's.

    Two filters count from 1 each, so equal ids say nothing. In each pair, codes of one kind that read the same or lead
    to the same address correspond, then those of one kind in their order; a code without a counterpart gets an id
    that its source does not have. The ids of the source stay.
    """
    if not bitext.target.codes:
        return bitext
    ids: dict[int, int] = {}
    taken: set[int] = set()
    for _, source, target in bitext.contents():
        waiting = [code for code in target.codes if code.id not in ids]
        for exact in (True, False):
            known: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
            for code in source.codes:
                if code.id not in taken:
                    known[_looks(code, exact)].append(code.id)
            for code in waiting:
                if code.id not in ids and (same := known[_looks(code, exact)]):
                    ids[code.id] = same.popleft()
                    taken.add(ids[code.id])
    fresh = max((code.id for code in bitext.source.codes), default=0)
    for code in bitext.target.codes:
        if code.id not in ids:
            fresh += 1
            ids[code.id] = fresh
    codes = tuple(replace(code, id=ids[code.id]) for code in bitext.target.codes)
    return replace(bitext, target=replace(bitext.target, codes=codes))


def _looks(code: Code, exact: bool) -> tuple[str, ...]:
    """What corresponding codes have in common."""
    shape = (code.kind, str(code.alone), str(code.breaks))
    return (*shape, code.href, code.equiv) if exact else shape
