"""The translation memory in one SQLite file: exact, context and fuzzy matches, concordance by lemma (FTS5)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, cast

from aligner.core.bitext import Origin, Status
from aligner.core.unit import Unit
from aligner.errors import TolmachError
from aligner.memory.match import Match, similarity
from aligner.memory.words import folded, forms, stand_together, words

SCHEMA_VERSION = 1
SCHEMA = """
CREATE TABLE unit (
  id INTEGER PRIMARY KEY, key INTEGER NOT NULL, pair INTEGER NOT NULL UNIQUE, length INTEGER NOT NULL,
  source TEXT NOT NULL, target TEXT NOT NULL, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
  before TEXT NOT NULL, after TEXT NOT NULL, status TEXT NOT NULL, origin TEXT, confidence REAL, score REAL,
  kind TEXT NOT NULL, tuid TEXT NOT NULL, document TEXT NOT NULL, note TEXT NOT NULL, creator TEXT NOT NULL,
  created TEXT, changed TEXT, properties TEXT NOT NULL
);
CREATE INDEX unit_key ON unit (key);
CREATE TABLE frequent (term TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  source, target, content='', columnsize=0, tokenize="unicode61 remove_diacritics 0"
);
INSERT INTO words (words, rank) VALUES ('hashsize', 33554432);
INSERT INTO words (words, rank) VALUES ('automerge', 8);
"""
COLUMNS = (
    "source, target, source_language, target_language, before, after, status, origin, confidence, score, kind, tuid,"
    " document, note, creator, created, changed, properties"
)
BATCH = 20_000
#: A term seen this often in one batch is common enough for its count to be kept.
FREQUENT = 20
#: How strong a status is: adding a unit again never weakens what is known of it.
_RANK = {"draft": 0, "rejected": 1, "confirmed": 2}


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


class Memory:
    """A translation memory. One object a thread; any number of processes on one file.

    Raises:
        TolmachError: the file cannot be opened, or is no memory, or of a newer version.
    """

    def __init__(self, path: Path | str) -> None:
        """Open the memory, making it if there is none; ``:memory:`` is one that is gone with the process."""
        self.path = Path(path)
        try:
            if str(path) != ":memory:":
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self.base = sqlite3.connect(str(path), isolation_level=None, timeout=30)
            self.base.execute("PRAGMA journal_mode=WAL")
            self.base.execute("PRAGMA synchronous=NORMAL")
            self.base.execute("PRAGMA cache_size=-131072")
            self.base.execute("PRAGMA mmap_size=1073741824")
            (version,) = self.base.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._create()
            elif version != SCHEMA_VERSION:
                raise TolmachError(
                    f"{path}: a memory of version {version}; this program knows {SCHEMA_VERSION}: upgrade it"
                )
        except (sqlite3.Error, OSError) as error:
            raise TolmachError(f"{path}: cannot be opened as a translation memory: {error}") from error

    def _create(self) -> None:
        self.base.execute("BEGIN IMMEDIATE")
        try:
            (version,) = self.base.execute("PRAGMA user_version").fetchone()
            (tables,) = self.base.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if version == 0:
                if tables:
                    raise TolmachError(f"{self.path}: a database, but not a translation memory; name another file")
                for statement in SCHEMA.split(";"):
                    if statement.strip():
                        self.base.execute(statement)
                self.base.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            self.base.execute("COMMIT")
        except BaseException:
            self.base.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close the file."""
        self.base.close()

    def __enter__(self) -> Memory:
        """The memory itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def add(self, units: Iterable[Unit]) -> Added:
        """Add units, all or none; a pair of texts that is known is brought up to date, never doubled.

        Raises:
            TolmachError: the file cannot be written.
        """
        stream, added, known, skipped = iter(units), 0, 0, 0
        with self._writing():
            (last,) = self.base.execute("SELECT coalesce(max(id), 0) FROM unit").fetchone()
            while batch := list(islice(stream, BATCH)):
                whole = [unit for unit in batch if unit.source.strip() and unit.target.strip()]
                skipped += len(batch) - len(whole)
                fresh = self._add_batch(whole, last)
                last += fresh
                added += fresh
                known += len(whole) - fresh
        return Added(added, known, skipped)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self.base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.base.execute("ROLLBACK")
                raise
            self.base.execute("COMMIT")
        except sqlite3.Error as error:
            raise TolmachError(f"{self.path}: the translation memory cannot be written: {error}") from error

    def _add_batch(self, units: Sequence[Unit], last: int) -> int:
        rows: dict[int, tuple[object, ...]] = {}
        indexed: list[tuple[int, str, str]] = []
        counts: Counter[str] = Counter()
        find = self.base.execute
        for unit in units:
            languages = _languages(unit.source_language, unit.target_language)
            pair = _hash(languages, unit.source, unit.target)
            if pair in rows or find("SELECT 1 FROM unit WHERE pair = ?", (pair,)).fetchone():
                self._renew(pair, unit, rows)
                continue
            number = last + len(rows) + 1
            found = words(unit.source)
            counts.update(set(found))
            rows[pair] = (
                number,
                _hash(languages, unit.source),
                pair,
                len(found),
                *_values(unit),
            )
            indexed.append((number, _storable(" ".join(found)), _storable(folded(unit.target))))
        marks = ",".join("?" * 22)
        self.base.executemany(f"INSERT INTO unit VALUES ({marks})", rows.values())
        self.base.executemany("INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)", indexed)
        self.base.executemany(
            "INSERT INTO frequent VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET count = count + excluded.count",
            sorted((term, count) for term, count in counts.items() if count >= FREQUENT),
        )
        return len(rows)

    def _renew(self, pair: int, unit: Unit, rows: dict[int, tuple[object, ...]]) -> None:
        """A pair of texts met again: the stronger status wins, the newer context stays."""
        if pair in rows:
            row = rows[pair]
            status = row[10]
            if _RANK[unit.status] > _RANK[str(status)]:
                rows[pair] = (*row[:10], unit.status, *row[11:])
            return
        (status,) = self.base.execute("SELECT status FROM unit WHERE pair = ?", (pair,)).fetchone()
        better = unit.status if _RANK[unit.status] > _RANK[status] else status
        self.base.execute(
            "UPDATE unit SET status = ?, before = ?, after = ?, changed = ? WHERE pair = ?",
            (better, unit.before, unit.after, _date(unit.changed or unit.created), pair),
        )

    def exact(
        self, source: str, source_language: str, target_language: str, before: str = "", after: str = ""
    ) -> list[Match]:
        """Units with exactly this source: those between the same neighbours first (101 %), then confirmed, then new."""
        key = _hash(_languages(source_language, target_language), source)
        rows = self.base.execute(f"SELECT {COLUMNS} FROM unit WHERE key = ? AND source = ?", (key, source))
        made = []
        for row in rows:
            unit = _unit(row)
            if unit.status == "rejected":
                continue
            same = bool(before or after) and (unit.before, unit.after) == (before, after)
            made.append(Match(unit, 101 if same else 100, "context" if same else "exact"))
        made.sort(
            key=lambda m: (m.percent, _RANK[m.unit.status], _date(m.unit.changed or m.unit.created) or ""), reverse=True
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
        # Marks count as tokens too, so the bounds on the number of words leave room for some.
        size = len(words(source))
        bounds = size * minimum // 100 - 3, size * 100 // minimum + 4
        made: list[Match] = []
        languages = _languages(source_language, target_language)
        for row in self._candidates(words(source), bounds):
            if _languages(row[2], row[3]) != languages or row[6] == "rejected" or row[0] == source:
                continue
            percent = similarity(source, row[0], minimum)
            if percent >= minimum:
                made.append(Match(_unit(row), percent, "fuzzy"))
        made.sort(key=lambda m: (m.percent, _RANK[m.unit.status]), reverse=True)
        return made[:limit]

    def _candidates(self, sought: list[str], bounds: tuple[int, int]) -> list[tuple[Any, ...]]:
        """Rows that share the rarest words of a text, those that share most first."""
        terms = sorted(set(sought))
        if not terms:
            return []
        marks = ",".join("?" * len(terms))
        common = dict(self.base.execute(f"SELECT term, count FROM frequent WHERE term IN ({marks})", terms).fetchall())
        terms.sort(key=lambda term: common.get(term, 0))
        found: Counter[int] = Counter()
        # A match of 70 % may lack some words, so the rarest are asked for one by one, the common ones in pairs.
        for at, term in enumerate(terms[:8]):
            count = common.get(term, 0)
            if count > 4000:
                following = [other for other in terms if other != term]
                partners = following[at : at + 2] or following[-1:]
                query = " AND ".join(f'"{t}"' for t in (term, *partners))
            else:
                query = f'"{term}"'
            rows = self.base.execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT 4000", (f"source : ({query})",))
            weight = 3 if count <= 200 else 2 if count <= 4000 else 1
            for (number,) in rows:
                found[number] += weight
        best = [number for number, _ in found.most_common(400)]
        made: list[tuple[Any, ...]] = []
        marks = ",".join("?" * len(best))
        made += self.base.execute(
            f"SELECT {COLUMNS} FROM unit WHERE id IN ({marks}) AND length BETWEEN ? AND ?", (*best, *bounds)
        ).fetchall()
        return made

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
        sought = [forms(word) for word in words(query)[:12]]
        if not sought:
            return []
        where = f"{side} : " if side else ""
        groups = ["(" + " OR ".join(f'"{form}"' for form in sorted(group)) + ")" for group in sought]
        rows = self.base.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?",
            (f"{where}({' AND '.join(groups)})", max(limit, 500)),
        ).fetchall()
        marks = ",".join("?" * len(rows))
        found = self.base.execute(
            f"SELECT {COLUMNS} FROM unit WHERE id IN ({marks}) ORDER BY id DESC", [number for (number,) in rows]
        ).fetchall()
        if len(sought) > 1:
            sides = {"source": (0,), "target": (1,)}.get(side, (0, 1))
            together = [row for row in found if any(stand_together(row[at], sought) for at in sides)]
            found = together or found
        return [_unit(row) for row in found[:limit]]

    def units(self) -> Iterator[Unit]:
        """All units in the order they came, one at a time."""
        for row in self.base.execute(f"SELECT {COLUMNS} FROM unit ORDER BY id"):
            yield _unit(row)

    def stats(self) -> Stats:
        """Counts."""
        ask = self.base.execute
        (units,) = ask("SELECT count(*) FROM unit").fetchone()
        (sources,) = ask("SELECT count(DISTINCT key) FROM unit").fetchone()
        (confirmed,) = ask("SELECT count(*) FROM unit WHERE status = 'confirmed'").fetchone()
        pairs = ask("SELECT source_language || '-' || target_language, count(*) FROM unit GROUP BY 1 ORDER BY 2 DESC")
        origins = ask("SELECT coalesce(origin, 'unknown'), count(*) FROM unit GROUP BY 1 ORDER BY 2 DESC")
        size = self.path.stat().st_size if self.path.is_file() else 0
        return Stats(units, sources, confirmed, dict(pairs.fetchall()), dict(origins.fetchall()), size)


def _languages(source: str, target: str) -> str:
    """A language pair by primary subtags: ``ru-RU`` and ``ru`` are one language here."""
    return f"{source.split('-')[0].lower()}>{target.split('-')[0].lower()}"


def _hash(*parts: str) -> int:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return int.from_bytes(digest.digest(), "big", signed=True)


def _date(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _storable(text: str) -> str:
    """Text without lone surrogates, which a database cannot hold."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()


def _values(unit: Unit) -> tuple[object, ...]:
    texts = (unit.source, unit.target, unit.source_language, unit.target_language, unit.before, unit.after)
    return (
        *(_storable(text) for text in texts),
        unit.status,
        unit.origin,
        unit.confidence,
        unit.score,
        unit.kind,
        *(_storable(text) for text in (unit.id, unit.document, unit.note, unit.creator)),
        _date(unit.created),
        _date(unit.changed),
        json.dumps(unit.properties) if unit.properties else "",
    )


def _unit(row: Sequence[object]) -> Unit:
    text = [str(value or "") for value in row]
    return Unit(
        source=text[0],
        target=text[1],
        source_language=text[2],
        target_language=text[3],
        before=text[4],
        after=text[5],
        status=cast(Status, text[6]),
        origin=cast(Origin | None, row[7]),
        confidence=cast(float | None, row[8]),
        score=cast(float | None, row[9]),
        kind=text[10],
        id=text[11],
        document=text[12],
        note=text[13],
        creator=text[14],
        created=_moment(text[15]),
        changed=_moment(text[16]),
        properties=tuple((str(n), str(v)) for n, v in json.loads(text[17])) if text[17] else (),
    )


def _moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None
