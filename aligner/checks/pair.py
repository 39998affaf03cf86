"""What a check looks at: one pair of texts with what is known of it, and what a check answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from aligner.core.finding import Severity
from aligner.core.unit import Unit

Span = tuple[int, int]
#: A word with its hyphens and apostrophes, or a row of figures.
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


@dataclass(frozen=True)
class Pair:
    """A unit with its number; the parts that several checks need are worked out once."""

    number: int
    unit: Unit

    @property
    def source(self) -> str:
        """The source text."""
        return self.unit.source

    @property
    def target(self) -> str:
        """The target text."""
        return self.unit.target

    @cached_property
    def source_language(self) -> str:
        """The source's primary language subtag."""
        return self.unit.source_language.split("-")[0].lower()

    @cached_property
    def target_language(self) -> str:
        """The target's primary language subtag."""
        return self.unit.target_language.split("-")[0].lower()

    @cached_property
    def target_words(self) -> list[str]:
        """The target's words in order, without regard to case."""
        return [word.casefold() for word in WORD.findall(self.target)]


@dataclass(frozen=True, slots=True)
class Hit:
    """One fault found: the values its message names, and where it is."""

    values: Mapping[str, str] = field(default_factory=dict)
    source_span: Span | None = None
    target_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that a user may move; ``low_expected`` is the model's own confidence (``models.confidence``)."""

    low_expected: float = 0.4
    low_score: float = -1.5
    low_confidence: float = 0.5


#: What a check returns; most yield nothing.
Hits = Iterator[Hit]

__all__ = ["Hit", "Hits", "Limits", "Pair", "Severity", "Span"]
