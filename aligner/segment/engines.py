"""Engines: other people's splitters, asked about one place at a time through a bounded window.

A window keeps every engine's work linear in the text, whatever the text is (razdel's list rule, for one, reads
back to the start of the sentence).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

#: Characters of context before and after a place: more than any rule of the two engines looks at.
_BACK, _AHEAD = 60, 40


def razdel_splits(text: str, begin: int, end: int, following: int) -> bool:
    """Whether razdel ends a sentence between ``end`` and ``following``."""
    start = max(begin, end - _BACK)
    return _razdel(text[start : following + _AHEAD], end - start, following - start)


def nupunkt_splits(text: str, begin: int, end: int, following: int) -> bool:
    """Whether nupunkt ends a sentence between ``end`` and ``following``."""
    start = max(begin, end - _BACK)
    return _nupunkt(text[start : following + _AHEAD], end - start, following - start)


@lru_cache(maxsize=10_000)
def _razdel(window: str, end: int, following: int) -> bool:
    from razdel import sentenize  # type: ignore[import-untyped]

    return any(end <= piece.stop <= following for piece in sentenize(window) if piece.stop < len(window))


@lru_cache(maxsize=10_000)
def _nupunkt(window: str, end: int, following: int) -> bool:
    return any(end <= stop <= following for _, stop in _punkt()(window) if stop < len(window))


@lru_cache(maxsize=1)
def _punkt() -> Callable[[str], Iterable[Any]]:
    """nupunkt's function, imported when first needed (0.2 s)."""
    import nupunkt

    return nupunkt.load("default").span_tokenize


def sentencex_spans(text: str, language: str) -> list[str]:
    """The sentences of a paragraph as sentencex sees them, with whatever white space it leaves on them."""
    from sentencex import segment  # type: ignore[import-untyped]

    return list(segment(language, text))
