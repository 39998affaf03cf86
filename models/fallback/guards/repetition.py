"""Fires where the output goes round in circles: "of the United Nations of the United Nations"."""

from __future__ import annotations

import re
from collections import Counter

#: Words, and the marks that make a repetition rhetoric: "I don't know; I don't know" is no circle.
_WORD = re.compile(r"[^\W_]+|[,;:.!?…—–]+")
#: A run of so many words, repeated at once this often in all, is a circle.
LIMITS = {1: 4, 2: 3, 3: 2, 4: 2, 5: 2, 6: 2, 7: 2, 8: 2, 9: 2, 10: 2, 11: 2, 12: 2}
#: The same four words, anywhere in one sentence.
SPREAD, SPREAD_WORDS = 3, 4


def circles(text: str) -> int:
    """How many circles a text has: runs repeated at once beyond the limit, or four words three times over."""
    words = [word.casefold() for word in _WORD.findall(text)]
    found = sum(_in_a_row(words, size) >= limit for size, limit in LIMITS.items())
    runs = (tuple(words[i : i + SPREAD_WORDS]) for i in range(len(words) - SPREAD_WORDS + 1))
    grams = Counter(run for run in runs if all(word[0].isalnum() for word in run))
    return found + (max(grams.values(), default=0) >= SPREAD)


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether the output goes round in circles and the source does not do the same."""
    return circles(output) > circles(source) or (
        any(len(match[0]) > _longest(source) for match in _LETTERS.finditer(output))
    )


#: One letter or pair of letters that goes on and on: OOOOOO, hahahahaha.
_LETTERS = re.compile(r"([^\W_]{1,2})\1{4,}")


def _longest(text: str) -> int:
    """The longest such run of a text."""
    return max((len(match[0]) for match in _LETTERS.finditer(text)), default=5)


def _in_a_row(words: list[str], size: int) -> int:
    """Longest count of one run of ``size`` words standing next to itself.

    Where a mark stands within the run it counts for one less; a run without any word of three letters (numbers,
    "p.m.") does not count at all.
    """
    best = 1
    at = 0
    while at + 2 * size <= len(words):
        unit = words[at : at + size]
        count = 1
        while words[at + count * size : at + (count + 1) * size] == unit:
            count += 1
        at += 1 if count == 1 else (count - 1) * size
        if count > best and any(len(word) > 2 and word.isalpha() for word in unit):
            best = max(best, count - (not all(word[0].isalnum() for word in unit)))
    return best
