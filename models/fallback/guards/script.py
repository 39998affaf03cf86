"""Fires where letters of the source's alphabet are left in the output, as Cyrillic in English."""

from __future__ import annotations

from models.text.scripts import is_cyrillic, letters_of


def foreign_letters(text: str, languages: tuple[str, str]) -> int:
    """Letters of the source's alphabet in a text, where source and target are written differently; else 0."""
    source, target = languages
    return letters_of(text).cyrillic if is_cyrillic(source) and not is_cyrillic(target) else 0


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:  # noqa: ARG001
    """Whether any such letter is in the output."""
    return foreign_letters(output, languages) > 0
