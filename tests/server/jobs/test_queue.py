"""The queue: leases, order, cancelling and retrying, on either database."""

from __future__ import annotations

import threading
import time

import pytest

from models.messages import Message
from server.db.engine import Database
from server.db.tables import Bitext, Job
from server.errors import ConflictError, NotFoundError
from server.jobs import queue
from server.library.documents import Incoming, add_file

LEASE = 30.0


def put(database: Database, priority: str = "normal") -> str:
    """A job for a new bitext."""
    with database.write() as session:
        document = add_file(session, Incoming("a.txt", b"x"), "source", "", "")
        bitext = Bitext(document=document, kind="translate", signature="s", settings={})
        session.add(bitext)
        session.flush()
        return queue.enqueue(session, bitext.id, "translate", priority=priority).id


def take(database: Database, owner: str = "me", lease: float = LEASE) -> str | None:
    """Claim a job."""
    with database.write() as session:
        job = queue.claim(session, owner, lease, attempts=3)
        return job.id if job else None


def state(database: Database, job_id: str) -> Job:
    """The job as it is."""
    with database.read() as session:
        return queue.get_job(session, job_id)


def test_an_empty_queue_gives_nothing(database: Database) -> None:
    assert take(database) is None


def test_a_leased_job_is_nobody_elses(database: Database) -> None:
    job_id = put(database)
    assert take(database) == job_id
    assert take(database, "other") is None


def test_a_job_whose_lease_ran_out_is_taken_over_and_its_old_worker_shut_out(database: Database) -> None:
    job_id = put(database)
    take(database, "dead", lease=0.01)
    time.sleep(0.05)
    assert take(database, "heir") == job_id
    assert (state(database, job_id).lost, state(database, job_id).attempts) == (1, 1)
    with pytest.raises(queue.LeaseLostError), database.write() as session:
        queue.renew(session, job_id, "dead", LEASE, done=7)
    with database.write() as session:
        queue.renew(session, job_id, "heir", LEASE, done=3)
    assert state(database, job_id).done == 3


def test_a_renewed_lease_holds(database: Database) -> None:
    job_id = put(database)
    take(database, "me", lease=0.2)
    with database.write() as session:
        queue.renew(session, job_id, "me", 30.0)
    time.sleep(0.3)
    assert take(database, "other") is None


def test_a_job_that_kills_every_worker_fails_and_the_next_goes_on(database: Database) -> None:
    bad, good = put(database), put(database)
    for _ in range(3):
        assert take(database, "x", lease=0.01) == bad
        time.sleep(0.03)
    assert take(database, "x") == good
    assert state(database, bad).state == "failed"
    assert "died 3 times" in (state(database, bad).error or "")
    with database.read() as session:
        assert session.get_one(Bitext, state(database, bad).bitext_id).state == "failed"


def test_progress_forgives_lost_workers(database: Database) -> None:
    job_id = put(database)
    for _ in range(6):
        assert take(database, "x", lease=0.02) == job_id
        with database.write() as session:
            queue.renew(session, job_id, "x", 0.01, done=1, attempts=0)
        time.sleep(0.03)
    assert state(database, job_id).state == "running"


def test_a_paragraph_overtakes_a_book_but_not_for_ever(database: Database) -> None:
    book = put(database, "low")
    paragraph = put(database, "high")
    assert take(database) == paragraph
    with database.write() as session:
        session.get_one(Job, book).due = time.time() - 1  # it has waited for its hour
    late = put(database, "high")
    assert take(database) == book
    assert take(database) == late


def test_many_workers_never_take_the_same_job(database: Database) -> None:
    jobs = {put(database) for _ in range(12)}
    taken: list[str] = []

    def work(name: str) -> None:
        while job_id := take(database, name):
            taken.append(job_id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 12
    assert set(taken) == jobs


def test_cancelling(database: Database) -> None:
    waiting, running = put(database), put(database)
    with database.write() as session:
        queue.cancel(session, waiting)
    assert state(database, waiting).state == "cancelled"
    assert take(database) == running
    with database.write() as session:
        queue.cancel(session, running)
    with database.write() as session:
        assert queue.renew(session, running, "me", LEASE) is True
    with database.write() as session, pytest.raises(ConflictError):
        queue.cancel(session, waiting)


def test_a_job_cancelled_while_its_worker_dies_is_cancelled(database: Database) -> None:
    job_id = put(database)
    take(database, lease=0.01)
    with database.write() as session:
        queue.cancel(session, job_id)
    time.sleep(0.03)
    assert take(database) is None
    assert state(database, job_id).state == "cancelled"


def test_retrying(database: Database) -> None:
    job_id = put(database)
    with database.write() as session, pytest.raises(ConflictError, match="only a failed or cancelled"):
        queue.retry(session, job_id)
    with database.write() as session:
        queue.close(session, queue.get_job(session, job_id), "failed", Message("why"))
    assert take(database) is None
    with database.write() as session:
        queue.retry(session, job_id)
    assert take(database) == job_id
    assert state(database, job_id).error is None


def test_releasing_a_dead_workers_jobs(database: Database) -> None:
    job_id = put(database)
    take(database, "host:1:a")
    with database.write() as session:
        assert queue.release(session, "host:2:b") == 0
        assert queue.release(session, "host:1:a") == 1
    assert take(database, "next") == job_id


def test_an_unknown_job(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFoundError):
        queue.get_job(session, "none")


def test_rate_and_time_left() -> None:
    job = Job(state="running", stage="translating", done=60, total=100, stage_from=20, stage_began=1000.0)
    assert queue.progress(job, 1010.0) == {
        "stage": "translating", "done": 60, "total": 100, "rate": 4.0, "seconds_left": 10.0,
    }  # fmt: skip
    job.done = 20
    assert queue.progress(job, 1010.0)["rate"] is None
