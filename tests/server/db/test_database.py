"""The database: migrations lead to the tables of the code, writers wait for one another, JSON keeps its letters."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from server.db.engine import Database
from server.db.migrate import open_database
from server.db.tables import ApiKey, Base, Bitext, Document
from server.library.documents import Incoming, add_file
from server.settings import Settings, SettingsError, load_settings


def test_migrations_make_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_opening_again_changes_nothing(settings: Settings, database: Database) -> None:
    with database.write() as session:
        document = add_file(session, Incoming("ё.txt", b"x"), "source", "Ёлка", "ru")
    again = open_database(settings)
    with again.read() as session:
        assert session.get_one(Document, document.id).title == "Ёлка"
    again.dispose()


def test_many_processes_may_open_a_fresh_database_at_once(settings: Settings) -> None:
    bare = Database(settings)
    Base.metadata.drop_all(bare.engine)
    with bare.engine.begin() as connection:
        connection.execute(sa.text("drop table alembic_version"))
    bare.dispose()
    failures: list[Exception] = []

    def open_it() -> None:
        try:
            open_database(settings).dispose()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_sqlite_is_in_wal_mode(lite: Settings) -> None:
    database = open_database(lite)
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("pragma journal_mode")).scalar() == "wal"
        assert connection.execute(sa.text("pragma foreign_keys")).scalar() == 1
    database.dispose()


def test_two_writers_that_read_first_both_succeed(database: Database) -> None:
    """The pattern that fails with 'database is locked' unless a transaction is a writer from its start."""
    with database.write() as session:
        document = add_file(session, Incoming("a.txt", b"x"), "source", "", "")
        bitext = Bitext(document=document, kind="translate", signature="s", settings={})
        session.add(bitext)

    def count_up() -> None:
        for _ in range(10):
            with database.write() as session:
                row = session.execute(sa.select(Bitext).where(Bitext.id == bitext.id).with_for_update()).scalar_one()
                value = row.revision
                time.sleep(0.001)
                row.revision = value + 1

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(Bitext, bitext.id).revision == 40


def test_cyrillic_is_stored_readably(database: Database) -> None:
    with database.write() as session:
        document = add_file(session, Incoming("a.txt", b"x"), "source", "", "")
        session.add(Bitext(document=document, kind="translate", signature="s", settings={}, notes=["щука"]))
    with database.read() as session:
        assert "щука" in session.execute(sa.text("select cast(notes as text) from bitexts")).scalar_one()


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"database_url": "no url"}, "write it as"),
        ({"database_url": "nosuch://x/y"}, "database_url"),
        ({"database_url": "mysql://x/y"}, "'mysql' is not served"),
        ({"database_url": "postgresql://me@127.0.0.1:1/none"}, "cannot be opened"),
        ({"data_dir": "/proc/nothing/here"}, "cannot be made"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_line(lite: Settings, changes: dict[str, str], line: str) -> None:
    with pytest.raises(SettingsError, match=line) as caught:
        open_database(replace(lite, **changes))
    assert "\n" not in str(caught.value)


def test_a_password_is_not_shown(lite: Settings) -> None:
    with pytest.raises(SettingsError) as caught:
        open_database(replace(lite, database_url="postgresql://me:secret@127.0.0.1:1/none"))
    assert "secret" not in str(caught.value)


def test_a_directory_in_place_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "tolmach.sqlite3").mkdir()
    with pytest.raises(SettingsError, match="unable to open database file"):
        open_database(load_settings({}, data_dir=str(tmp_path)))


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "tolmach.sqlite3").write_bytes(b"no database" * 500)
    with pytest.raises(SettingsError, match="cannot be opened: file is not a database"):
        open_database(load_settings({}, data_dir=str(tmp_path)))


def test_a_database_of_another_version_is_one_line(database: Database, settings: Settings) -> None:
    with database.write() as session:
        session.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SettingsError, match="its tables are of another version of Tolmach") as caught:
        open_database(settings)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_deleted_while_it_is_open_is_missed(lite: Settings, tmp_path: Path) -> None:
    database = open_database(lite)
    file = tmp_path / "tolmach.sqlite3"

    def notes() -> list[str]:
        with database.read() as session:
            return list(session.scalars(sa.select(ApiKey.name)))

    away = file.rename(tmp_path / "away")
    for ask in (notes, database.ready, database.write().__enter__):
        with pytest.raises(OperationalError, match="is gone"):
            ask()
    away.rename(file)
    with database.write() as session:
        session.add(ApiKey(name="one", hash="1"))
    assert notes() == ["one"]
    # Another database in its place, restored from a backup: that one is read.
    open_database(load_settings({}, data_dir=str(tmp_path / "other"))).dispose()
    (tmp_path / "other" / "tolmach.sqlite3").replace(file)
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    assert notes() == []
    database.dispose()
