"""Before tables of an older version are upgraded: no worker is at them, and a backup of them is written."""

from __future__ import annotations

import os
import socket
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from aligner.memory.sqlite import copy_sqlite
from models.errors import reason
from models.files import replace_file
from server.settings import SettingsError

#: The library's file inside a backup.
DATABASE = "database.sqlite3"
ROWS = 500


def this_machine() -> str:
    """Where a process number means something: this host since its start, and this container on it.

    Containers may share a host name, and so may machines; process numbers of the one say nothing in the other.
    """
    parts = [socket.gethostname()]
    with suppress(OSError):  # Linux only
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text()[:8])
        parts.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return "/".join(parts)


def is_dead(owner: str) -> bool:
    """Is the process of this name (``machine:process:…``) known to be gone? Of other machines' nothing is known."""
    machine, pid = owner.split(":")[:2]
    return machine == this_machine() and not alive(int(pid))


def alive(pid: int) -> bool:
    """Is there a process of this number?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def refuse_while_at_work(connection: sa.Connection, place: str) -> None:
    """See that no worker of the older version has a job.

    Raises:
        SettingsError: one has, or one on another machine may have.
    """
    query = sa.text("select lease_owner from jobs where state = 'running' and lease_until > :now")
    for (owner,) in connection.execute(query, {"now": time.time()}):
        if not is_dead(str(owner)):
            raise SettingsError(
                "{place}: not upgraded: the worker {owner} of an older version is at work on it; stop that one first "
                "(one that was killed counts for half a minute)",
                place=place,
                owner=owner,
            )


def back_up_before(
    connection: sa.Connection, revision: str, folder: Path, place: str, make_tables: Callable[[Path], None]
) -> Path:
    """Write the library as it is into ``folder``, as a backup that ``tolmach admin restore`` reads.

    ``make_tables`` makes the tables of this ``revision`` in a new SQLite file. The caller keeps
    writers out.

    Raises:
        SettingsError: it cannot be written; nothing is to be upgraded then.
    """
    made = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    path = folder / f"before-upgrade-from-{revision}-{made}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tolmach-backup-", dir=folder) as name:
            copy = Path(name) / DATABASE
            if connection.dialect.name == "sqlite":
                copy_sqlite(Path(connection.engine.url.database or ""), copy)
            else:
                make_tables(copy)
                copy_rows(connection, copy)
            with (
                replace_file(path, private=True) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out,
            ):
                out.write(copy, DATABASE)
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(
            "{place}: not upgraded, because the backup {path} cannot be written ({reason}); make room for it there",
            place=place,
            path=path,
            reason=reason(error) if isinstance(error, OSError) else error,
        ) from error
    return path


def copy_rows(connection: sa.Connection, path: Path) -> None:
    """Every row into the tables of the same version in an SQLite file."""
    target = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    tables = sa.MetaData()
    tables.reflect(target)
    with target.begin() as writer:
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                rows = connection.execute(sa.select(table).execution_options(yield_per=ROWS))
                for part in rows.mappings().partitions(ROWS):
                    writer.execute(sa.insert(table), [dict(row) for row in part])
