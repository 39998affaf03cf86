"""Backup and restore: everything in one file, from either database into either database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from aligner.memory import open_memory
from models.errors import TolmachError
from server.db.engine import Database, open_database
from server.db.tables import Base
from server.memory import memory_path, opened
from server.settings import Settings

#: The files inside a backup.
DATABASE, MEMORY = "database.sqlite3", "memory.sqlite3"
ROWS = 500


class BackupError(TolmachError):
    """A backup cannot be written or read."""


def back_up(settings: Settings, path: Path) -> dict[str, int]:
    """Write a backup while the service runs; returns the number of rows of each table.

    The file is written beside its place and renamed, so that a backup that exists is whole.

    Raises:
        BackupError: it cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".tolmach-backup-", dir=path.resolve().parent) as name:
            folder = Path(name)
            counts = copy_out(settings, folder)
            memory = memory_path(settings)
            if memory is None:
                with opened(settings) as held, open_memory(folder / MEMORY) as copy:
                    copy.add(held.units())
            elif memory.is_file():
                copy_sqlite(memory, folder / MEMORY)
            with zipfile.ZipFile(folder / "backup.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
                for one in (DATABASE, MEMORY):
                    if (folder / one).is_file():
                        out.write(folder / one, one)
            (folder / "backup.zip").replace(path)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"{path}: the backup cannot be written: {error}") from error
    return counts


def copy_out(settings: Settings, folder: Path) -> dict[str, int]:
    """All tables into a fresh SQLite file, as they are at one moment."""
    source = open_database(settings)
    target = open_database(replace(settings, database_url=f"sqlite:///{folder / DATABASE}"))
    try:
        return copy_tables(source, target)
    finally:
        source.dispose()
        with target.engine.connect() as connection:
            connection.execute(sa.text("pragma wal_checkpoint(truncate)"))
        target.dispose()


def copy_tables(source: Database, target: Database) -> dict[str, int]:
    """Copy every row; the source is read in one transaction, the target written in one."""
    counts: dict[str, int] = {}
    engine = source.engine if source.is_sqlite else source.engine.execution_options(isolation_level="REPEATABLE READ")
    writing = target.engine.execution_options(tolmach_write=True)
    with engine.begin() as reader, writing.begin() as writer:
        for table in Base.metadata.sorted_tables:
            counts[table.name] = 0
            rows = reader.execution_options(yield_per=ROWS).execute(sa.select(table))
            for part in rows.mappings().partitions(ROWS):
                writer.execute(sa.insert(table), [dict(row) for row in part])
                counts[table.name] += len(part)
        if not target.is_sqlite:
            move_sequences(writer)
    return counts


def move_sequences(connection: sa.Connection) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for table in Base.metadata.sorted_tables:
        for column in table.primary_key.columns:
            if isinstance(column.type, sa.Integer) and len(table.primary_key.columns) == 1:
                sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
                top = f"(select coalesce(max({column.name}), 0) + 1 from {table.name})"
                connection.execute(sa.text(f"select setval({sequence}, {top}, false)"))


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of an SQLite file that others may be writing to."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)


def restore(settings: Settings, path: Path, *, replace_all: bool = False) -> dict[str, int]:
    """Read a backup into the service's database; returns the number of rows of each table.

    Stop the service first. Jobs that were running when the backup was made start again from their checkpoints.

    Raises:
        BackupError: the file is no backup, or the database holds documents and ``replace_all`` is not set.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="tolmach-restore-") as name, zipfile.ZipFile(path) as stored:
            folder = Path(name)
            names = stored.namelist()
            if DATABASE not in names:
                raise BackupError(f"{path}: not a backup of Tolmach: {DATABASE} is missing in it")
            for one in {DATABASE, MEMORY} & set(names):
                with stored.open(one) as source, (folder / one).open("wb") as out:
                    shutil.copyfileobj(source, out)
            counts = copy_in(settings, folder, path, replace_all)
            if (folder / MEMORY).is_file():
                target = memory_path(settings)
                if target is None:
                    with open_memory(folder / MEMORY) as kept, opened(settings) as held:
                        held.add(kept.units())
                    return counts
                target.parent.mkdir(parents=True, exist_ok=True)
                for old in (target, Path(f"{target}-wal"), Path(f"{target}-shm")):
                    old.unlink(missing_ok=True)
                shutil.copyfile(folder / MEMORY, target)
    except (OSError, zipfile.BadZipFile, sqlite3.Error, sa.exc.DatabaseError) as error:
        raise BackupError(f"{path}: cannot be restored: {str(error).splitlines()[0]}") from error
    return counts


def copy_in(settings: Settings, folder: Path, path: Path, replace_all: bool) -> dict[str, int]:
    """The backup's tables, brought up to date, into the service's database."""
    source = open_database(replace(settings, database_url=f"sqlite:///{folder / DATABASE}"))
    target = open_database(settings)
    try:
        tables = list(reversed(Base.metadata.sorted_tables))
        with target.write() as session:
            filled = [table.name for table in tables if session.execute(sa.select(table).limit(1)).first()]
            if filled and not replace_all:
                raise BackupError(
                    f"{path}: not restored, for the service's database is not empty; --replace deletes what it holds"
                )
            for table in tables:
                session.execute(sa.delete(table))
        counts = copy_tables(source, target)
        with target.write() as session:
            session.execute(sa.text("update jobs set state = 'queued', lease_owner = null where state = 'running'"))
        return counts
    finally:
        source.dispose()
        target.dispose()


def check_place(path: Path, overwrite: bool) -> None:
    """Refuse to overwrite a backup by accident."""
    if path.exists() and not overwrite:
        raise BackupError(f"{path}: exists already; choose another name, or add --overwrite")
    if not os.access(path.resolve().parent, os.W_OK):
        raise BackupError(f"{path.resolve().parent}: cannot be written to; choose another folder")
