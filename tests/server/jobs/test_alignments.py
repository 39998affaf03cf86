"""Alignments as jobs: progress, cancelling, short texts meanwhile; what was aligned is never aligned twice."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from service_bench import ARTICLE, Bench, wait_for

from aligner import align as package
from server.db import engine
from server.db.tables import Bitext, Job
from server.jobs import steps
from server.jobs.steps import Lease

RUSSIAN = "\n".join(f"Кошка номер {n} сидит на окне. Она смотрит на {n} птиц. Вчера шёл дождь." for n in range(150))
ENGLISH = "\n".join(
    f"Cat number {n} is on the window. She looks at {n} birds. It rained yesterday." for n in range(150)
)
SENTENCES = 450

Look = Callable[[dict[str, Any]], None]


@pytest.fixture
def aligned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the alignments that were begun."""
    counts: list[int] = []
    real = package.align

    def counted(*given: Any, **more: Any) -> Any:
        counts.append(len(given[0].sentences))
        return real(*given, **more)

    monkeypatch.setattr(package, "align", counted)
    return counts


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Callable[[Look], None]:
    """Calls a function whenever a running alignment looks at its job, with what the API says of it."""
    monkeypatch.setattr(steps, "LOOK_SECONDS", 0.0)
    real = Lease.advance
    looks: list[Look] = []

    def advance(self: Lease, done: int, total: int) -> None:
        real(self, done, total)
        for look in looks:
            look({"job": self.job_id, "done": done, "total": total})

    monkeypatch.setattr(Lease, "advance", advance)
    return looks.append


def add_pair(bench: Bench, **more: Any) -> tuple[str, str]:
    """Ids of the job and the bitext of an alignment that waits."""
    made = bench.add(RUSSIAN, translation_text=ENGLISH, **more)
    assert made["bitext"]["kind"] == "align"
    return made["job"]["id"], made["bitext"]["id"]


def job_of(bench: Bench, job_id: str) -> dict[str, Any]:
    """What the API says of a job."""
    job: dict[str, Any] = bench.client.get(f"/api/v1/jobs/{job_id}").get_json()
    return job


def test_progress_of_an_alignment(bench: Bench, looking: Callable[[Look], None]) -> None:
    job_id, _ = add_pair(bench)
    seen: list[dict[str, Any]] = []
    looking(lambda _: seen.append(job_of(bench, job_id)["progress"]))
    bench.work()
    assert {row["stage"] for row in seen} == {"aligning"}
    assert {row["total"] for row in seen} == {SENTENCES}
    counts = [row["done"] for row in seen]
    assert counts == sorted(counts)
    assert counts[0] < SENTENCES / 4
    assert counts[-1] > SENTENCES * 3 / 4
    assert all(row["seconds_left"] is not None for row in seen if row["done"])
    assert job_of(bench, job_id)["state"] == "done"


def test_a_cancelled_alignment_ends_at_once(bench: Bench, looking: Callable[[Look], None]) -> None:
    job_id, bitext_id = add_pair(bench)
    done: list[int] = []

    def cancel(look: dict[str, Any]) -> None:
        done.append(look["done"])
        if look["done"] > SENTENCES / 4 and job_of(bench, job_id)["state"] == "running":
            assert bench.client.post(f"/api/v1/jobs/{job_id}/cancel").status_code == 200

    looking(cancel)
    bench.work()
    assert job_of(bench, job_id)["state"] == "cancelled"
    assert done[-1] < SENTENCES / 2
    with bench.database.read() as session:
        assert session.get_one(Bitext, bitext_id).state == "failed"


def test_a_short_text_is_translated_while_a_book_is_aligned(
    bench: Bench, aligned: list[int], looking: Callable[[Look], None]
) -> None:
    job_id, bitext_id = add_pair(bench, priority="low")
    short: list[str] = []

    def paste(look: dict[str, Any]) -> None:
        if not short:
            short.append(bench.add(ARTICLE, priority="high")["job"]["id"])
        elif look["job"] == job_id and job_of(bench, short[0])["state"] == "done":
            assert job_of(bench, job_id)["state"] == "running"
            short.append("done meanwhile")

    looking(paste)
    assert bench.work() == 1
    assert short[1:2] == ["done meanwhile"]
    assert job_of(bench, job_id)["state"] == "done"
    assert len(bench.beads(bitext_id, limit=1000)) >= 200
    assert aligned == [SENTENCES]


def test_what_is_aligned_is_stored_before_another_job(
    bench: Bench, aligned: list[int], looking: Callable[[Look], None]
) -> None:
    job_id, bitext_id = add_pair(bench, priority="low")
    other: list[str] = []

    def paste(_: dict[str, Any]) -> None:
        if not other:  # not so short that it is done meanwhile, but due earlier
            other.append(bench.add(ARTICLE, priority="normal")["job"]["id"])

    looking(paste)
    assert bench.worker.work_once()
    assert job_of(bench, job_id)["state"] == "queued"
    with bench.database.read() as session:
        assert session.get_one(Bitext, bitext_id).state == "ready"
    assert bench.work() == 2
    assert [job_of(bench, one)["state"] for one in (job_id, *other)] == ["done", "done"]
    with bench.database.read() as session:
        assert session.get_one(Job, other[0]).finished < session.get_one(Job, job_id).finished  # type: ignore[operator]
    assert aligned == [SENTENCES]


def test_a_database_that_is_busy_does_not_lose_it(
    make_bench: Callable[..., Bench],
    aligned: list[int],
    looking: Callable[[Look], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    bench = make_bench(lease_seconds=600.0)
    job_id, bitext_id = add_pair(bench)
    other = sqlite3.connect(f"{bench.settings.data_dir}/tolmach.sqlite3", isolation_level=None, check_same_thread=False)
    locked: list[threading.Timer] = []

    def lock(look: dict[str, Any]) -> None:
        if not locked and look["done"] > SENTENCES / 2:
            other.execute("begin immediate")
            locked.append(threading.Timer(5.0, other.execute, ["rollback"]))
            locked[0].start()

    looking(lock)
    wait_for(lambda: bench.work() == 0 and job_of(bench, job_id)["state"] == "done")
    locked[0].join()
    other.close()
    assert len(bench.beads(bitext_id, limit=1000)) >= 200
    assert aligned == [SENTENCES]
