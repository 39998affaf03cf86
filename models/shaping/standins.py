"""Long addresses, hashes and encoded data: a short code goes to the model in their place, and they come back after it.

A model spells such a thing out piece by piece, gets it wrong, loses what stands behind it, and takes seconds. The code
is of the kind that models copy; where one is lost, ``kept.restore`` puts it back like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.translation import Link, Translation

#: From this many characters on.
LONG = 40
#: With a number behind it, the code that came through best of a dozen that were tried (F1).
CODE = "F"
_EDGE = r"\s«»\"“”„()\[\]{}<>"
_LONG = re.compile(
    rf"(?<![^{_EDGE}])(?:"
    rf"(?:https?://|ftp://|www\.)[^\s«»\"“”<>]{{{LONG - 8},}}(?<![.,;:!?)\]'])"
    rf"|(?=[^\s]*[A-Za-z0-9]{{3}})[A-Za-z0-9+/=_%.,&?#:;~@$!*'|\\-]{{{LONG},}}(?<![.,;:!?'])(?![^\W\d_])"
    r")"
)


def with_standins(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text as it goes to the model, and each code in it with what it stands for."""
    if len(text) < LONG:
        return text, []
    kept: list[tuple[str, str]] = []
    number = 0

    def code(match: re.Match[str]) -> str:
        nonlocal number
        for known, long in kept:
            if long == match[0]:
                return known
        number += 1
        while f"{CODE}{number}" in text:
            number += 1
        kept.append((f"{CODE}{number}", match[0]))
        return f"{CODE}{number}"

    return _LONG.sub(code, text), kept


def put_back(found: Translation, source: str, kept: Sequence[tuple[str, str]]) -> Translation:
    """The translation of the text with stand-ins as one of the source itself."""
    if not kept:
        return found
    grown = _growths(found.source, kept), _growths(found.text, kept)
    links: tuple[Link, ...] = tuple(
        (*(_moved(at, grown[0]) for at in link[:2]), *(_moved(at, grown[1]) for at in link[2:]))  # type: ignore[misc]
        for link in found.links
    )
    others = tuple(_filled(other, kept) for other in found.alternatives)
    return replace(found, source=source, text=_filled(found.text, kept), alternatives=others, links=links)


def _filled(text: str, kept: Sequence[tuple[str, str]]) -> str:
    """The codes' own things in their place."""
    whole = dict(kept)
    return _codes(kept).sub(lambda match: whole[match[0]], text)


def _codes(kept: Sequence[tuple[str, str]]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(code for code, _ in kept) + r")(?!\d)")


def _growths(text: str, kept: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """Where each code ends, and by how much what it stands for is longer."""
    whole = dict(kept)
    return [(match.end(), len(whole[match[0]]) - len(match[0])) for match in _codes(kept).finditer(text)]


def _moved(at: int, grown: Sequence[tuple[int, int]]) -> int:
    """Where a place of the text is when the codes have been filled."""
    return at + sum(more for end, more in grown if end <= at)
