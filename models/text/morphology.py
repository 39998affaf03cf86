"""Russian morphology: one dictionary (pymorphy3) for the whole process, loaded when it is first asked."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import Any

# The analyser fails on characters that Unicode has not named; only these are its business anyway.
_RUSSIAN = re.compile(r"[а-яё]+(?:[-'’][а-яё]+)*", re.IGNORECASE)
_loading = Lock()
_analyser: Any = None


def analyser() -> Any:
    """pymorphy3's analyser (20 MB, some 0.2 s the first time); threads may share it."""
    global _analyser
    with _loading:
        if _analyser is None:
            from pymorphy3 import MorphAnalyzer

            _analyser = MorphAnalyzer(lang="ru")
    return _analyser


def parses(word: str) -> list[Any]:
    """The readings of a word, likeliest first, guesses for unknown words included; none for what is not Russian."""
    return list(analyser().parse(word)) if _RUSSIAN.fullmatch(word) else []


@lru_cache(maxsize=50_000)
def is_known(word: str) -> bool:
    """Whether the dictionary holds this form of a word."""
    return bool(_RUSSIAN.fullmatch(word)) and bool(analyser().word_is_known(word.lower()))


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form of the likeliest reading, ``ё`` as ``е``; a word that is not Russian as it is."""
    return next((str(parse.normal_form).replace("ё", "е") for parse in parses(word)), word)


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> frozenset[str]:
    """The dictionary forms of all readings, ``ё`` as ``е``; of another word that word."""
    return frozenset(str(parse.normal_form).replace("ё", "е") for parse in parses(word)) or frozenset({word})
