"""Fires where a number of the source is nowhere in the output, in figures or in words."""

from __future__ import annotations

from models.verbatim.numbers import missing


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:
    """Whether a number is missing (English output only: words for numbers are known for no other language)."""
    return languages[1] in ("en", "eng") and bool(output.strip()) and bool(missing(source, output))
