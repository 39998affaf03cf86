"""Brings the tables up to date with Alembic; two processes that start together take turns."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from server.db.engine import Database

MIGRATIONS = Path(__file__).parent.parent / "migrations"
#: Any number, the same in every process: the name of the lock that PostgreSQL holds for us.
LOCK = 7_210_531

_one_at_a_time = threading.Lock()  # Alembic keeps its context in a module


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration for one connection; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Create or upgrade the tables; nothing happens where they are current."""
    engine = database.engine.execution_options(tolmach_write=True)
    with _one_at_a_time, engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        command.upgrade(configuration(connection), "head")
