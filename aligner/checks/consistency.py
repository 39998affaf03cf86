"""The same source translated in two ways, in one document or against the memory."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from aligner.checks.pair import Check, Hit, Hits, Pair

if TYPE_CHECKING:
    from aligner.core.unit import Unit
    from aligner.memory.match import Match


class MemoryLookup(Protocol):
    """What the check needs of a translation memory."""

    def exact(self, source: str, source_language: str, target_language: str) -> Sequence[Match]:
        """Units with exactly this source, the most trusted first."""


#: So many sources are kept in memory; further ones go to a temporary file, so that a gigabyte can be checked.
KEPT = 50_000


class Consistency:
    """Remembers, in order, the first translation of every source."""

    def __init__(self, memory: MemoryLookup | None = None) -> None:
        """``memory`` is asked too, if there is one."""
        self.seen: dict[bytes, tuple[int, str]] = {}
        self.rest: sqlite3.Connection | None = None
        self.memory = memory
        self.divided: set[bytes] = set()

    def see(self, unit: Unit) -> None:
        """Look at a unit before any is judged: a source that comes again, translated otherwise, is ``divided``."""
        if unit.status != "rejected" and unit.target.strip() and re.search(r"[^\W\d_]", unit.source):
            _, target = self.first(unit.source, 0, unit.target)
            if target != unit.target and normal(target) != normal(unit.target):
                self.divided.add(key_of(unit.source))

    def is_divided(self, unit: Unit) -> bool:
        """Is the unit's source, among all that were seen, translated in two ways?"""
        return bool(self.divided) and key_of(unit.source) in self.divided

    def first(self, source: str, number: int, target: str) -> tuple[int, str]:
        """The first pair with this source: its number and translation; this one, if there was none before."""
        key = key_of(source)
        if key in self.seen:
            return self.seen[key]
        if len(self.seen) < KEPT:
            self.seen[key] = number, target
            return number, target
        if self.rest is None:
            # A file of SQLite's own, gone when it is closed.
            self.rest = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            weakref.finalize(self, self.rest.close)
            self.rest.execute("PRAGMA journal_mode=OFF")
            self.rest.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, number INTEGER, target TEXT) WITHOUT ROWID")
            self.rest.execute("BEGIN")
        found: tuple[int, str] | None = self.rest.execute(
            "SELECT number, target FROM seen WHERE key = ?", (key,)
        ).fetchone()
        if found is None:
            kept = target.encode("utf-8", "replace").decode()
            self.rest.execute("INSERT INTO seen VALUES (?, ?, ?)", (key, number, kept))
        return found or (number, target)

    def check(self, pair: Pair) -> Hits:
        """The pair's translation differs from that of an earlier pair, or from the memory's confirmed one."""
        if not pair.target.strip() or not re.search(r"[^\W\d_]", pair.source):
            return
        first = self.first(pair.source, pair.number, pair.target)
        if self.memory is None and first[1] == pair.target:
            return
        target = normal(pair.target)
        if normal(first[1]) != target:
            yield Hit({"where": f"{first[0] + 1}", "other": first[1]}, target_span=(0, len(pair.target)))
        elif self.memory is not None:
            matches = self.memory.exact(pair.source, pair.unit.source_language, pair.unit.target_language)
            known = [match.unit.target for match in matches if match.unit.status == "confirmed"]
            if known and all(normal(one) != target for one in known):
                yield Hit({"where": "", "other": known[0]}, target_span=(0, len(pair.target)))


def key_of(source: str) -> bytes:
    """What stands for a source, however it is spelled."""
    return hashlib.blake2b(normal(source).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def normal(text: str) -> str:
    """Letters and figures only, in lower case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def inconsistent(pair: Pair, consistency: Consistency) -> Hits:
    """The pair's translation differs from that of an earlier pair, or from the memory's confirmed one."""
    yield from consistency.check(pair)


CHECK = Check(
    "inconsistent",
    "warning",
    "Translated in two ways",
    {
        "": "Translated otherwise in the memory: «{other}»",
        "*": "Translated otherwise in pair {where}: «{other}»",
    },
    inconsistent,
    by="where",
    needs="consistency",
)
