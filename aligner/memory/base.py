"""What every translation memory does, whatever database holds it: matches, concordance, adding without doubles."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Self

from aligner.core.unit import Unit
from aligner.memory.block import Block, block_of
from aligner.memory.rows import (
    AFTER,
    BEFORE,
    BLOCK,
    CHANGED,
    CODES,
    CREATED,
    PAIR,
    RANK,
    SOURCE,
    SOURCE_INDEXED,
    STATUS,
    TARGET,
    Row,
    row_of,
)
from aligner.memory.searching import Searching
from aligner.memory.words import words_of

#: One unit in so many is looked at to know which words are common; a word seen in FREQUENT of a block's is.
SAMPLED, FREQUENT = 16, 2


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
            renewed[number] = (status, row[BEFORE], row[AFTER], row[CHANGED] or row[CREATED], row[CODES], number)
        elif key in fresh:
            old = fresh[key]
            status = max(old[STATUS], row[STATUS], key=RANK.__getitem__)
            fresh[key] = (
                *old[:BEFORE],
                row[BEFORE],
                row[AFTER],
                status,
                *old[STATUS + 1 : CODES],
                row[CODES] or old[CODES],
            )
        else:
            fresh[key] = row
    return list(fresh.values()), renewed


class Memory(Searching):
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
                    (row[STATUS], row[BEFORE], row[AFTER], row[CHANGED] or row[CREATED], row[CODES], number)
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

    def delete(self, units: Iterable[Unit]) -> int:
        """Delete these pairs of texts, whatever else is known of them; returns how many there were.

        Raises:
            TolmachError: the database cannot be written.
        """
        rows = map(row_of, units)
        deleted = 0
        with self.alone():
            for block in (block_of(some) for some in iter(lambda: list(islice(rows, BLOCK)), [])):
                wanted = {(row[PAIR], row[SOURCE], row[TARGET]) for row in block.rows()}
                found = [
                    one for one in (self._known(block.column(PAIR)) if wanted else ()) if (one[1], *one[3:]) in wanted
                ]
                self._delete(found)
                deleted += len(found)
        return deleted

    def edit(self, old: Unit, new: Unit) -> bool:
        """Put a pair in another's place, all or nothing; False where the old one is not there.

        Raises:
            TolmachError: the database cannot be written.
        """
        with self.alone():
            if not self.delete([old]):
                return False
            self.add([new])
        return True

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
        """Set status, before, after, changed and codes (if there are any), by id."""

    @abstractmethod
    def _delete(self, units: Sequence[Known]) -> None:
        """Delete stored units, given as ``_known`` gave them."""
