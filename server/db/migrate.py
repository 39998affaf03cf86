"""Opens the database with its tables upgraded by Alembic, after a backup; processes that start together take turns."""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import DatabaseError

from models.errors import reason
from models.messages import Message
from server.db.engine import Database, place_of
from server.db.upgrading import back_up_before, refuse_while_at_work
from server.settings import Settings, SettingsError

MIGRATIONS = Path(__file__).parent.parent / "migrations"
log = logging.getLogger(__name__)

#: Any number, the same in every process: the name of the lock that PostgreSQL holds for us.
LOCK = 7_210_531

_one_at_a_time = threading.Lock()  # Alembic keeps its context in a module


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration for one connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head", *, backups: Path | None = None, place: str = "") -> None:
    """Create or upgrade the tables in one transaction; nothing happens where they are current.

    Tables of an older version are first copied into the folder ``backups``, if one is given.

    Raises:
        SettingsError: a worker of the older version is at work, or the backup cannot be written.
    """
    engine = database.engine.execution_options(tolmach_write=True)
    with _one_at_a_time, engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config = configuration(connection)
        scripts = ScriptDirectory.from_config(config)
        found = MigrationContext.configure(connection).get_current_revision()
        older = {script.revision for script in scripts.walk_revisions()} - set(scripts.get_heads())
        if backups is not None and found in older:
            refuse_while_at_work(connection, place)
            path = back_up_before(connection, found, backups, place, lambda copy: make_tables(copy, found))
            log.info("%s: upgraded from tables of version %s; as they were: %s", place, found, path)
        command.upgrade(config, revision)
        database.revision = scripts.get_current_head() if revision == "head" else None


def make_tables(path: Path, revision: str) -> None:
    """The tables of a version, empty, in a new SQLite file."""
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)


def open_database(settings: Settings, *, must_exist: bool = False, backup: bool = True) -> Database:
    """The database, its tables brought up to date; made if there is none, with its directory.

    Tables of an older version are copied into the data directory before, unless ``backup`` is false.

    Raises:
        SettingsError: the directory cannot be made, the database cannot be reached or upgraded, or ``must_exist`` is
            set and there is none.
    """
    database = Database(settings)
    place = place_of(settings)
    missing = SettingsError(
        "{place}: no database of the service; name its directory with --data, or start 'tolmach serve' once",
        place=place,
    )
    if database.is_sqlite and (name := sa.make_url(database.url).database):
        if must_exist and not Path(name).is_file():
            raise missing
        try:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                "{path}: cannot be made ({reason}); choose another directory (--data or TOLMACH_DATA_DIR)",
                path=Path(name).parent,
                reason=reason(error),
            ) from error
    try:
        if must_exist and not sa.inspect(database.engine).has_table("alembic_version"):
            raise missing
        upgrade(database, backups=settings.directory if backup else None, place=place)
    except SettingsError:
        database.dispose()
        raise
    except (DatabaseError, CommandError) as error:
        database.dispose()
        said = str(error.orig if isinstance(error, DatabaseError) else error).splitlines()[0].strip(".")
        why = Message("its tables are of another version of Tolmach ({reason})", reason=said)
        raise SettingsError(
            "{place}: cannot be opened: {reason}",
            place=place,
            reason=why if isinstance(error, CommandError) else said,
        ) from error
    database.check_file()
    if database.is_sqlite:
        close_to_others(settings, Path(name) if name else None)
    return database


def close_to_others(settings: Settings, file: Path | None) -> None:
    """Let nobody but the owner read the database and the memory, which hold every text; older versions did."""
    for path in (file, Path(settings.memory) if settings.memory else settings.directory / "memory.sqlite3"):
        for each in (path.with_name(path.name + end) for end in ("", "-wal", "-shm")) if path else ():
            with suppress(OSError):
                each.chmod(0o600)
