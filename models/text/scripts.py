"""Scripts: which letters of a text are Cyrillic or Latin, and which languages are written how."""

from __future__ import annotations

import re
from typing import NamedTuple

#: Unicode's Cyrillic and Latin letters, as the inside of a character class.
CYRILLIC = "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f"
LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a"
_CYRILLIC, _LATIN = re.compile(f"[{CYRILLIC}]+"), re.compile(f"[{LATIN}]+")
#: Languages written in Cyrillic that Marian models translate from or into.
_CYRILLIC_LANGUAGES = frozenset(("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "os"))
_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur", "yi", "ps", "sd", "ug"))


class Letters(NamedTuple):
    """How many letters of a text are Cyrillic, Latin, and of any script."""

    cyrillic: int
    latin: int
    all: int


def letters_of(text: str) -> Letters:
    """Count the letters of a text by script."""
    letters = "".join(filter(str.isalpha, text))
    return Letters(_count(_CYRILLIC, letters), _count(_LATIN, letters), len(letters))


def has_cyrillic(text: str) -> bool:
    """Is there a Cyrillic letter in the text?"""
    return _CYRILLIC.search(text) is not None


def is_cyrillic(language: str) -> bool:
    """Is a language, by its code, written in Cyrillic?"""
    return language in _CYRILLIC_LANGUAGES


def is_right_to_left(tag: str) -> bool:
    """Is the language of a tag written from right to left?"""
    return tag.split("-")[0].lower() in _RIGHT_TO_LEFT


def _count(runs: re.Pattern[str], letters: str) -> int:
    return sum(map(len, runs.findall(letters)))
