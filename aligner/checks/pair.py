"""What a check is: what it looks at, one pair of texts with what is known of it, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from aligner.core.finding import Severity
from aligner.core.unit import Unit
from models.messages import Message
from models.text.scripts import letters_of

Span = tuple[int, int]
#: Languages written in Latin letters.
LATIN_LANGUAGES = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs"))
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
    def foreign(self) -> str:
        """The language of a source text that is clearly not in the one its document is in; else empty."""
        from aligner.foreign import foreign_language
        from aligner.language import UNKNOWN, detect_language

        if self.source_language == UNKNOWN:
            return ""
        home = [self.source_language]
        if self.source == self.target and letters_of(self.source).latin == 0:
            # Left as it is: here a short sentence tells by its letters, too.
            found = detect_language(self.source, home)
            return "" if found in (*home, UNKNOWN) else found
        return foreign_language(self.source, home)

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
#: The value that counts the hits of a check that are not findings of their own.
REST = "more"
_REST = "And {more} more of this kind"
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: all that is known of it.

    Attributes:
        code: stable; it stands in reports, in the database and in what callers choose by.
        severity: how bad its findings are.
        label: the name of its kind of findings, a message that has its Russian.
        message: what a finding says, a template that the hit's values fill; or several, and the value ``by`` chooses
            (``*`` is for all values that have none of their own). They have their Russian, too.
        function: what finds the hits; its docstring's first line says what the check is for.
        by: the name of the value that chooses the message.
        needs: what the function takes as an argument of this name beside the pair. A check that needs a glossary
            runs only where there is one.
    """

    code: str
    severity: Severity
    label: str
    message: str | Mapping[str, str]
    function: Callable[..., Hits]
    by: str = ""
    needs: Literal["", "limits", "glossary", "consistency"] = ""

    @property
    def says(self) -> str:
        """What it speaks of, in a line."""
        return (self.function.__doc__ or "").split("\n")[0]

    @property
    def templates(self) -> tuple[str, ...]:
        """All that its findings may say."""
        return (self.message,) if isinstance(self.message, str) else tuple(self.message.values())

    def told(self, values: Mapping[str, str]) -> Message | None:
        """The message of a finding; None where the values are not this check's."""
        template: str | None
        if REST in values:
            return Message(_REST, more=values[REST])
        if isinstance(self.message, str):
            template = self.message
        else:
            template = self.message.get(values.get(self.by, ""), self.message.get("*"))
        if template is None or not values.keys() >= set(_PLACE.findall(template)):
            return None
        return Message(template, **values)


__all__ = ["LATIN_LANGUAGES", "REST", "WORD", "Check", "Hit", "Hits", "Limits", "Pair", "Severity", "Span"]
