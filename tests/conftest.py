"""Fixtures that several parts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres_server import postgres_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A throw-away PostgreSQL on a socket; its URL with ``{}`` for the name of a database."""
    with postgres_server() as url:
        yield url
