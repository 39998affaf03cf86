"""Brackets without a partner."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_BRACKET = re.compile(r"[()\[\]{}]")
_ENUMERATION = re.compile(r"(?<![(\w])(?:\d{1,3}|[A-Za-zА-Яа-яivxIVX]{1,4})\)")
_SMILEY = re.compile(r"[:;=]-?[()]+|\){2,}|\({2,}")


def brackets(pair: Pair) -> Hits:
    """A bracket without its partner in the target, when the source has all of its own."""
    if not _BRACKET.search(pair.source) and not _BRACKET.search(pair.target):
        return
    loose = unpaired(pair.target)
    if loose is not None and unpaired(pair.source) is None:
        yield Hit({"bracket": pair.target[loose]}, target_span=(loose, loose + 1))
        return
    for opening in _BRACKETS:
        source, target = pair.source.count(opening), pair.target.count(opening)
        if (source == 0) != (target == 0) and abs(source - target) >= 2:
            yield Hit({"bracket": opening + _BRACKETS[opening]})


def unpaired(text: str) -> int | None:
    """Where the first bracket without a partner stands; the brackets of ``1)`` and of smileys do not count."""
    ignored = {m.end() - 1 for m in _ENUMERATION.finditer(text)} | {
        at for m in _SMILEY.finditer(text) for at in range(*m.span())
    }
    open_at: list[int] = []
    for at, mark in enumerate(text):
        if mark in _BRACKETS:
            if at not in ignored:
                open_at.append(at)
        elif mark in _BRACKETS.values():
            if open_at and _BRACKETS[text[open_at[-1]]] == mark:
                open_at.pop()
            elif at not in ignored:
                return at
    return open_at[0] if open_at else None


CHECK = Check(
    "brackets",
    "warning",
    "Brackets",
    "Bracket without its partner or its twin in the source: {bracket}",
    brackets,
)
