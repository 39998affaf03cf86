"""The sample bitexts, and a fresh place for a memory in either database."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from export_samples import dated_options, hostile_bitext, small_bitext

__all__ = ["dated_options", "hostile_bitext", "small_bitext"]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty PostgreSQL database."""
    import psycopg

    url: str = request.getfixturevalue("postgres")
    name = f"m{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(url.format("postgres"), autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}")
        yield url.format(name)
        base.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A memory that is not there yet: a file's name, or a URL."""
    if request.param == "sqlite":
        return str(tmp_path / "tm" / "memory.sqlite3")
    made: str = request.getfixturevalue("database")
    return made
