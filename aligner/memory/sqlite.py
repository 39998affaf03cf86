"""The translation memory in one SQLite file; its words are indexed by FTS5."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

from aligner.core.unit import Unit
from aligner.errors import MemoryFaultError, TolmachError
from aligner.memory.base import Added, Known, Memory, Stats
from aligner.memory.block import Block, block_of
from aligner.memory.pairnumbers import PairNumbers
from aligner.memory.rows import BLOCK, COLUMNS, LENGTH, PAIR, SOURCE_INDEXED, TARGET_INDEXED, VALUES, unit_of
from aligner.memory.words import indexed

__all__ = ["Added", "Memory", "SqliteMemory", "Stats"]

SCHEMA_VERSION = 3
PAIR_INDEX = "CREATE INDEX unit_pair ON unit (pair)"
# What is not ASCII and no word is blanked out before (``words.indexed``), so the plainest tokenizer does.
SCHEMA = f"""
CREATE TABLE unit (
  id INTEGER PRIMARY KEY, pair INTEGER NOT NULL, length INTEGER NOT NULL,
  source TEXT NOT NULL, target TEXT NOT NULL, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, status TEXT NOT NULL, origin TEXT, confidence REAL, score REAL,
  kind TEXT NOT NULL, tuid TEXT NOT NULL, document TEXT NOT NULL, note TEXT NOT NULL, creator TEXT NOT NULL,
  created TEXT, changed TEXT, properties TEXT NOT NULL, codes TEXT NOT NULL DEFAULT ''
);
{PAIR_INDEX};
CREATE TABLE frequent (term TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  source, target, content='', columnsize=0, detail=column, tokenize="ascii tokenchars '_'"
);
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
INSERT INTO words (words, rank) VALUES ('automerge', 8);
"""


class SqliteMemory(Memory):
    """A memory in a file.

    Raises:
        TolmachError: the file cannot be opened, or is no memory, or of another version.
    """

    def __init__(self, path: Path | str, wait: float = 30.0) -> None:
        """Open the memory, making it if there is none; ``:memory:`` is one that is gone with the process.

        ``wait`` is how many seconds another writer is waited for.
        """
        self.path = Path(path)
        self.name = str(path)
        #: Was there nothing when units were begun to be added? The numbers of those added since, while that is so.
        self._empty, self._loading = False, cast(PairNumbers | None, None)
        try:
            if str(path) != ":memory:":
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self.base = sqlite3.connect(str(path), isolation_level=None, timeout=wait)
        except (sqlite3.Error, OSError) as error:
            raise MemoryFaultError(
                "{path}: cannot be opened as a translation memory: {error}", path=path, error=error
            ) from error
        try:
            self.base.execute("PRAGMA page_size=16384")  # of a new file; long rows then lie together
            self.base.execute("PRAGMA journal_mode=WAL")
            self.base.execute("PRAGMA synchronous=NORMAL")
            self.base.execute("PRAGMA cache_size=-131072")
            self.base.execute("PRAGMA mmap_size=1073741824")
            (version,) = self.base.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._create()
            elif version > SCHEMA_VERSION:
                raise TolmachError(
                    "{path}: a memory of version {version}; this program knows {known}: upgrade it",
                    path=path,
                    version=version,
                    known=SCHEMA_VERSION,
                )
            elif version < SCHEMA_VERSION:
                self._upgrade()
        except TolmachError:
            self.base.close()
            raise
        except (sqlite3.Error, OSError) as error:
            self.base.close()
            raise MemoryFaultError(
                "{path}: cannot be opened as a translation memory: {error}", path=path, error=error
            ) from error

    def _create(self) -> None:
        with self._transaction():
            (version,) = self.base.execute("PRAGMA user_version").fetchone()
            (tables,) = self.base.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if version == 0:
                if tables:
                    raise TolmachError(
                        "{path}: a database, but not a translation memory; name another file", path=self.path
                    )
                self._make_tables()

    def _make_tables(self) -> None:
        for statement in SCHEMA.split(";"):
            if statement.strip():
                self.base.execute(statement)
        self.base.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def _upgrade(self) -> None:
        """Version 2 had no codes; the words of version 1 were indexed otherwise, so its units are added again."""
        from aligner.memory.rows import row_of

        with self._transaction():
            (version,) = self.base.execute("PRAGMA user_version").fetchone()
            if version >= SCHEMA_VERSION:
                return
            self._keep(version)
            self.base.execute("ALTER TABLE unit ADD COLUMN codes TEXT NOT NULL DEFAULT ''")
            if version == 2:
                self.base.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
                return
            for statement in ("DROP TABLE words", "DROP TABLE frequent", "DROP INDEX unit_key"):
                self.base.execute(statement)
            self.base.execute("ALTER TABLE unit RENAME TO old")
            self._make_tables()
            old = self.base.execute(f"SELECT {COLUMNS} FROM old ORDER BY id")
            while rows := old.fetchmany(10_000):
                self._add_block(block_of(map(row_of, map(unit_of, rows))))
            self.base.execute("DROP TABLE old")

    def _keep(self, version: int) -> None:
        """A copy of the file beside it, before it is upgraded; the transaction keeps writers out meanwhile."""
        copy = self.path.with_name(f"{self.path.name}.version-{version}")
        try:
            with tempfile.TemporaryDirectory(prefix=".tolmach-backup-", dir=self.path.parent) as folder:
                copy_sqlite(self.path, made := Path(folder) / copy.name)
                made.replace(copy)
        except (OSError, sqlite3.Error) as error:
            raise MemoryFaultError(
                "{path}: not upgraded, because its copy {copy} cannot be written: {error}; make room for it there",
                path=self.path,
                copy=copy,
                error=error,
            ) from error

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.base.execute("ROLLBACK")
            raise
        self.base.execute("COMMIT")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._transaction():
                self._empty = self.base.execute("SELECT 1 FROM unit LIMIT 1").fetchone() is None
                yield
                if self._loading is not None:
                    self.base.execute(PAIR_INDEX)
        except sqlite3.Error as error:
            raise MemoryFaultError(
                "{path}: the translation memory cannot be written: {error}", path=self.path, error=error
            ) from error
        finally:
            self._empty, self._loading = False, None

    def _known(self, pairs: list[int]) -> list[Known]:
        if self._loading is None:
            return self._units_with("pair", pairs)
        numbers = self._loading.ids(pairs)
        return self._units_with("id", numbers) if numbers else []

    def _units_with(self, column: str, values: list[int]) -> list[Known]:
        query = f"SELECT id, pair, status, source, target FROM unit WHERE {column} IN (SELECT value FROM json_each(?))"
        return self.base.execute(query, (json.dumps(values),)).fetchall()

    def _insert(self, block: Block, common: dict[str, int]) -> None:
        (last,) = self.base.execute("SELECT coalesce(max(id), 0) FROM unit").fetchone()
        empty, self._empty = self._empty, False
        if empty and block.count >= BLOCK:
            self.base.execute("DROP INDEX unit_pair")  # made again when all is there
            self._loading = PairNumbers()
        if self._loading is not None:
            self._loading.add(block.column(PAIR), last + 1)
        ids = range(last + 1, last + 1 + block.count)
        # To bind a value takes as long as to store it, so what a whole block shares stands in the statement.
        columns = [block.columns[PAIR], block.columns[LENGTH], *block.columns[VALUES:]]
        marks = ", ".join("?" if isinstance(column, list) else literal(column) for column in columns)
        varied = [column for column in columns if isinstance(column, list)]
        self.base.executemany(f"INSERT INTO unit VALUES (?, {marks})", zip(ids, *varied, strict=True))
        self.base.executemany(
            "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
            zip(ids, block.column(SOURCE_INDEXED), block.column(TARGET_INDEXED), strict=True),
        )
        self.base.executemany(
            "INSERT INTO frequent VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET count = count + excluded.count",
            sorted(common.items()),
        )

    def _renew(self, rows: Sequence[tuple[object, ...]]) -> None:
        self.base.executemany(
            "UPDATE unit SET status = ?, before = ?, after = ?, changed = ?, codes = coalesce(nullif(?, ''), codes)"
            " WHERE id = ?",
            rows,
        )

    def _delete(self, units: Sequence[Known]) -> None:
        self.base.executemany(
            "INSERT INTO words (words, rowid, source, target) VALUES ('delete', ?, ?, ?)",
            [(number, indexed(source), indexed(target)) for number, _, _, source, target in units],
        )
        self.base.executemany("DELETE FROM unit WHERE id = ?", [unit[:1] for unit in units])

    def _vocabulary(self, pattern: str, limit: int) -> list[str]:
        self.base.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)")
        # A beginning without wildcards is a range of the index.
        start = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
        query = "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? AND term GLOB ? LIMIT ?"
        found = self.base.execute(query, (start, start + "\U0010ffff", pattern, limit))
        return [term for (term,) in found]

    def _with_source(self, least: int, greatest: int, source: str) -> Iterable[Sequence[Any]]:
        query = f"SELECT {COLUMNS} FROM unit WHERE pair BETWEEN ? AND ? AND source = ?"
        return self.base.execute(query, (least, greatest, source)).fetchall()

    def _counts(self, terms: list[str]) -> dict[str, int]:
        query = "SELECT term, count FROM frequent WHERE term IN (SELECT value FROM json_each(?))"
        return dict(self.base.execute(query, (json.dumps(terms),)).fetchall())

    def _having_words(self, asked: list[list[str]], limit: int) -> Iterable[list[int]]:
        for terms in asked:
            query = " AND ".join(f'"{term}"' for term in terms)
            rows = self.base.execute(
                "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (f"source : ({query})", limit)
            )
            yield [number for (number,) in rows]

    def _rows(self, numbers: list[int], bounds: tuple[int, int]) -> list[Sequence[Any]]:
        query = f"SELECT {COLUMNS} FROM unit WHERE id IN (SELECT value FROM json_each(?)) AND length BETWEEN ? AND ?"
        return self.base.execute(query, (json.dumps(numbers), *bounds)).fetchall()

    def _having_forms(self, groups: list[list[str]], side: str, limit: int) -> list[Sequence[Any]]:
        where = f"{side} : " if side else ""
        query = " AND ".join("(" + " OR ".join(f'"{form}"' for form in group) + ")" for group in groups)
        numbers = self.base.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?", (f"{where}({query})", limit)
        ).fetchall()
        return self.base.execute(
            f"SELECT {COLUMNS} FROM unit WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
            (json.dumps([number for (number,) in numbers]),),
        ).fetchall()

    def units(self) -> Iterator[Unit]:
        """All units in the order they came, one at a time."""
        for row in self.base.execute(f"SELECT {COLUMNS} FROM unit ORDER BY id"):
            yield unit_of(row)

    def stats(self) -> Stats:
        """Counts."""
        ask = self.base.execute
        (units,) = ask("SELECT count(*) FROM unit").fetchone()
        (sources,) = ask("SELECT count(DISTINCT pair >> 32) FROM unit").fetchone()
        (confirmed,) = ask("SELECT count(*) FROM unit WHERE status = 'confirmed'").fetchone()
        pairs = ask("SELECT source_language || '-' || target_language, count(*) FROM unit GROUP BY 1 ORDER BY 2 DESC")
        origins = ask("SELECT coalesce(origin, 'unknown'), count(*) FROM unit GROUP BY 1 ORDER BY 2 DESC")
        size = self.path.stat().st_size if self.path.is_file() else 0
        return Stats(units, sources, confirmed, dict(pairs.fetchall()), dict(origins.fetchall()), size)


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of an SQLite file that others may be writing to."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)


def literal(value: object) -> str:
    """A value as it stands in a statement."""
    if value is None:
        return "NULL"
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
