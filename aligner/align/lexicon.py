"""Word translations as evidence for alignment, for the language pairs that have a table in this folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Lexicon:
    """Translations of source words, by stems."""

    table: dict[str, tuple[tuple[str, float], ...]]

    def expand(self, word: str) -> tuple[tuple[str, float], ...]:
        """Target stems that a lower-case source word may be translated with, each with its probability."""
        return self.table.get(self.stem(word), ())

    def stem(self, word: str) -> str:
        """What is compared of a lower-case word."""
        return word[:6]


def lexicon_for(source: str, target: str) -> Lexicon | None:
    """The lexicon from one language into another; None where there is none."""
    del source, target
    return None
