"""Engines: other people's splitters, asked about one place at a time through a bounded window.

A window keeps every engine's work linear in the text, whatever the text is (razdel's list rule, for one, reads
back to the start of the sentence).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_BACK = 200
_AHEAD = 80


def razdel_splits(text: str, begin: int, end: int, following: int) -> bool:
    """Whether razdel ends a sentence between ``end`` and ``following``."""
    from razdel import sentenize  # type: ignore[import-untyped]

    start = max(begin, end - _BACK)
    window = text[start : following + _AHEAD]
    return any(
        end - start <= piece.stop <= following - start for piece in sentenize(window) if piece.stop < len(window)
    )


_punkt: Callable[[str], Iterable[Any]] | None = None


def nupunkt_splits(text: str, begin: int, end: int, following: int) -> bool:
    """Whether nupunkt ends a sentence between ``end`` and ``following``."""
    global _punkt
    if _punkt is None:
        from nupunkt import sent_spans

        _punkt = sent_spans
    start = max(begin, end - _BACK)
    window = text[start : following + _AHEAD]
    return any(end - start <= stop <= following - start for _, stop in _punkt(window) if stop < len(window))


def sentencex_spans(text: str, language: str) -> list[str]:
    """The sentences of a paragraph as sentencex sees them, with whatever white space it leaves on them."""
    from sentencex import segment  # type: ignore[import-untyped]

    return list(segment(language, text))
