"""Lines with nothing to translate: rules, bare numbers, addresses, and for Cyrillic sources Latin-only text."""

from __future__ import annotations

from models.guards.script import CYRILLIC, foreign_letters
from models.shaping.kept import KEPT


def nothing_to_translate(text: str, languages: tuple[str, str]) -> bool:
    """Whether a line comes through as it is: blank, without letters, or without letters of the source's alphabet."""
    if not any(c.isalpha() for c in KEPT.sub("", text)):
        return True
    source, target = languages
    if source in CYRILLIC and target not in CYRILLIC:
        return foreign_letters(text, languages) == 0
    return False
