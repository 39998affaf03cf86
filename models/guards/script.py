"""Fires where letters of the source's alphabet are left in the output, as Cyrillic in English."""

from __future__ import annotations

import re

#: Languages written in Cyrillic that Marian models translate from or into (zle: East Slavic, sla: Slavic).
CYRILLIC = frozenset(
    ("ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn", "zle", "zls", "sla", "rus", "ukr", "bel", "bul", "mkd")
)
_LETTERS = re.compile("[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")


def foreign_letters(text: str, languages: tuple[str, str]) -> int:
    """Letters of the source's alphabet in a text, where source and target are written differently; else 0."""
    source, target = languages
    if source in CYRILLIC and target not in CYRILLIC:
        return len(_LETTERS.findall(text))
    return 0


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether any such letter is in the output."""
    return foreign_letters(output, languages) > 0
