"""Backup: everything the service holds in one file, from either database; ``restore`` reads it back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from aligner.memory import open_memory
from aligner.memory.sqlite import copy_sqlite
from models.errors import TolmachError
from models.files import replace_file
from server.db.migrate import open_database
from server.db.tables import Base
from server.db.upgrading import DATABASE, ROWS
from server.library.memory import memory_path, opened
from server.settings import Settings

#: The memory's file inside a backup.
MEMORY = "memory.sqlite3"


class BackupError(TolmachError):
    """A backup cannot be written or read."""


def back_up(settings: Settings, path: Path) -> dict[str, int]:
    """Write a backup while the service runs; returns the number of rows of each table.

    A backup that exists is whole.

    Raises:
        BackupError: it cannot be written.
        SettingsError: there is no database, or it cannot be opened.
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
            with (
                replace_file(path, private=True) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out,
            ):
                for one in (DATABASE, MEMORY):
                    if (folder / one).is_file():
                        out.write(folder / one, one)
    except (OSError, sqlite3.Error) as error:
        raise BackupError("{path}: the backup cannot be written: {reason}", path=path, reason=error) from error
    return counts


def copy_out(settings: Settings, folder: Path) -> dict[str, int]:
    """All tables into a fresh SQLite file, as they are at one moment."""
    source = open_database(settings, must_exist=True)
    target = open_database(replace(settings, database_url=f"sqlite:///{folder / DATABASE}"))
    reading = source.engine if source.is_sqlite else source.engine.execution_options(isolation_level="REPEATABLE READ")
    writing = target.engine.execution_options(tolmach_write=True)
    try:
        with reading.begin() as reader, writing.begin() as writer:
            return copy_tables(reader, writer)
    finally:
        source.dispose()
        with target.engine.connect() as connection:
            connection.execute(sa.text("pragma wal_checkpoint(truncate)"))
        target.dispose()


def copy_tables(reader: sa.Connection, writer: sa.Connection) -> dict[str, int]:
    """Copy every row within the two transactions given; returns the number of rows of each table.

    Raises:
        BackupError: a row cannot be read, or holds a value of another type than its column.
    """
    counts: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        counts[table.name] = 0
        for part in parts_of(reader, table):
            writer.execute(sa.insert(table), part)
            counts[table.name] += len(part)
    if writer.dialect.name == "postgresql":
        move_sequences(writer)
    return counts


def parts_of(reader: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    """A table's rows, some at a time. SQLite keeps any value in any column, so each is looked at."""
    kinds = {column.name: (kind_of(column), bool(column.nullable)) for column in table.columns}
    try:
        rows = reader.execution_options(yield_per=ROWS).execute(sa.select(table))
        for part in rows.mappings().partitions(ROWS):
            made = [dict(row) for row in part]
            for row in made:
                for name, value in row.items():
                    kind, nullable = kinds[name]
                    if not (isinstance(value, kind) or (value is None and nullable)):
                        raise BackupError("{column} holds a value of the wrong type", column=f"{table.name}.{name}")
            yield made
    except (ValueError, TypeError, RecursionError) as error:
        raise BackupError(
            "{table}: a row cannot be read ({reason})", table=table.name, reason=type(error).__name__
        ) from error


def kind_of(column: sa.Column[Any]) -> tuple[type, ...]:
    """The Python types of a column's values."""
    if isinstance(column.type, sa.JSON):
        return (list, dict)
    return (int, float) if column.type.python_type is float else (column.type.python_type,)


def move_sequences(connection: sa.Connection) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for table in Base.metadata.sorted_tables:
        for column in table.primary_key.columns:
            if isinstance(column.type, sa.Integer) and len(table.primary_key.columns) == 1:
                sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
                top = f"(select coalesce(max({column.name}), 0) + 1 from {table.name})"
                connection.execute(sa.text(f"select setval({sequence}, {top}, false)"))


def check_place(path: Path, overwrite: bool) -> None:
    """Refuse to overwrite a backup by accident."""
    if path.exists() and not overwrite:
        raise BackupError("{path}: exists already; choose another name, or add --overwrite", path=path)
    if not os.access(path.resolve().parent, os.W_OK):
        raise BackupError("{path}: cannot be written to; choose another folder", path=path.resolve().parent)
