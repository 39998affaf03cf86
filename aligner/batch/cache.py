"""Translations made in this run, by sentence: duplicates are translated once, a restart translates nothing again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from aligner.batch.errors import StorageError
from models.translation import Translation

_SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8192;
CREATE TABLE IF NOT EXISTS made (key BLOB PRIMARY KEY, text TEXT NOT NULL, score REAL, more TEXT) WITHOUT ROWID;
"""


def sentence_key(sentence: str) -> bytes:
    """Sixteen bytes that stand for the sentence."""
    return hashlib.blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Cache:
    """A table in SQLite: whatever a killed process had committed is there, and nothing half."""

    def __init__(self, path: Path) -> None:
        """Open it; a damaged one is thrown away, as everything in it can be made again.

        Raises:
            StorageError: it cannot be opened or made.
        """
        self.path = path
        try:
            try:
                self._open()
            except sqlite3.DatabaseError:
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)
                self._open()
        except (sqlite3.Error, OSError) as error:
            raise StorageError(
                "{path}: cannot be opened ({error}); check the run directory", path=path, error=error
            ) from error

    def _open(self) -> None:
        self._db = sqlite3.connect(self.path)
        self._db.executescript(_SCHEMA)
        self._db.execute("SELECT COUNT(*) FROM (SELECT 1 FROM made LIMIT 1)")

    def get(self, sentences: Sequence[str]) -> dict[str, Translation]:
        """What is known of these sentences."""
        found: dict[str, Translation] = {}
        for start in range(0, len(sentences), 500):
            part = {sentence_key(s): s for s in sentences[start : start + 500]}
            marks = ",".join("?" * len(part))
            rows = self._db.execute(f"SELECT key, text, score, more FROM made WHERE key IN ({marks})", list(part))
            for key, text, score, more in rows:
                found[part[key]] = _translation(part[key], text, score, more)
        return found

    def put(self, translations: Iterable[Translation]) -> None:
        """Keep these, in one transaction.

        Raises:
            StorageError: the disk is full or gone.
        """
        rows = [(sentence_key(t.source), t.text, t.score, _more(t)) for t in translations]
        try:
            with self._db:
                self._db.executemany("INSERT OR IGNORE INTO made VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise StorageError(
                "{path}: cannot be written ({error}); free some space, then run the same command again",
                path=self.path,
                error=error,
            ) from error

    def __len__(self) -> int:
        """Sentences kept."""
        return int(self._db.execute("SELECT COUNT(*) FROM made").fetchone()[0])

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def _more(made: Translation) -> str | None:
    if not (made.links or made.flags or made.alternatives or made.expected is not None):
        return None
    return json.dumps([made.alternatives, made.links, made.flags, made.expected])


def _translation(source: str, text: str, score: float | None, more: str | None) -> Translation:
    if more is None:
        return Translation(source, text, score)
    alternatives, links, flags, expected = (*json.loads(more), None)[:4]
    made = tuple((a, b, c, d) for a, b, c, d in links)
    return Translation(source, text, score, tuple(alternatives), made, tuple(flags), expected)
