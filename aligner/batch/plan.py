"""The plan: every document of a run with its number and its output's name, in SQLite, so that memory stays flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.batch.errors import BatchError, StorageError
from aligner.batch.items import Item, item_from_json, item_to_json
from aligner.batch.naming import alternatives, folded

_SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, stem TEXT NOT NULL UNIQUE, data TEXT NOT NULL,
    size INTEGER NOT NULL, mtime INTEGER NOT NULL, present INTEGER NOT NULL, suspect INTEGER NOT NULL DEFAULT 0
);
"""


@dataclass(slots=True)
class Difference:
    """How the inputs differ from the plan: new documents, ones whose files look changed, ones that are gone."""

    added: int = 0
    touched: int = 0
    gone: int = 0
    total: int = 0


class Plan:
    """The items of a run. Numbers never change; new inputs are added at the end."""

    def __init__(self, path: Path) -> None:
        """Open or make the plan.

        Raises:
            StorageError: it cannot be opened or is damaged.
        """
        self.path = path
        try:
            self._db = sqlite3.connect(path)
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_SCHEMA}")
        except sqlite3.Error as error:
            raise StorageError(
                "{path}: cannot be opened ({error}); add --redo to start the run over", path=path, error=error
            ) from error

    def __len__(self) -> int:
        """Items in all, those included whose inputs are gone."""
        return int(self._db.execute("SELECT COALESCE(MAX(number) + 1, 0) FROM items").fetchone()[0])

    def update(self, items: Iterable[Item]) -> Difference:
        """Take in the inputs as they are now, in one transaction.

        An item that the plan knows keeps its number and its output's name. One whose size or time differs is
        marked suspect: its content is compared before anything is done again.

        Raises:
            BatchError: the same document is asked for twice with different options.
            StorageError: the plan cannot be written.
        """
        found = Difference()
        try:
            with self._db:
                number = len(self)
                # A byte an item; rows are written only where something differs, so that a restart is quick.
                seen = bytearray(number)
                for item in items:
                    if self._take(item, number, found, seen):
                        number += 1
                        seen.append(1)
                present_before = self._db.execute("SELECT number FROM items WHERE present")
                gone = [(at,) for (at,) in present_before if not seen[at]]
                self._db.executemany("UPDATE items SET present = 0 WHERE number = ?", gone)
                query = "SELECT COUNT(*), COALESCE(SUM(present), 0) FROM items"
                everything, present = self._db.execute(query).fetchone()
        except sqlite3.Error as error:
            raise StorageError(
                "{path}: cannot be written ({error}); free some space and try again", path=self.path, error=error
            ) from error
        found.total, found.gone = present, everything - present
        return found

    def _take(self, item: Item, number: int, found: Difference, seen: bytearray) -> bool:
        """Take in one item; is it a new one? ``seen`` marks the known ones that came already."""
        query = "SELECT number, size, mtime, present, stem, data FROM items WHERE key = ?"
        known = self._db.execute(query, (item.key,)).fetchone()
        if known is None:
            for stem in alternatives(item):
                row = (number, item.key, folded(stem), item_to_json(replace(item, stem=stem)), item.size, item.mtime)
                done = self._db.execute(
                    "INSERT OR IGNORE INTO items (number, key, stem, data, size, mtime, present)"
                    " VALUES (?, ?, ?, ?, ?, ?, 1)",
                    row,
                )
                if done.rowcount:
                    found.added += 1
                    return True
            raise BatchError("{name}: no output name is free for it; give it one in a manifest", name=item.source.shown)
        old = item_from_json(known[5], known[0])
        if seen[known[0]]:
            if old.options != item.options:
                raise BatchError("{name}: named twice with different options; name it once", name=item.source.shown)
            return False
        seen[known[0]] = 1
        changed = (known[1], known[2]) != (item.size, item.mtime) or old.options != item.options
        if known[3] and not changed:
            return False
        data = item_to_json(replace(item, stem=old.stem))
        self._db.execute(
            "UPDATE items SET present = 1, suspect = MAX(suspect, ?), size = ?, mtime = ?, data = ? WHERE number = ?",
            (changed, item.size, item.mtime, data, known[0]),
        )
        found.touched += changed
        return False

    def items(self, *, suspects: bool = False) -> Iterator[Item]:
        """The items whose inputs are there, in order of number; never all in memory."""
        where = "present AND suspect" if suspects else "present"
        last = -1
        while True:
            query = f"SELECT number, data FROM items WHERE number > ? AND {where} ORDER BY number LIMIT 512"
            rows = self._db.execute(query, (last,)).fetchall()
            if not rows:
                return
            for number, data in rows:
                yield item_from_json(data, number)
            last = rows[-1][0]

    def item(self, number: int) -> Item:
        """One item by its number."""
        row = self._db.execute("SELECT data FROM items WHERE number = ?", (number,)).fetchone()
        return item_from_json(row[0], number)

    def settle(self, number: int) -> None:
        """The item's suspicion has been looked into."""
        with self._db:
            self._db.execute("UPDATE items SET suspect = 0 WHERE number = ?", (number,))

    def size(self) -> int:
        """Bytes of all inputs that are there."""
        return int(
            self._db.execute("SELECT COALESCE(SUM(size), 0) FROM items WHERE present AND size > 0").fetchone()[0]
        )

    def close(self) -> None:
        """Close the database."""
        self._db.close()
