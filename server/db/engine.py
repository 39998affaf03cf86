"""Engine and sessions: SQLite in WAL mode or PostgreSQL, reading and writing transactions told apart."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from models.advice import install_extra
from server.settings import Settings, SettingsError

#: How long a writer waits for another to finish before the caller is told that the database is busy.
BUSY_SECONDS = 10.0
REVISION = sa.text("select version_num from alembic_version")


def to_json(value: Any) -> str:
    """JSON columns as text one can read; Cyrillic is not escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class OutdatedError(OperationalError):
    """The tables were upgraded by a newer version of the program while this process runs."""

    def __init__(self) -> None:
        """Shown like any fault of the database."""
        super().__init__("", None, sqlite3.OperationalError("its tables are now of a newer version; restart Tolmach"))


class Database:
    """One engine, and sessions on it.

    ``read()`` gives a session for queries; ``write()`` one whose transaction is a write from its start. SQLite would
    otherwise let two transactions read, then fail one of them at its first write without waiting.
    """

    def __init__(self, settings: Settings) -> None:
        """Make the engine; connects to nothing yet.

        Raises:
            SettingsError: the URL is not one, or its driver is not installed.
        """
        self.url = settings.url
        self.is_sqlite = self.url.startswith("sqlite")
        if "://" in self.url and not self.url.startswith(("sqlite", "postgres")):
            kind = self.url.partition("://")[0]
            raise SettingsError(
                "database_url: '{kind}' is not served; write it as postgresql://user@host/name", kind=kind
            )
        options: dict[str, Any] = {}
        if self.is_sqlite:
            options = {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}, "pool_size": 32}
        else:
            options = {"pool_pre_ping": True, "pool_size": 16, "connect_args": {"connect_timeout": 5}}
        try:
            self.engine = sa.create_engine(
                self.url, json_serializer=to_json, max_overflow=256, pool_timeout=10, **options
            )
        except (ArgumentError, NoSuchModuleError) as error:
            raise SettingsError(
                "database_url: {reason}; write it as postgresql://user@host/name", reason=error
            ) from error
        except ModuleNotFoundError as error:
            raise SettingsError(
                "database_url: {module} is not installed; install it with: {command}",
                module=error.name,
                command=install_extra("postgres"),
            ) from error
        if self.is_sqlite:
            event.listen(self.engine, "connect", self._opened)
            event.listen(self.engine, "close", lambda connection, _record: self._open.discard(id(connection)))
            event.listen(self.engine, "begin", begin_sqlite)
        name = sa.make_url(self.url).database if self.is_sqlite else None
        self._file = Path(name) if name and name != ":memory:" else None
        self._identity: tuple[int, int] | None = None
        #: SQLite's connections that are open, and the write-ahead log that they are on.
        self._open: set[int] = set()
        self._log: tuple[int, int] | None = None
        #: Version of the tables that this process knows; it writes to no others.
        self.revision: str | None = None
        self._readers = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = sessionmaker(self.engine.execution_options(tolmach_write=True), expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for queries; nothing is committed."""
        self.check_file()
        with self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits when the block ends and rolls back when it raises.

        Raises:
            OutdatedError: the tables are of another version by now.
        """
        self.check_file()
        with self._writers() as session, session.begin():
            if self.revision is not None and session.scalar(REVISION) != self.revision:
                raise OutdatedError
            yield session

    def ready(self) -> None:
        """Ask the database for one row; raises ``OperationalError`` when it is gone."""
        self.check_file()
        with self.engine.connect() as connection:
            connection.execute(sa.text("select 1"))

    def check_file(self) -> None:
        """See that SQLite's file is the one that our connections are on.

        A file that is deleted while it is open goes on for whoever has it open, and all that is written is lost with
        the last of them. Where another file has come in its place, it is opened. The write-ahead log must not be
        replaced while others may be on the old one; what it holds is written into the file.

        Raises:
            OperationalError: the file or its write-ahead log is gone.
        """
        if self._file is None:
            return
        try:
            found = self._file.stat()
        except OSError as error:
            if self._identity is None:  # not made yet
                return
            reason = sqlite3.OperationalError(f"{self._file} is gone; put it back")
            raise OperationalError("", None, reason) from error
        identity = (found.st_dev, found.st_ino)
        if self._identity not in (None, identity):
            self.engine.dispose()
            self._open.clear()
        self._identity = identity
        if self._open and self._log is None:
            self._log = identity_of(log_of(self._file))
        elif self._open and identity_of(log_of(self._file)) != self._log:
            pool = self.engine.pool
            if isinstance(pool, sa.QueuePool) and pool.checkedin():  # a new connection would be on another log
                with suppress(sqlite3.Error, OperationalError), self.engine.connect() as connection:
                    connection.exec_driver_sql("rollback")
                    connection.exec_driver_sql("pragma wal_checkpoint(passive)")
            gone = sqlite3.OperationalError(f"{log_of(self._file)} was deleted; stop the service and start it again")
            raise OperationalError("", None, gone)

    def _opened(self, connection: Any, record: Any) -> None:
        """Set up a new connection of SQLite, and note its write-ahead log."""
        prepare_sqlite(connection, record)
        if self._file is not None:
            if not self._open:
                self._log = identity_of(log_of(self._file))
            self._open.add(id(connection))

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        """The database itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self.dispose()


def log_of(file: Path) -> Path:
    """SQLite's write-ahead log of a database file."""
    return file.with_name(f"{file.name}-wal")


def identity_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that takes its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def insert_or_keep(session: Session, table: type[Any], values: dict[str, Any]) -> None:
    """Insert a row unless one with its key is there already, whoever else does the same at the moment."""
    dialect = session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing())


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set up a new SQLite connection: we begin transactions ourselves, readers never wait for the writer."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = wal",
        "synchronous = full",
        "foreign_keys = on",
        "temp_store = memory",
        "mmap_size = 268435456",
        "cache_size = -16000",
    ):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def begin_sqlite(connection: sa.Connection) -> None:
    """Begin as a writer when the session is one."""
    write = connection.get_execution_options().get("tolmach_write")
    connection.exec_driver_sql("begin immediate" if write else "begin")


def place_of(settings: Settings) -> str:
    """Where the database is, for people: SQLite's file, or a URL without its password."""
    url = sa.make_url(settings.url)
    if url.drivername.startswith("sqlite"):
        return url.database or ":memory:"
    return url.set(drivername="postgresql").render_as_string(hide_password=True)
