"""Common phrases with a known translation: a sentence that is nothing but one of them does not go to the model.

A small model sees few greetings in training, yet they are what people type first. The embedded model's table is
``phrases.tsv``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.translation import Translation

#: What may stand behind a phrase; it is carried over as it is.
_MARKS = ".,;:!?… \t\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Translations of phrases, by the phrase in its normal form.

    A phrase that ends in ``?`` is found only where the sentence is a question. ``claimed`` tells of a sentence that the
    table must leave alone: one that holds a term of the user's glossary.
    """

    known: dict[str, str]
    claimed: Callable[[str], object] | None = None

    @classmethod
    def read(cls, file: Path, claimed: Callable[[str], object] | None = None) -> Phrases:
        """Read a table: one phrase a line, a tab, its translation; ``#`` begins a comment."""
        lines = file.read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
        return cls({_normal(source): target for source, target in rows}, claimed)

    @property
    def fingerprint(self) -> str:
        """Hex digest of the table."""
        return hashlib.sha256(repr(sorted(self.known.items())).encode()).hexdigest()

    def find(self, sentence: str) -> Translation | None:
        """The translation of a sentence that is a known phrase, with the sentence's capitals and closing marks."""
        body = sentence.strip()
        phrase = body.rstrip(_MARKS)
        marks = body[len(phrase) :].lstrip()
        key = _normal(phrase)
        target = self.known.get(f"{key}?") if "?" in marks else None
        target = target or self.known.get(key)
        if target is None or (self.claimed and self.claimed(sentence)):
            return None
        text = _with_capitals(phrase, target)
        # Within a phrase of several words on both sides it is not known which word stands for which.
        single = " " not in key or " " not in target
        start = sentence.index(phrase)
        links = ((start, start + len(phrase), 0, len(text)),) if single else ()
        return Translation(sentence, text + marks, links=links)


def _normal(phrase: str) -> str:
    """Small letters, single spaces, е for ё."""
    return " ".join(phrase.casefold().replace("ё", "е").split())


def _with_capitals(phrase: str, target: str) -> str:
    """The target with a capital, or all in capitals, as the phrase is."""
    if phrase.isupper() and len(phrase) > 1:
        return target.upper()
    return target[0].upper() + target[1:] if phrase[0].isupper() else target
