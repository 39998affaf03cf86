"""Fires where a number of the source is nowhere in the output, in figures or in words."""

from __future__ import annotations

import re

from models.text.numberwords import word_values

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,:]\d+)*")


def figures(text: str) -> list[str]:
    """Numbers of a text in one form: digits only, without separators or leading and trailing zeros."""
    return [plain(match[0]) for match in _NUMBER.finditer(text)]


def plain(number: str) -> str:
    """``2 000`` → ``2``, ``1,50`` → ``15``: what is left however separators and units are written."""
    return re.sub(r"\D", "", number).strip("0") or "0"


def missing(source: str, output: str) -> list[str]:
    """Numbers of the source, as written there, that the output has neither in figures nor in words."""
    have = set(figures(output))
    loose = {plain(part) for part in re.findall(r"\d+", output)} | set(re.findall(r"\d+", output))
    words: set[float] | None = None
    gone = []
    for match in _NUMBER.finditer(source):
        digits = re.sub(r"\D", "", match[0])
        parts = {plain(part) for part in re.findall(r"\d+", match[0])}
        if (len(digits) > 1 and not digits.strip("0")) or f"19{digits}" in loose:
            continue  # "15 ч. 00 м." is "3 p.m."; "80-е" is "the 1980s"
        if plain(match[0]) in have | loose or parts <= loose or _hour(digits) in have | loose:
            continue
        if len(digits) <= 4:
            words = word_values(output) if words is None else words
            if int(digits) in words:
                continue
        gone.append(match[0])
    return gone


def fires(source: str, output: str, languages: tuple[str, str]) -> bool:
    """Whether a number is missing (English output only: words for numbers are known for no other language)."""
    return languages[1] in ("en", "eng") and bool(output.strip()) and bool(missing(source, output))


def _hour(digits: str) -> str:
    """13 to 23 as the hour of an afternoon, so that 15.00 and 3 p.m. agree."""
    hour = int(digits[:2] or 0)
    return plain(str(hour - 12) + digits[2:]) if 13 <= hour <= 23 and len(digits) <= 4 else digits
