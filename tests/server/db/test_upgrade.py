"""What version 0.1.0 left, SQLite and PostgreSQL, opens in this version, after a backup of what it was."""

from __future__ import annotations

import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from service_bench import Bench, contents
from sqlalchemy.exc import OperationalError

from server.db.engine import Database, OutdatedError
from server.db.migrate import open_database
from server.db.tables import Base
from server.jobs.worker import Worker
from server.library import memory
from server.ops.backup import back_up
from server.ops.restore import restore
from server.settings import Settings, SettingsError, load_settings
from server.translation.models import Models

OLD = Path(__file__).parents[2] / "data" / "upgrade" / "0.1.0.zip"


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings that lead to what version 0.1.0 left: tables of version 0002, a memory without codes."""
    plain = {"translator_threads": 1, "beam": 1, "interactive_beam": 1}
    folder = tmp_path / "data"
    folder.mkdir()
    with zipfile.ZipFile(OLD) as stored:
        if request.param == "sqlite":
            for name in ("tolmach.sqlite3", "memory.sqlite3"):
                stored.extract(name, folder)
            yield load_settings({}, data_dir=str(folder), **plain)
            return
        statements = stored.read("postgresql.sql").decode()
    import psycopg

    url: str = request.getfixturevalue("postgres")
    name = f"old_{time.time_ns()}"
    with psycopg.connect(url.format("postgres"), autocommit=True) as base:
        base.execute(f"create database {name}")  # type: ignore[arg-type]
        with psycopg.connect(url.format(name), autocommit=True) as filled:
            filled.execute(statements)  # type: ignore[arg-type]
        yield load_settings({}, data_dir=str(folder), database_url=url.format(name), memory=url.format(name), **plain)
        base.execute(f"drop database {name} with (force)")  # type: ignore[arg-type]


def backups(settings: Settings) -> list[Path]:
    """The backups that upgrades made of the library."""
    return sorted(settings.directory.glob("before-upgrade-*.zip"))


def revision(settings: Settings) -> str:
    """Version of the tables."""
    bare = Database(settings)
    with bare.engine.connect() as connection:
        found: str = connection.execute(sa.text("select version_num from alembic_version")).scalar_one()
    bare.dispose()
    return found


def test_what_version_0_1_0_left_is_read_edited_and_worked_on(old: Settings, models: Models) -> None:
    bench = Bench(old, models)
    with bench.database.engine.connect() as connection:
        assert (
            compare_metadata(
                MigrationContext.configure(
                    connection,
                    opts={"include_name": lambda name, kind, _: kind != "table" or name in Base.metadata.tables},
                ),
                Base.metadata,
            )
            == []
        )
    documents = {row["name"]: row for row in bench.client.get("/api/v1/documents").json["documents"]}
    assert set(documents) == {"кошка.txt", "ёлка.txt", "ждёт.txt"}
    first = documents["кошка.txt"]["bitexts"][0]["id"]
    beads = bench.beads(first)
    assert [bead["status"] for bead in beads].count("confirmed") == 1
    assert beads[0]["target_text"] == "A cat sits at the window, 7°."
    assert beads[0]["note"] == "проверено"
    assert bench.client.post(f"/api/v1/bitexts/{first}/redo", json={}).status_code == 200
    assert bench.beads(first)[1]["target_text"] == "She watches birds."
    assert bench.client.get(f"/read/{first}").status_code == 200
    with bench.client.get(f"/api/v1/bitexts/{first}/exports/tmx") as exported:
        assert "A cat sits at the window, 7°." in exported.text
    found = memory.lookup(old, beads[0]["source_text"], ("ru", "en"), 70, 5)
    assert found[0].unit.target == "A cat sits at the window, 7°."
    assert bench.work() == 1  # the job that waited
    bench.close()


def test_before_the_tables_are_upgraded_they_are_copied(old: Settings, tmp_path: Path) -> None:
    open_database(old).dispose()
    (backup,) = backups(old)
    elsewhere = replace(old, database_url="", memory="", data_dir=str(tmp_path / "elsewhere"))
    restore(elsewhere, backup)
    assert contents(elsewhere) == contents(old)
    open_database(old).dispose()
    assert backups(old) == [backup]
    assert backups(elsewhere) == []


def test_processes_that_start_together_make_one_backup(old: Settings) -> None:
    threads = [threading.Thread(target=lambda: open_database(old).dispose()) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(backups(old)) == 1


def test_an_upgraded_library_goes_into_the_other_database_and_back(
    old: Settings, postgres_copy: Callable[[], str], tmp_path: Path
) -> None:
    open_database(old).dispose()
    before, units = contents(old), memory_of(old)
    back_up(old, tmp_path / "a.zip")
    url = "" if old.database_url else postgres_copy()
    other = replace(old, database_url=url, memory=url, data_dir=str(tmp_path / "other"))
    restore(other, tmp_path / "a.zip")
    assert (contents(other), memory_of(other)) == (before, units)
    back_up(other, tmp_path / "b.zip")
    again = replace(old, database_url="", memory="", data_dir=str(tmp_path / "again"))
    restore(again, tmp_path / "b.zip")
    assert (contents(again), memory_of(again)) == (before, units)


def memory_of(settings: Settings) -> list[tuple[str, str, str]]:
    """The pairs of the memory."""
    with memory.opened(settings) as held:
        return sorted((unit.source, unit.target, unit.status) for unit in held.units())


@pytest.fixture
def postgres_copy(postgres: str) -> Iterator[Callable[[], str]]:
    """An empty database, when asked for."""
    import psycopg

    name = f"other_{time.time_ns()}"
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as base:

        def make() -> str:
            base.execute(f"create database {name}")  # type: ignore[arg-type]
            return postgres.format(name)

        yield make
        base.execute(f"drop database if exists {name} with (force)")  # type: ignore[arg-type]


def test_nothing_is_upgraded_while_a_worker_of_the_old_version_has_a_job(old: Settings) -> None:
    bare = Database(old)
    with bare.engine.begin() as connection:
        at_work = "update jobs set state = 'running', lease_owner = :owner, lease_until = :until where state = 'queued'"
        connection.execute(sa.text(at_work), {"owner": "elsewhere:7:abc", "until": time.time() + 30})
    bare.dispose()
    with pytest.raises(SettingsError, match="the worker elsewhere:7:abc of an older version is at work"):
        open_database(old)
    assert revision(old) == "0002"
    assert backups(old) == []
    bare = Database(old)
    with bare.engine.begin() as connection:
        connection.execute(sa.text("update jobs set lease_until = 1 where state = 'running'"))
    bare.dispose()
    open_database(old).dispose()
    assert revision(old) != "0002"


def test_an_upgrade_that_fails_changes_nothing(old: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command

    def fail(config: object, revision: str) -> None:
        really(config, revision)  # type: ignore[arg-type]
        if revision == "head":
            raise OperationalError("", None, sqlite3.OperationalError("disk full"))

    really = command.upgrade
    monkeypatch.setattr("server.db.migrate.command.upgrade", fail)
    with pytest.raises(SettingsError, match="disk full"):
        open_database(old)
    assert revision(old) == "0002"
    bare = Database(old)
    assert not sa.inspect(bare.engine).has_table("outbox")
    bare.dispose()


def test_without_a_place_for_the_backup_nothing_is_upgraded(old: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = replace(old, database_url=old.url, data_dir=str(tmp_path / "file"))
    with pytest.raises(SettingsError, match="not upgraded, because the backup"):
        open_database(blocked)
    assert revision(old) == "0002"


def test_a_process_of_an_older_version_writes_no_more(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """What a newer version does to the tables, under a worker and a web server that run."""
    made = bench.add()
    with bench.database.engine.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(OutdatedError):
        bench.worker.work_once()
    with pytest.raises(SystemExit) as ended:
        Worker(bench.database, bench.settings, bench.worker.models).run()
    assert ended.value.code == 1
    assert "its tables are now of a newer version; restart Tolmach" in caplog.text
    assert bench.client.post("/api/v1/documents", json={"text": "Ещё."}).status_code == 503
    with bench.database.read() as session:
        state = session.execute(sa.text("select state from jobs where id = :id"), {"id": made["job"]["id"]})
        assert state.scalar_one() == "queued"


def test_the_old_memory_is_kept_beside_the_new_one(old: Settings) -> None:
    before = memory_of(old)
    if old.memory:
        engine = Database(old).engine
        with engine.connect() as connection:
            kept = connection.execute(sa.text("select count(*) from memory_unit_version_1")).scalar_one()
        engine.dispose()
    else:
        with closing(sqlite3.connect(old.directory / "memory.sqlite3.version-2")) as copy:
            kept = copy.execute("select count(*) from unit").fetchone()[0]
            assert copy.execute("pragma user_version").fetchone() == (2,)
    assert kept == len(before) == 2
