"""Several machines in small: two web servers and two workers on one PostgreSQL, limits shared through Redis."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_bench import free_port, wait_for
from service_process import Process

from server.settings import Settings


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A throw-away Redis."""
    if not shutil.which("redis-server"):
        pytest.skip("Redis is not installed (apt-get install redis-server)")
    redis = pytest.importorskip("redis")
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )

    def answers() -> bool:
        with redis.Redis(port=port) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    try:
        wait_for(answers)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(120)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
@pytest.mark.slow
def test_two_web_servers_and_two_workers(
    settings: Settings, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = {"redis_url": redis_url, "rate_limit": "120 per hour", "sample": False, "secret_key": "x" * 32}
    monkeypatch.setenv("DATABASE_URL", settings.database_url)  # inherited by the processes
    processes: list[Process] = []
    workers: list[subprocess.Popen[bytes]] = []
    try:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            processes.append(Process(tmp_path / name, "--web", **changes))
        workers = [
            subprocess.Popen(
                [sys.executable, "-c", "from aligner.cli import main; main()", "worker"],
                env=dict(os.environ) | {"TOLMACH_DATA_DIR": str(tmp_path / name), "TOLMACH_TRANSLATOR_THREADS": "1"},
                stderr=subprocess.DEVNULL,
            )
            for name in ("one", "two")
        ]
        one, two = processes
        one.ready()
        two.ready()
        made = [
            (one, two)[n % 2].ask("/api/v1/documents", {"text": f"Кошка номер {n} спит. Дом стоит."})[1]
            for n in range(12)
        ]
        ids = [row["job"]["id"] for row in made]

        def states() -> list[str]:
            rows = two.ask("/api/v1/jobs?limit=100")[1]["jobs"]
            return [row["state"] for row in rows if row["id"] in ids]

        wait_for(lambda: states() == ["done"] * 12, every=1.0)
        # What one web server stored, the other shows, and changes.
        url = f"/api/v1/bitexts/{made[0]['bitext']['id']}/beads"
        bead = two.ask(url)[1]["beads"][0]
        assert one.ask(url)[1]["beads"][0] == bead
        status, _ = one.ask(f"{url}/{bead['id']}/split", {"version": 1, "source_at": 5, "target_at": 3})
        assert status == 200
        assert two.ask(url)[1]["total"] == 3
        # Requests to both count against one limit.
        answers = [(one, two)[n % 2].ask("/languages")[0] for n in range(150)]
        assert 429 in answers
        assert one.ask("/languages")[0] == two.ask("/languages")[0] == 429
    finally:
        for process in processes:
            process.popen.terminate()
        for worker in workers:
            worker.terminate()
        for process in processes:
            process.popen.wait(120)
        for worker in workers:
            worker.wait(120)
