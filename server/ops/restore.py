"""Restore: a backup into the service's database and memory, all or nothing, checked before anything is deleted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from aligner.memory import open_memory
from models.errors import TolmachError, reason
from server.db.engine import Database
from server.db.migrate import open_database
from server.db.tables import Base
from server.db.upgrading import DATABASE
from server.library.memory import memory_path, opened
from server.ops.backup import MEMORY, BackupError, copy_tables
from server.settings import Settings


def restore(settings: Settings, path: Path, *, replace_all: bool = False) -> dict[str, int]:
    """Read a backup into the service's database; returns the number of rows of each table.

    Stop the service first. Old rows go and new ones come in one transaction, and the memory's file is renamed into its
    place once that is committed: what fails leaves everything as it was. Jobs that were running when the backup was
    made start again from their checkpoints. A backup without a memory leaves the memory as it is; a memory in
    PostgreSQL, which others may share, gets the backup's pairs beside its own.

    Raises:
        BackupError: the file is no backup or a damaged one, or the service holds something and ``replace_all`` is not
            set.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="tolmach-restore-") as name:
            folder = Path(name)
            unpack(path, folder)
            with (
                tables_of(folder / DATABASE, settings) as source,
                memory_beside(settings, folder / MEMORY, replace_all) as memory,
                open_database(settings) as target,
            ):
                counts = exchange(source, target, settings, folder / MEMORY, replace_all)
                if memory is not None:
                    put_in_place(memory, settings)
                return counts
    except BackupError as error:
        raise BackupError("{path}: not restored: {reason}", path=path, reason=error) from error
    except (OSError, sqlite3.Error, sa.exc.DatabaseError) as error:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BackupError("{path}: not restored: {reason}", path=path, reason=said) from error


def unpack(path: Path, folder: Path) -> None:
    """The two files of a backup."""
    try:
        with zipfile.ZipFile(path) as stored:
            names = stored.namelist()
            if DATABASE not in names:
                raise BackupError("not a backup of Tolmach, {name} is missing in it", name=DATABASE)
            for one in {DATABASE, MEMORY} & set(names):
                with stored.open(one) as source, (folder / one).open("wb") as out:
                    shutil.copyfileobj(source, out)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupError("not a zip file, or a damaged one ({reason})", reason=error) from error


def check_sqlite(path: Path, what: str) -> set[str]:
    """See that an SQLite file is whole; returns the names of its tables."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("pragma integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise BackupError("{name} is damaged ({reason})", name=what, reason=" ".join(str(found).split()))
            if row := connection.execute("pragma foreign_key_check").fetchone():
                raise BackupError(
                    "{name} is damaged: a row of '{table}' belongs to one of '{parent}' that is missing",
                    name=what,
                    table=row[0],
                    parent=row[2],
                )
            return {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error as error:
        raise BackupError("{name} is damaged ({reason})", name=what, reason=error) from error


def tables_of(path: Path, settings: Settings) -> Database:
    """The backup's tables, brought up to date; the values in their rows are checked while they are copied."""
    if "alembic_version" not in check_sqlite(path, DATABASE):
        raise BackupError("{name} is not a database of Tolmach's", name=DATABASE)
    try:
        database = open_database(replace(settings, database_url=f"sqlite:///{path}"), backup=False)
    except TolmachError as error:
        raise BackupError("{reason}", reason=str(error).removeprefix(f"{path}: ")) from error
    found = sa.inspect(database.engine)
    there = set(found.get_table_names())
    for table in Base.metadata.sorted_tables:
        names = {column["name"] for column in found.get_columns(table.name)} if table.name in there else set()
        if missing := [column.name for column in table.columns if column.name not in names]:
            database.dispose()
            raise BackupError(
                "{name} is damaged: '{table}' lacks {columns}",
                name=DATABASE,
                table=table.name,
                columns=", ".join(missing),
            )
    return database


@contextmanager
def memory_beside(settings: Settings, stored: Path, replace_all: bool) -> Iterator[Path | None]:
    """The backup's memory, checked, in a file beside the place where it belongs.

    None where the backup has none, or where the memory is no file.
    """
    target = memory_path(settings)
    if stored.is_file():
        check_sqlite(stored, MEMORY)
        try:
            with open_memory(stored, must_exist=True) as kept:
                for _unit in kept.units():
                    pass
        except (TolmachError, ValueError, TypeError) as error:
            raise BackupError(
                "{name} cannot be read: {reason}", name=MEMORY, reason=str(error).removeprefix(f"{stored}: ")
            ) from error
    if not stored.is_file() or target is None:
        yield None
        return
    if target.is_file() and not replace_all:
        with open_memory(target) as held:
            if held.stats().units:
                raise BackupError("the memory {path} is not empty; --replace deletes what it holds", path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".tolmach-restore-", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as out, stored.open("rb") as source:
            shutil.copyfileobj(source, out)
            out.flush()
            os.fsync(out.fileno())
        if target.is_file():
            shutil.copymode(target, name)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def exchange(source: Database, target: Database, settings: Settings, stored: Path, replace_all: bool) -> dict[str, int]:
    """The backup's rows for those of the service, in one transaction."""
    tables = list(reversed(Base.metadata.sorted_tables))
    with source.engine.begin() as reader, target.write() as session:
        writer = session.connection()
        if not replace_all and any(writer.execute(sa.select(table).limit(1)).first() for table in tables):
            raise BackupError("the service's database is not empty; --replace deletes what it holds")
        for table in tables:
            writer.execute(sa.delete(table))
        counts = copy_tables(reader, writer)
        writer.execute(sa.text("update jobs set state = 'queued', lease_owner = null where state = 'running'"))
        if memory_path(settings) is None and stored.is_file():
            with open_memory(stored) as kept, opened(settings) as held:
                held.add(kept.units())
        return counts


def put_in_place(memory: Path, settings: Settings) -> None:
    """Rename the restored memory; what SQLite kept beside the old one belonged to that."""
    target = memory_path(settings)
    assert target is not None
    try:
        for old in (f"{target}-wal", f"{target}-shm"):
            Path(old).unlink(missing_ok=True)
        memory.replace(target)
    except OSError as error:
        raise TolmachError(
            "{path}: the documents are restored, but the memory cannot be put there ({reason}); "
            "see that it can be written, and restore again",
            path=target,
            reason=reason(error),
        ) from error
