"""A segmentation rule as data: a pattern that ends at a place, and whether the place breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from aligner.errors import ReadError

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class PlaceRule:
    """A pattern whose matches end at a place, what must follow there, and whether the place breaks."""

    breaks: bool
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Rules:
    """A user's rules, in the order in which they are asked."""

    rules: tuple[PlaceRule, ...]
    name: str = ""
    #: SRX only: (pattern of language codes, rules or what is wrong with them), the first that fits a language holds,
    #: or all when cascading.
    by_language: tuple[tuple[Pattern, tuple[PlaceRule, ...] | ReadError], ...] = ()
    cascade: bool = False

    def of(self, language: str) -> tuple[PlaceRule, ...]:
        """The rules for a language.

        Raises:
            ReadError: one of them cannot be read.
        """
        found = list(self.rules)
        for pattern, rules in self.by_language:
            if pattern.fullmatch(language):
                if isinstance(rules, ReadError):
                    raise rules
                found.extend(rules)
                if not self.cascade:
                    break
        return tuple(found)

    def decisions(self, text: str, start: int, end: int, language: str) -> Mapping[int, bool]:
        """For every place in a span that some rule speaks of: whether it breaks."""
        places: dict[int, bool] = {}
        for rule in self.of(language):
            for match in rule.pattern.finditer(text, start, end):
                places.setdefault(match.end(), rule.breaks)
        return places


def place_rule(breaks: bool, before: str, after: str, *, gap: bool) -> PlaceRule:
    """A rule from its two expressions; with ``gap``, white space at the place need not be written."""
    if not before and not after:
        raise ValueError("a rule without an expression on either side; write at least one")
    blank = r"\s+" if gap else ""
    left = f"(?:{before})" if before else ""
    if after:
        return PlaceRule(breaks, compiled(f"{left}(?={blank}(?:{after}))"))
    return PlaceRule(breaks, compiled(f"{left}(?=\\s)" if gap else left))


def compiled(expression: str, *, ignore_case: bool = False) -> Pattern:
    """A user's expression; classes in classes and flags inside it are read as ICU reads them, or else as Perl does.

    Raises:
        ValueError: it is no regular expression.
    """
    flags = regex.IGNORECASE if ignore_case else regex.UNICODE
    try:
        return regex.compile(expression, flags | regex.V1)
    except regex.error:
        try:
            return regex.compile(expression, flags | regex.V0)
        except regex.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
