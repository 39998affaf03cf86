"""Fires where a number of the output comes from nothing in the source."""

from __future__ import annotations

from models.verbatim.numbers import unrelated


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:
    """Whether there is one (into English from a language whose words for numbers are known)."""
    return languages[1] in ("en", "eng") and any(c.isdigit() for c in output) and bool(unrelated(source, output))
