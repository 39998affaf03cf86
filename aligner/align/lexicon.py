"""Word translations as evidence for alignment, for the language pairs that have a table in this folder.

The Russian-English table holds stems and was learned from aligned sentences by ``aligner.align.training.lexicon``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

Table = dict[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True)
class Lexicon:
    """Says, for a lower-case word of one language, which stems of the other it may be translated with."""

    table: Table
    source_stem: Callable[[str], str]
    target_stem: Callable[[str], str]

    def translations(self, word: str) -> Sequence[tuple[str, float]]:
        """Target stems with their probabilities; empty for an unknown word."""
        return self.table.get(self.source_stem(word), ())

    def itself(self, word: str) -> Sequence[tuple[str, float]]:
        """A target word's own stem, for comparison."""
        return ((self.target_stem(word), 1.0),)


def russian_stem(word: str) -> str:
    """A lower-case Russian word without most of its ending."""
    word = word.replace("ё", "е")
    return word[:6] if len(word) > 7 else word[: max(3, len(word) - 2)]


def english_stem(word: str) -> str:
    """A lower-case English word without most of its ending."""
    if word.endswith("'s"):
        word = word[:-2]
    return word[:6] if len(word) > 6 else word[: max(3, len(word) - 1)] if len(word) > 4 else word.rstrip("s") or word


@lru_cache(maxsize=1)
def _russian_english() -> Lexicon:
    with (resources.files("aligner.align") / "lexicon.ru-en.npz").open("rb") as file, np.load(file) as arrays:
        text = arrays["text"].tobytes().decode()
    table: Table = {}
    for line in text.splitlines():
        word, *found = line.split("\t")
        table[word] = tuple((e, int(p) / 100) for e, p in (item.split(" ") for item in found))
    return Lexicon(table, russian_stem, english_stem)


def word_keys(source: str, target: str) -> tuple[Callable[[str], Sequence[tuple[str, float]]], ...] | None:
    """Two functions that turn words of either language into comparable stems; None where there is no table."""
    if (source, target) == ("ru", "en"):
        lexicon = _russian_english()
        return lexicon.translations, lexicon.itself
    if (source, target) == ("en", "ru"):
        lexicon = _russian_english()
        return lexicon.itself, lexicon.translations
    return None
