"""Searching a translation memory: exact and like sources, words in any form; whatever database holds it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from aligner.core.code import Code
from aligner.core.unit import Unit
from aligner.memory.match import Match, Sought, same_codes
from aligner.memory.rows import RANK, date_text, languages, length, source_numbers, storable, unit_of
from aligner.memory.words import forms, query_words, stand_together, words

#: A word with more units than this says little; fuzzy search asks for it together with others.
COMMON = 4000
#: So many units of those that share most words with a text are compared with it.
COMPARED = 400
#: Most words that a word with wildcards stands for.
EXPANDED = 1000


class Searching(ABC):
    """What is asked of a memory."""

    def with_source(self, source: str, source_language: str, target_language: str) -> list[Unit]:
        """All units with exactly this source, rejected ones too."""
        source = storable(source)
        pair = languages(source_language, target_language)
        rows = map(unit_of, self._with_source(*source_numbers(pair, source), source))
        return [unit for unit in rows if languages(unit.source_language, unit.target_language) == pair]

    def exact(
        self, source: str, source_language: str, target_language: str, before: str = "", after: str = ""
    ) -> list[Match]:
        """Units with exactly this source: those between the same neighbours first (101 %), then confirmed, then new."""
        before, after = storable(before), storable(after)
        made = []
        for unit in self.with_source(source, source_language, target_language):
            if unit.status == "rejected":
                continue
            same = bool(before or after) and (unit.before, unit.after) == (before, after)
            made.append(Match(unit, 101 if same else 100, "context" if same else "exact"))
        made.sort(
            key=lambda m: (m.percent, RANK[m.unit.status], date_text(m.unit.changed or m.unit.created) or ""),
            reverse=True,
        )
        return made

    def confirmed(self, source: str, source_language: str, target_language: str) -> str | None:
        """The confirmed translation of exactly this text, if there is one."""
        matches = self.exact(source, source_language, target_language)
        return next((m.unit.target for m in matches if m.unit.status == "confirmed"), None)

    def fuzzy(
        self, source: str, source_language: str, target_language: str, minimum: int = 70, limit: int = 5
    ) -> list[Match]:
        """Units with a like source, best first, exact ones left out."""
        source = storable(source)
        sought = words(source)
        # What is counted between blanks may be fewer than the tokens compared, so the bounds leave room.
        bounds = length(source) * minimum // 100 - 3, len(sought) * 100 // minimum + 4
        pair = languages(source_language, target_language)
        text = Sought(source)
        made: list[Match] = []
        for row in self._like(sorted(set(sought)), bounds):
            if languages(row[2], row[3]) != pair or row[6] == "rejected" or row[0] == source:
                continue
            match = _match(row, text, minimum)
            if match is not None:
                made.append(match)
        made.sort(key=lambda m: (m.percent, RANK[m.unit.status]), reverse=True)
        return made[:limit]

    def _like(self, terms: list[str], bounds: tuple[int, int]) -> list[Sequence[Any]]:
        """Units that share the rarest of these words, those that share most first, within bounds of length."""
        if not terms:
            return []
        common = self._counts(terms)
        terms.sort(key=lambda term: common.get(term, 0))
        asked: list[list[str]] = []
        # A match of 70 % may lack some words, so the rarest are asked for one by one, the common ones in threes.
        for at, term in enumerate(terms[:8]):
            if common.get(term, 0) <= COMMON:
                asked.append([term])
            else:
                following = [other for other in terms if other != term]
                asked.append([term, *(following[at : at + 2] or following[-1:])])
        found: Counter[int] = Counter()
        for numbers in self._having_words(asked, COMMON):
            weight = 3 if len(numbers) <= 200 else 2 if len(numbers) < COMMON else 1
            for number in numbers:
                found[number] += weight
        best = [number for number, _ in found.most_common(COMPARED)]
        return self._rows(best, bounds) if best else []

    def lookup(
        self,
        source: str,
        source_language: str,
        target_language: str,
        *,
        before: str = "",
        after: str = "",
        minimum: int = 70,
        limit: int = 5,
        codes: Sequence[Code] | None = None,
    ) -> list[Match]:
        """Context, exact and fuzzy matches together, best first; fuzzy ones only while there is room.

        A unit with other codes than ``codes`` is a point less, at most 99 %; None leaves codes out of account.
        """
        made = self.exact(source, source_language, target_language, before, after)[:limit]
        if len(made) < limit:
            made += self.fuzzy(source, source_language, target_language, minimum, limit - len(made))
        if codes is not None:
            made = [_with_codes(match, codes) for match in made]
            made = [match for match in made if match.percent >= minimum]
            made.sort(key=lambda match: -match.percent)
        return made

    def concordance(self, query: str, side: str = "", limit: int = 20) -> list[Unit]:
        """Units in which these words stand, in any form and next to one another; ``side``: source, target or both.

        Where the words never stand together, units that have them all. In a word, ``*`` is for any letters, ``?`` for
        one; such a word is found as it is written.
        """
        sought = [
            frozenset(self._vocabulary(word, EXPANDED)) if "*" in word or "?" in word else forms(word)
            for word in query_words(storable(query))[:12]
        ]
        if not sought or not all(sought):
            return []
        found = self._having_forms([sorted(group) for group in sought], side, max(limit, 500))
        if len(sought) > 1:
            sides = {"source": (0,), "target": (1,)}.get(side, (0, 1))
            together = [row for row in found if any(stand_together(row[at], sought) for at in sides)]
            found = together or found
        return [unit_of(row) for row in found[:limit]]

    # What a database must give; a ``row`` here is the tuple of COLUMNS.

    @abstractmethod
    def _with_source(self, least: int, greatest: int, source: str) -> Iterable[Sequence[Any]]:
        """Rows of the units with a pair number in this range and exactly this source."""

    @abstractmethod
    def _counts(self, terms: list[str]) -> dict[str, int]:
        """In how many units each of these words stands, roughly; nothing for rare ones."""

    @abstractmethod
    def _having_words(self, asked: list[list[str]], limit: int) -> Iterable[list[int]]:
        """For each list of words, ids of at most ``limit`` units whose source has them all."""

    @abstractmethod
    def _rows(self, numbers: list[int], bounds: tuple[int, int]) -> list[Sequence[Any]]:
        """Rows by id, of those with a number of words within bounds."""

    @abstractmethod
    def _having_forms(self, groups: list[list[str]], side: str, limit: int) -> list[Sequence[Any]]:
        """Rows of at most ``limit`` units that have a word of every group, on one side or both; the newest first."""

    @abstractmethod
    def _vocabulary(self, pattern: str, limit: int) -> list[str]:
        """At most ``limit`` words of the memory that answer to a pattern with ``*`` and ``?``."""


def _match(row: Sequence[Any], source: Sought, minimum: int) -> Match | None:
    """What a stored row is to a source that it is not equal to; None where it is too little alike."""
    if source.differs_in_figures(row[0]):
        from aligner.memory.figures import put_right

        unit = unit_of(row)
        right = put_right(unit, source.text)
        if right is not None and minimum <= 99:
            return Match(right, 99, "numbers", unit)
    percent = source.similarity(row[0], minimum)
    return Match(unit_of(row), percent, "fuzzy") if percent >= minimum else None


def _with_codes(match: Match, codes: Sequence[Code]) -> Match:
    if same_codes(match.unit.source_codes, codes):
        return match
    kind = "codes" if match.percent >= 100 else match.kind
    return replace(match, percent=min(99, match.percent - 1), kind=kind)
