"""Fixtures of the service's tests: a database of each kind, an application on it, a worker in the same process."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from service_bench import Bench

from server.db.engine import Database
from server.db.migrate import open_database
from server.settings import Settings, load_settings
from server.translation.models import Models


@pytest.fixture(autouse=True)
def _no_settings_of_mine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own settings do not reach the tests."""
    for name in [*os.environ]:
        if (name.startswith("TOLMACH_") and name != "TOLMACH_SHARED") or name == "DATABASE_URL":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def models() -> Models:
    """The embedded model, loaded once for all tests."""
    return Models(load_settings({}, translator_threads=1))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh database file, to be copied: migrating takes longer than most tests."""
    folder = tmp_path_factory.mktemp("template")
    open_database(load_settings({}, data_dir=str(folder))).dispose()
    return folder / "tolmach.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The same on PostgreSQL: a database to be copied."""
    run_sql(postgres, "create database fresh")
    open_database(load_settings({}, database_url=postgres.format("fresh"))).dispose()
    return "fresh"


def run_sql(postgres: str, statement: str) -> None:
    """Run a statement outside any transaction."""
    url = postgres.format("postgres").replace("postgresql://", "postgresql+psycopg://")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))


def common(folder: Path) -> dict[str, Any]:
    """Settings of all tests."""
    numbers = {"beam": 1, "interactive_beam": 1, "translator_threads": 1, "poll_seconds": 0.02}
    return {"data_dir": str(folder), **numbers}


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with a fresh database of either kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("lite")
        return
    url: str = request.getfixturevalue("postgres")
    name = f"t{os.getpid()}_{time.time_ns()}"
    run_sql(url, f"create database {name} template {request.getfixturevalue('postgres_template')}")
    yield load_settings({}, **common(tmp_path), database_url=url.format(name))
    run_sql(url, f"drop database {name} with (force)")


@pytest.fixture
def lite(tmp_path: Path, sqlite_template: Path) -> Settings:
    """Settings with SQLite, for tests in which the database makes no difference."""
    shutil.copy(sqlite_template, tmp_path / "tolmach.sqlite3")
    return load_settings({}, **common(tmp_path))


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An open database of either kind."""
    made = open_database(settings)
    yield made
    made.dispose()


@pytest.fixture
def bench(lite: Settings, models: Models) -> Iterator[Bench]:
    """An application on SQLite."""
    made = Bench(lite, models)
    yield made
    made.close()


@pytest.fixture
def both(settings: Settings, models: Models) -> Iterator[Bench]:
    """An application on either database."""
    made = Bench(settings, models)
    yield made
    made.close()


@pytest.fixture
def make_bench(lite: Settings, models: Models) -> Iterator[Callable[..., Bench]]:
    """Applications with other settings."""
    from dataclasses import replace

    made: list[Bench] = []

    def make(**changes: Any) -> Bench:
        made.append(Bench(replace(lite, **changes), models))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def lite_database(lite: Settings) -> Iterator[Database]:
    """An open SQLite database."""
    made = open_database(lite)
    yield made
    made.dispose()
