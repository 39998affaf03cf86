"""Fixtures that several parts share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from postgres_server import postgres_server

# How fast examples are made depends on what else the machine does; no test may.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# What commands print is compared with English, whatever the locale of the machine.
os.environ["LANGUAGE"] = "en"


@pytest.fixture(autouse=True)
def _no_vectors_of_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are encoded in every test, whatever was aligned on this machine before."""
    monkeypatch.setattr("models.vector_cache.FEWEST", 1 << 30)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A throw-away PostgreSQL on a socket; its URL with ``{}`` for the name of a database."""
    with postgres_server() as url:
        yield url
