"""Merged outputs: the pairs of all documents (or of a folder) in one file, each pair once, in the order of the plan."""

from __future__ import annotations

import sqlite3
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from aligner.batch.naming import MERGED
from aligner.batch.outputs import write_output
from aligner.batch.settings import Settings
from aligner.batch.spool import read_spool
from aligner.core.unit import Unit


@dataclass(frozen=True, slots=True)
class Merged:
    """One merged file: its name, pairs written, pairs left out because they were there already."""

    name: str
    written: int
    repeated: int


class Once:
    """Lets each pair through once. What was seen is kept in a temporary SQLite file, so that memory stays flat."""

    def __init__(self, folder: Path) -> None:
        """``folder`` takes the temporary file."""
        self._file = tempfile.NamedTemporaryFile(dir=folder, prefix="seen-", suffix=".sqlite")  # noqa: SIM115
        self._db = sqlite3.connect(self._file.name, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;"
            "CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID; BEGIN"
        )
        self.repeated = 0

    def only_new(self, units: Iterable[Unit]) -> Iterator[Unit]:
        """Units whose texts and languages have not come before."""
        from hashlib import blake2b

        for unit in units:
            pair = "\0".join((unit.source_language, unit.target_language, unit.source, unit.target))
            key = blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount:
                yield unit
            else:
                self.repeated += 1

    def close(self) -> None:
        """Remove the temporary file."""
        self._db.close()
        self._file.close()


def merge(settings: Settings, run: Path, stage: Path | None, places: Iterable[tuple[str, int, int]]) -> list[Merged]:
    """Write the merged files.

    Args:
        settings: ``merge`` is ``run`` or ``folder``.
        run: the run directory, with the spool.
        stage: where files are written first.
        places: (stem, offset, length) of every finished document, in the order of the plan.

    Raises:
        StorageError, ExportError: a file cannot be written.
    """
    folders: dict[str, tuple[array[int], array[int]]] = {}
    for stem, at, length in places:
        folder = str(PurePosixPath(stem).parent) if settings.merge == "folder" else "."
        spans = folders.setdefault(folder, (array("q"), array("q")))
        spans[0].append(at)
        spans[1].append(length)
    made = []
    for folder in sorted(folders, key=ascii):
        for format_name in settings.merge_formats:
            made.append(_merge_one(settings, run, stage, folder, format_name, folders[folder]))
    return made


def _merge_one(
    settings: Settings,
    run: Path,
    stage: Path | None,
    folder: str,
    format_name: str,
    spans: tuple[array[int], array[int]],
) -> Merged:
    from aligner.exports import ExportOptions, ExportReport, write_units
    from aligner.formats import EXPORTS

    extension = EXPORTS[format_name].extension.lstrip(".")
    name = f"{MERGED}.{extension}" if folder == "." else f"{folder}/{MERGED}.{extension}"
    once = Once(run)
    reports: list[ExportReport] = []

    def write(out: BinaryIO) -> None:
        units = read_spool(run / "spool", zip(*spans, strict=True))
        dated = (replace(unit, created=settings.date) for unit in units)
        reports.append(
            write_units(
                once.only_new(dated), out, format_name, ExportOptions(created=settings.date, plain=settings.plain)
            )
        )

    try:
        write_output(settings.out, name, stage, f"merged.{format_name}", write)
    finally:
        once.close()
    return Merged(name, reports[0].written, once.repeated)
