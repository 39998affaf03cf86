"""Fires where the output is the source, letter for letter, though the two languages are written differently."""

from __future__ import annotations

from models.fallback.guards.script import foreign_letters


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:
    """Whether the output equals the source, case and spaces aside, and the source has letters to translate."""
    same = "".join(source.split()).casefold() == "".join(output.split()).casefold()
    return same and foreign_letters(source, languages) > 0
