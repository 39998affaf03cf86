"""The worker on real documents: results, resuming after kill -9, stopping, cancelling, overtaking, bad documents."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from service_bench import ARTICLE, Bench, wait_for

from models.translation import Decoding, Translation
from server.db.tables import Document, Segment, Upload
from server.jobs.checkpoint import CheckpointedTranslator
from server.jobs.worker import release_dead
from server.translation.models import Models

LONG = "\n\n".join(f"Это предложение номер {n} из длинной книги о городе. Потом шёл снег {n} дней." for n in range(24))
#: Long enough to be interrupted between two checkpoints.
CHAPTER = "\n\n".join(LONG.split("\n\n")[:10])


def test_translating(both: Bench) -> None:
    made = both.add(title="Кошка")
    assert both.work() == 1
    job = both.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
    assert (job["state"], job["error"]) == ("done", None)
    beads = both.beads(made["bitext"]["id"])
    assert [bead["source_text"] for bead in beads] == [
        "Кошка сидит на окне.", "Она смотрит на птиц.", "Дом стоит на горе.", "Вчера шёл дождь.",
    ]  # fmt: skip
    assert [bead["paragraph"]["number"] for bead in beads] == [0, 0, 1, 1]
    direct = both.service.models.translator().translate([b["source_text"] for b in beads], Decoding(beam=1))
    assert [bead["target_text"] for bead in beads] == [output.text for output in direct]
    assert all(bead["origin"] == "mt" and 0 < bead["confidence"] <= 1 for bead in beads)
    with both.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Segment)) == 0


def test_aligning_with_a_translation(both: Bench) -> None:
    made = both.add(
        "Кошка сидит на окне. Она смотрит на птиц. Вчера шёл дождь.",
        translation_text="The cat is sitting on the window and looking at the birds. Yesterday it rained.",
    )
    assert made["bitext"]["kind"] == "align"
    both.work()
    beads = both.beads(made["bitext"]["id"])
    assert beads[-1]["source_text"] == "Вчера шёл дождь."
    assert beads[-1]["target_text"] == "Yesterday it rained."
    assert {bead["origin"] for bead in beads} == {"aligner"}


def test_the_same_again_is_answered_from_the_store(bench: Bench) -> None:
    first = bench.add()
    assert bench.add()["job"]["id"] == first["job"]["id"]  # while it waits
    bench.work()
    again = bench.add()
    assert again["reused"] is True
    assert again["bitext"]["id"] == first["bitext"]["id"]
    assert bench.work() == 0
    assert bench.add(beam=2)["reused"] is False
    assert bench.add(again=True)["bitext"]["id"] != first["bitext"]["id"]


def test_partial_results_are_readable_while_the_job_runs(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(bench.settings, "checkpoint_sentences", 2)
    made = bench.add()
    seen: list[list[str]] = []
    real = CheckpointedTranslator._store

    def look_after(self: CheckpointedTranslator, outputs: dict[int, Translation], done: int) -> None:
        real(self, outputs, done)
        page = bench.client.get(f"/api/v1/bitexts/{made['bitext']['id']}/beads").get_json()
        assert page["state"] == "working"
        assert page["total"] == 4
        seen.append([bead["status"] for bead in page["beads"]])

    monkeypatch.setattr(CheckpointedTranslator, "_store", look_after)
    bench.work()
    assert seen == [["draft", "draft", "waiting", "waiting"], ["draft"] * 4]


def start_worker(bench: Bench, **changes: object) -> subprocess.Popen[bytes]:
    """A worker in a process of its own, on the same database."""
    env = dict(os.environ) | {
        "TOLMACH_DATA_DIR": bench.settings.data_dir,
        "DATABASE_URL": bench.settings.database_url or f"sqlite:///{bench.settings.data_dir}/tolmach.sqlite3",
        "TOLMACH_BEAM": "1",
        "TOLMACH_TRANSLATOR_THREADS": "1",
        "TOLMACH_POLL_SECONDS": "0.02",
        "TOLMACH_LEASE_SECONDS": "1",
        "OMP_NUM_THREADS": "1",
    }
    env |= {f"TOLMACH_{name.upper()}": str(value) for name, value in changes.items()}
    with (Path(bench.settings.data_dir) / "worker.log").open("ab") as log:
        command = [sys.executable, "-c", "from aligner.cli import main; main()", "worker"]
        return subprocess.Popen(command, env=env, stderr=log, stdout=log)


def translated_in_runs(bench: Bench) -> int:
    """Sentences that the workers say they translated, from their log."""
    text = (Path(bench.settings.data_dir) / "worker.log").read_text()
    return sum(int(line.split("translated ")[1].split()[0]) for line in text.splitlines() if "translated " in line)


def progress(bench: Bench, job_id: str) -> int:
    """Sentences translated so far."""
    job = bench.client.get(f"/api/v1/jobs/{job_id}").get_json()
    return job["progress"]["done"] if job["progress"]["stage"] == "translating" else 0


@pytest.fixture(scope="module")
def direct(models: Models) -> list[str]:
    """The translation of LONG without any worker."""
    texts = [text for paragraph in LONG.split("\n\n") for text in re.split(r"(?<=\.) ", paragraph)]
    return [output.text for output in models.translator().translate(texts, Decoding(beam=1))]


def killed_in_the_middle(bench: Bench) -> tuple[str, str, dict[int, str]]:
    """A job whose worker was killed in the middle: job, bitext, and the sentences that were stored, by number.

    On a busy machine the worker may be done before we come to kill it; then another one is tried.
    """
    for _ in range(10):
        made = bench.add(LONG, again=True)
        (Path(bench.settings.data_dir) / "worker.log").unlink(missing_ok=True)
        worker = start_worker(bench, checkpoint_sentences=2)
        try:
            wait_for(lambda job_id=made["job"]["id"]: far_enough(bench, job_id))
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        with bench.database.read() as session:
            rows = session.scalars(sa.select(Segment).where(Segment.target.is_not(None)))
            kept = {row.number: row.target for row in rows}
        if kept and len(kept) < 48:
            return made["job"]["id"], made["bitext"]["id"], kept
    raise AssertionError("never killed in time")


def far_enough(bench: Bench, job_id: str) -> bool:
    """Is something stored, or all done?"""
    job = bench.client.get(f"/api/v1/jobs/{job_id}").get_json()
    return job["state"] == "done" or (job["progress"]["stage"] == "translating" and job["progress"]["done"] >= 4)


def test_kill_9_loses_nothing_and_redoes_nothing(both: Bench, direct: list[str]) -> None:
    job_id, bitext_id, kept = killed_in_the_middle(both)
    second = start_worker(both, checkpoint_sentences=16)
    try:
        wait_for(lambda: both.client.get(f"/api/v1/jobs/{job_id}").get_json()["state"] == "done")
    finally:
        second.terminate()
        second.wait(120)
    job = both.client.get(f"/api/v1/jobs/{job_id}").get_json()
    assert job["lost"] == 1
    assert translated_in_runs(both) == 48 - len(kept)
    beads = both.beads(bitext_id, limit=1000)
    texts = [bead["source_text"] for bead in beads]
    assert len(texts) == 48
    assert {n: beads[n]["target_text"] for n in kept} == kept
    assert [bead["target_text"] for bead in beads] == direct


def test_a_worker_that_is_asked_to_stop_checkpoints_and_ends(bench: Bench) -> None:
    made = bench.add(LONG)
    worker = start_worker(bench, checkpoint_sentences=2)
    try:
        wait_for(lambda: progress(bench, made["job"]["id"]) >= 2)
        worker.terminate()
        assert worker.wait(120) == 0
    finally:
        worker.kill()
        worker.wait()
    job = bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
    assert (job["state"], job["lost"]) == ("queued", 0)
    assert bench.work() == 1
    assert len(bench.beads(made["bitext"]["id"], limit=1000)) == 48


def test_a_worker_in_the_middle_of_a_long_step_hands_its_job_back_in_time(bench: Bench) -> None:
    # One step of thousands of different sentences: no machine is done with it in the second that the worker has.
    clause = "инженеры города построили мост через широкую реку, открыли школу и посадили старый парк"
    made = bench.add("\n\n".join(f"В {1000 + n} году {clause} номер {n}, а потом {clause}." for n in range(4000)))
    worker = start_worker(bench, checkpoint_sentences=100_000, stop_seconds=1)
    try:
        wait_for(lambda: bench.client.get("/api/v1/jobs?state=running").get_json()["total"])
        time.sleep(0.5)
        worker.terminate()
        assert worker.wait(120) == 0
    finally:
        worker.kill()
        worker.wait()
    job = bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
    assert (job["state"], job["lost"]) == ("queued", 0)


def test_the_jobs_of_this_machines_dead_workers_are_free_at_once(bench: Bench) -> None:
    made = bench.add(LONG)
    worker = start_worker(bench, checkpoint_sentences=2, lease_seconds=600)
    wait_for(lambda: progress(bench, made["job"]["id"]) >= 2)
    assert release_dead(bench.database) == 0
    worker.kill()
    worker.wait()
    assert release_dead(bench.database) == 1
    job = bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
    assert (job["state"], job["lost"]) == ("queued", 1)


def test_a_short_text_overtakes_a_book_that_is_being_translated(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(bench.settings, "checkpoint_sentences", 8)
    book = bench.add(CHAPTER, priority="low")
    short: list[str] = []
    real = CheckpointedTranslator._store

    def add_short(self: CheckpointedTranslator, outputs: dict[int, Translation], done: int) -> None:
        real(self, outputs, done)
        if not short:
            short.append(bench.add("Кошка спит.", priority="high")["job"]["id"])

    monkeypatch.setattr(CheckpointedTranslator, "_store", add_short)
    assert bench.worker.work_once()  # the book, handed back after its first checkpoint
    states = {job["id"]: job["state"] for job in bench.client.get("/api/v1/jobs").get_json()["jobs"]}
    assert states == {book["job"]["id"]: "queued", short[0]: "queued"}
    assert bench.worker.work_once()
    assert bench.client.get(f"/api/v1/jobs/{short[0]}").get_json()["state"] == "done"
    bench.work()
    assert bench.client.get(f"/api/v1/jobs/{book['job']['id']}").get_json()["state"] == "done"


def test_cancel_and_retry_keep_what_was_done(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(bench.settings, "checkpoint_sentences", 4)
    made = bench.add(CHAPTER)
    real = CheckpointedTranslator._store
    stored: list[int] = []

    def cancel_after(self: CheckpointedTranslator, outputs: dict[int, Translation], done: int) -> None:
        real(self, outputs, done)
        stored.append(min(outputs))
        if len(stored) == 2:
            bench.client.post(f"/api/v1/jobs/{made['job']['id']}/cancel")

    monkeypatch.setattr(CheckpointedTranslator, "_store", cancel_after)
    bench.work()
    job = bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
    assert job["state"] == "cancelled"
    assert stored == [0, 4]
    assert bench.client.get(f"/api/v1/bitexts/{made['bitext']['id']}").get_json()["state"] == "failed"
    bench.client.post(f"/api/v1/jobs/{made['job']['id']}/retry")
    bench.work()
    assert stored[2:] == [8, 12, 16]
    assert len(bench.beads(made["bitext"]["id"], limit=1000)) == 20


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("picture.pdf", b"%PDF-1.4 broken", "picture.pdf"),
        ("blank.txt", "\u00a0\n\u200b".encode(), "blank.txt"),
        ("numbers.docx", b"PK\x03\x04 nothing of the kind", "numbers.docx"),
    ],
)
def test_a_bad_document_fails_with_its_reason_and_the_others_go_on(
    bench: Bench, name: str, data: bytes, reason: str
) -> None:
    import io

    bad = bench.client.post("/api/v1/documents", data={"file": (io.BytesIO(data), name)}).get_json()
    good = bench.add()
    assert bench.work() == 2
    job = bench.client.get(f"/api/v1/jobs/{bad['job']['id']}").get_json()
    assert job["state"] == "failed"
    assert reason in job["error"]
    assert "\n" not in job["error"]
    assert bench.client.get(f"/api/v1/jobs/{good['job']['id']}").get_json()["state"] == "done"


def test_a_document_that_needs_too_much_memory_fails_alone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    translator = bench.service.models.translator()
    real = type(translator).translate

    def greedy(self: object, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        if any("жадный" in text for text in sentences):
            raise MemoryError
        return real(self, sentences, decoding)  # type: ignore[arg-type]

    monkeypatch.setattr(type(translator), "translate", greedy)
    bad, good = bench.add("Это жадный текст."), bench.add()
    bench.work()
    job = bench.client.get(f"/api/v1/jobs/{bad['job']['id']}").get_json()
    assert (job["state"], job["error"]) == ("failed", "the document needs more memory than a worker may use")
    assert bench.client.get(f"/api/v1/jobs/{good['job']['id']}").get_json()["state"] == "done"


def test_an_internal_error_is_logged_and_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import server.jobs.steps as steps

    def broken(*_: object) -> None:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(steps, "read", broken)
    made = bench.add()
    with caplog.at_level(logging.ERROR):
        bench.work()
    job = bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()
    assert job["error"] == "internal error (ZeroDivisionError); the log has the details"
    assert "surprise" in caplog.text


def test_deleting_a_document_stops_its_job(bench: Bench) -> None:
    made = bench.add()
    bench.client.delete(f"/api/v1/documents/{made['document']['id']}")
    assert bench.work() == 0
    bench.client.post(f"/api/v1/documents/{made['document']['id']}/restore")
    assert bench.work() == 1
    assert len(bench.beads(made["bitext"]["id"])) == 4


def test_uploads_that_are_not_to_be_kept_go_once_they_are_read(bench: Bench) -> None:
    object.__setattr__(bench.settings, "keep_uploads_days", 0.0)
    made = bench.add()
    bench.work()
    with bench.database.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Upload)) == 0
        assert session.get_one(Document, made["document"]["id"]).content is not None
    assert bench.client.get(f"/api/v1/documents/{made['document']['id']}/original").status_code == 404
    assert ARTICLE.split(".")[0] in bench.beads(made["bitext"]["id"])[0]["source_text"]
