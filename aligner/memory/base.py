"""What every translation memory does, whatever database holds it: matches, concordance, adding without doubles."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Self

from aligner.core.unit import Unit
from aligner.memory.block import Block, block_of
from aligner.memory.match import Match, similarity
from aligner.memory.rows import (
    AFTER,
    BEFORE,
    BLOCK,
    CHANGED,
    CREATED,
    PAIR,
    RANK,
    SOURCE,
    SOURCE_INDEXED,
    STATUS,
    TARGET,
    Row,
    date_text,
    languages,
    length,
    row_of,
    source_numbers,
    storable,
    unit_of,
)
from aligner.memory.words import forms, stand_together, words, words_of

#: One unit in so many is looked at to know which words are common; a word seen in FREQUENT of a block's is.
SAMPLED, FREQUENT = 16, 2
#: A word with more units than this says little; fuzzy search asks for it together with others.
COMMON = 4000
#: So many units of those that share most words with a text are compared with it.
COMPARED = 400


@dataclass(frozen=True, slots=True)
class Added:
    """New units; units known before (their status and context brought up to date); units with an empty side."""

    added: int
    known: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What a memory holds."""

    units: int
    sources: int
    confirmed: int
    by_pair: dict[str, int]
    by_origin: dict[str, int]
    bytes: int


#: (id, pair, status, source, target) of a unit that is stored.
Known = tuple[int, int, str, str, str]


def apart(block: Block, found: Iterable[Known]) -> tuple[list[Row], dict[int, tuple[object, ...]]]:
    """The rows of a block that are new, each once, and what is to be brought up to date of the others, by id."""
    stored = {(pair, source, target): (number, status) for number, pair, status, source, target in found}
    fresh: dict[tuple[int, str, str], Row] = {}
    renewed: dict[int, tuple[object, ...]] = {}
    for row in block.rows():
        key = (row[PAIR], row[SOURCE], row[TARGET])
        if key in stored:
            number, status = stored[key]
            status = max(status, row[STATUS], key=RANK.__getitem__)
            stored[key] = number, status
            renewed[number] = (status, row[BEFORE], row[AFTER], row[CHANGED] or row[CREATED], number)
        elif key in fresh:
            old = fresh[key]
            status = max(old[STATUS], row[STATUS], key=RANK.__getitem__)
            fresh[key] = (*old[:BEFORE], row[BEFORE], row[AFTER], status, *old[STATUS + 1 :])
        else:
            fresh[key] = row
    return list(fresh.values()), renewed


class Memory(ABC):
    """A translation memory. One object a thread; any number of processes on one database.

    ``name`` says which, for people: no password is in it.
    """

    name: str
    _alone = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off every other writer: all changes within are one, and undone when an exception leaves them.

        Raises:
            MemoryFaultError: the database cannot be written.
        """
        if self._alone:
            yield
            return
        with self._writing():
            self._alone = True
            try:
                yield
            finally:
                self._alone = False

    @abstractmethod
    def close(self) -> None:
        """Let the database go."""

    def __enter__(self) -> Self:
        """The memory itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the database go."""
        self.close()

    def add(self, units: Iterable[Unit]) -> Added:
        """Add units, all or none; a pair of texts that is known is brought up to date, never doubled.

        Raises:
            TolmachError: the database cannot be written.
        """
        rows = map(row_of, units)
        return self.add_blocks(block_of(some) for some in iter(lambda: list(islice(rows, BLOCK)), []))

    def add_blocks(self, blocks: Iterable[Block]) -> Added:
        """The same for units made rows before."""
        added = known = skipped = 0
        with self.alone():
            for block in blocks:
                fresh = self._add_block(block)
                added += fresh
                known += block.count - fresh
                skipped += block.skipped
        return Added(added, known, skipped)

    def withdraw(self, units: Iterable[Unit]) -> int:
        """Confirmed pairs that a person has taken back get the status of these units, draft or rejected.

        Returns how many of these texts there were.

        Raises:
            TolmachError: the database cannot be written.
        """
        rows = map(row_of, units)
        withdrawn = 0
        with self.alone():
            for block in (block_of(some) for some in iter(lambda: list(islice(rows, BLOCK)), [])):
                wanted = {(row[PAIR], row[SOURCE], row[TARGET]): row for row in block.rows()}
                made = [
                    (row[STATUS], row[BEFORE], row[AFTER], row[CHANGED] or row[CREATED], number)
                    for number, pair, status, source, target in (self._known(block.column(PAIR)) if wanted else ())
                    if status == "confirmed" and (row := wanted.get((pair, source, target))) is not None
                ]
                self._renew(made)
                withdrawn += len(made)
        return withdrawn

    def _add_block(self, block: Block) -> int:
        """Store rows; a pair met again keeps the stronger status and takes the newer context."""
        if not block.count:
            return 0
        pairs = block.column(PAIR)
        found = self._known(pairs)
        renewed: dict[int, tuple[object, ...]] = {}
        if found or len(set(pairs)) < len(pairs):
            fresh, renewed = apart(block, found)
            block = block_of(fresh)
        if block.count:
            sample = block.column(SOURCE_INDEXED)[::SAMPLED]
            counts = Counter(word for text in sample for word in set(words_of(text)))
            self._insert(block, {word: count * SAMPLED for word, count in counts.items() if count >= FREQUENT})
        self._renew(list(renewed.values()))
        return block.count

    def exact(
        self, source: str, source_language: str, target_language: str, before: str = "", after: str = ""
    ) -> list[Match]:
        """Units with exactly this source: those between the same neighbours first (101 %), then confirmed, then new."""
        source, before, after = storable(source), storable(before), storable(after)
        pair = languages(source_language, target_language)
        made = []
        for row in self._with_source(*source_numbers(pair, source), source):
            unit = unit_of(row)
            if unit.status == "rejected" or languages(unit.source_language, unit.target_language) != pair:
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
        made: list[Match] = []
        for row in self._like(sorted(set(sought)), bounds):
            if languages(row[2], row[3]) != pair or row[6] == "rejected" or row[0] == source:
                continue
            percent = similarity(source, row[0], minimum)
            if percent >= minimum:
                made.append(Match(unit_of(row), percent, "fuzzy"))
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
    ) -> list[Match]:
        """Context, exact and fuzzy matches together, best first; fuzzy ones only while there is room."""
        made = self.exact(source, source_language, target_language, before, after)[:limit]
        if len(made) < limit:
            made += self.fuzzy(source, source_language, target_language, minimum, limit - len(made))
        return made

    def concordance(self, query: str, side: str = "", limit: int = 20) -> list[Unit]:
        """Units in which these words stand, in any form and next to one another; ``side``: source, target or both.

        Where the words never stand together, units that have them all.
        """
        sought = [forms(word) for word in words(storable(query))[:12]]
        if not sought:
            return []
        found = self._having_forms([sorted(group) for group in sought], side, max(limit, 500))
        if len(sought) > 1:
            sides = {"source": (0,), "target": (1,)}.get(side, (0, 1))
            together = [row for row in found if any(stand_together(row[at], sought) for at in sides)]
            found = together or found
        return [unit_of(row) for row in found[:limit]]

    @abstractmethod
    def units(self) -> Iterator[Unit]:
        """All units in the order they came, one at a time."""

    @abstractmethod
    def stats(self) -> Stats:
        """Counts."""

    # What a database must give; a ``row`` here is the tuple of COLUMNS.

    @abstractmethod
    def _writing(self) -> AbstractContextManager[None]:
        """A transaction that no other writer shares; undone when an exception leaves it."""

    @abstractmethod
    def _known(self, pairs: list[int]) -> list[Known]:
        """The units that have one of these pair numbers."""

    @abstractmethod
    def _insert(self, block: Block, common: dict[str, int]) -> None:
        """Store new units, at least one, and add to the counts of common words."""

    @abstractmethod
    def _renew(self, rows: Sequence[tuple[object, ...]]) -> None:
        """Set status, before, after and changed, by id."""

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
