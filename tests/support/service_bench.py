"""An application under test with a worker in the same process, and small helpers of the service's tests."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from server.app import create_app
from server.db.migrate import open_database
from server.db.tables import Base
from server.jobs.worker import Worker
from server.service import KEY, Service
from server.settings import Settings
from server.translation.batching import Batcher
from server.translation.models import Models

ARTICLE = "Кошка сидит на окне. Она смотрит на птиц.\n\nДом стоит на горе. Вчера шёл дождь."


def wait_for(condition: Callable[[], Any], seconds: float = 240.0, every: float = 0.05) -> Any:
    """Wait until a condition gives something true, and return that; patiently, for the machine may be busy."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := condition():
            return value
        time.sleep(every)
    raise AssertionError(f"waited {seconds} s in vain")


def multipart(fields: dict[str, str], name: str, data: bytes) -> tuple[bytes, str]:
    """A form with a file."""
    edge = "edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return b"".join([*parts, head, data, f"\r\n--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


class Bench:
    """An application under test: its client, and a worker that runs when asked."""

    def __init__(self, settings: Settings, models: Models) -> None:
        self.settings = settings
        self.app = create_app(settings)
        self.service: Service = self.app.extensions[KEY]
        self.service.models = models
        self.service.batcher = Batcher(models)
        self.client = self.app.test_client()
        self.database = self.service.database
        self.worker = Worker(self.database, settings, models)

    def work(self) -> int:
        """Do all waiting jobs; returns how many."""
        done = 0
        while self.worker.work_once():
            done += 1
        return done

    def add(self, text: str = ARTICLE, **more: Any) -> dict[str, Any]:
        """Put a text into the library through the API."""
        answer = self.client.post("/api/v1/documents", json={"text": text, **more})
        assert answer.status_code in (200, 201), answer.text
        return answer.get_json()

    def ready(self, text: str = ARTICLE, **more: Any) -> str:
        """The id of a finished bitext."""
        made = self.add(text, **more)
        self.work()
        state = self.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
        assert state["state"] == "done", state
        return made["bitext"]["id"]

    def beads(self, bitext_id: str, **query: Any) -> list[dict[str, Any]]:
        """The beads of a bitext."""
        answer = self.client.get(f"/api/v1/bitexts/{bitext_id}/beads", query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()["beads"]

    def close(self) -> None:
        """Close the database."""
        self.database.dispose()


def contents(settings: Settings) -> dict[str, list[str]]:
    """Every row of every table."""
    database = open_database(settings)
    with database.read() as session:
        found = {
            table.name: sorted(repr(row) for row in session.execute(sa.select(table)).mappings().all())
            for table in Base.metadata.sorted_tables
        }
    database.dispose()
    return found


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])
