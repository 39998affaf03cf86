"""The queue: who works on which job, and for how long without a sign of life.

A job is claimed by writing a lease into its row. Every later write of the worker is conditional on still holding that
lease, so a worker that was given up for dead can do no harm when it comes back.
"""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.messages import Message
from server.db.tables import Bitext, Job
from server.errors import ConflictError, NotFoundError

ACTIVE = ("queued", "running")
#: How long a job may be kept waiting for those that come after it, in seconds. The job due first runs first, so a
#: paragraph overtakes a book, but a stream of paragraphs cannot hold a book up for ever.
ALLOWANCE = {"high": 0.0, "normal": 600.0, "low": 3600.0}


class LeaseLostError(Exception):
    """Another worker has the job now: stop, and write nothing."""


class CancelledError(Exception):
    """Somebody asked for the job to be cancelled."""


class PreemptedError(Exception):
    """A job that is due earlier waits: hand this one back and take that."""


def enqueue(
    session: Session, bitext_id: str, kind: str, *, priority: str = "normal", request_id: str = "", **settings: Any
) -> Job:
    """Add a job; it is seen by the workers once the session commits."""
    now = time.time()
    job = Job(
        kind=kind,
        bitext_id=bitext_id,
        priority=priority,
        created=now,
        updated=now,
        due=now + ALLOWANCE[priority],
        settings=settings,
        request_id=request_id,
    )
    session.add(job)
    session.flush()
    return job


def get_job(session: Session, job_id: str) -> Job:
    """The job of this id; raises ``NotFoundError``."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFoundError("there is no job '{job_id}'", job_id=job_id)
    return job


def free(now: float) -> sa.ColumnElement[bool]:
    """Is a job to be had: queued, or its worker silent beyond the lease?"""
    return sa.or_(Job.state == "queued", sa.and_(Job.state == "running", Job.lease_until < now))


def claim(session: Session, owner: str, lease: float, attempts: int, *, before: float | None = None) -> Job | None:
    """Lease the job that is due first, or None. A job whose workers died ``attempts`` times in a row fails instead.

    ``before`` takes only short jobs (``high``) that are due before that time.
    """
    while True:
        now = time.time()
        wanted = [free(now)] if before is None else [free(now), Job.priority == "high", Job.due < before]
        query = sa.select(Job).where(*wanted).order_by(Job.due).limit(1).with_for_update(skip_locked=True)
        job = session.scalar(query)
        if job is None:
            return None
        if job.state == "running":
            note_loss(job)
        if job.cancelling:
            close(session, job, "cancelled")
        elif job.attempts >= attempts:
            close(
                session,
                job,
                "failed",
                Message(
                    "the worker died {attempts} times while at this document, without getting further; "
                    "it may need more memory than there is",
                    attempts=job.attempts,
                ),
            )
        else:
            job.state, job.lease_owner, job.lease_until = "running", owner, now + lease
            job.started = job.started or now
            job.stage_began, job.stage_from, job.updated = now, job.done, now
            return job
        session.flush()


def note_loss(job: Job) -> None:
    """Count that the job's worker was lost."""
    job.attempts += 1
    job.lost += 1


def renew(session: Session, job_id: str, owner: str, lease: float, **changes: Any) -> bool:
    """Keep the lease and write ``changes``, all or nothing; True when someone asked to cancel.

    Raises:
        LeaseLostError: the lease has gone to another worker.
    """
    now = time.time()
    statement = (
        sa.update(Job)
        .where(Job.id == job_id, Job.lease_owner == owner, Job.state == "running")
        .values(lease_until=now + lease, **({"updated": now} | changes if changes else {}))
        .returning(Job.cancelling)
    )
    cancelling = session.execute(statement).scalar_one_or_none()
    if cancelling is None:
        raise LeaseLostError(job_id)
    return cancelling


def is_cancelling(session: Session, job_id: str, owner: str) -> bool:
    """Has someone asked to cancel? Nothing is written.

    Raises:
        LeaseLostError: the lease has gone to another worker.
    """
    mine = sa.select(Job.cancelling).where(Job.id == job_id, Job.lease_owner == owner, Job.state == "running")
    cancelling = session.scalar(mine)
    if cancelling is None:
        raise LeaseLostError(job_id)
    return cancelling


def earlier_waits(session: Session, due: float) -> bool:
    """Does a job wait that is due before this time?"""
    return session.scalar(sa.select(sa.exists().where(Job.state == "queued", Job.due < due))) or False


def close(session: Session, job: Job, state: str, error: Message | None = None) -> None:
    """Finish a job as done, failed or cancelled; its bitext follows."""
    now = time.time()
    job.state, job.finished, job.updated = state, now, now
    job.error, job.message = (str(error), error.as_json()) if error else (None, None)
    job.lease_owner = job.lease_until = None
    if state != "done":
        session.execute(
            sa.update(Bitext)
            .where(Bitext.id == job.bitext_id, Bitext.state.in_(("waiting", "working")))
            .values(state="failed", updated=now)
        )


def hand_back(session: Session, job_id: str, owner: str) -> None:
    """Return a job to the queue with its checkpoint (graceful stop, or an earlier job waits)."""
    session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.lease_owner == owner, Job.state == "running")
        .values(state="queued", lease_owner=None, lease_until=None, updated=time.time())
    )


def release(session: Session, owner: str) -> int:
    """Return the jobs of a worker that is known to be dead to the queue at once; returns how many."""
    jobs = session.scalars(sa.select(Job).where(Job.lease_owner == owner, Job.state == "running")).all()
    for job in jobs:
        note_loss(job)
        job.state, job.lease_owner, job.lease_until, job.updated = "queued", None, None, time.time()
    return len(jobs)


def cancel(session: Session, job_id: str) -> Job:
    """Cancel a job: at once when it waits, at its next checkpoint when it runs; raises ``ConflictError`` when over."""
    job = get_job(session, job_id)
    if job.state == "queued":
        close(session, job, "cancelled")
    elif job.state == "running":
        job.cancelling, job.updated = True, time.time()
    else:
        raise ConflictError(
            "job '{job_id}' is {state}; only a waiting or running job can be cancelled",
            job_id=job_id,
            state=Message(job.state),
        )
    return job


def retry(session: Session, job_id: str) -> Job:
    """Put a failed or cancelled job back into the queue; what it had finished stays finished."""
    job = get_job(session, job_id)
    if job.state not in ("failed", "cancelled"):
        raise ConflictError(
            "job '{job_id}' is {state}; only a failed or cancelled job can be retried",
            job_id=job_id,
            state=Message(job.state),
        )
    now = time.time()
    job.state, job.error, job.message, job.finished = "queued", None, None, None
    job.cancelling, job.attempts = False, 0
    job.due, job.updated = now + ALLOWANCE[job.priority], now
    session.execute(
        sa.update(Bitext)
        .where(Bitext.id == job.bitext_id, Bitext.state == "failed")
        .values(state="waiting", updated=now)
    )
    return job


def list_jobs(
    session: Session, *, state: str | None = None, bitext_id: str | None = None, offset: int = 0, limit: int = 50
) -> tuple[list[Job], int]:
    """Jobs, newest first, and how many there are."""
    query = sa.select(Job)
    if state:
        query = query.where(Job.state.in_(ACTIVE) if state == "active" else Job.state == state)
    if bitext_id:
        query = query.where(Job.bitext_id == bitext_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    return list(session.scalars(query.order_by(Job.created.desc(), Job.id).offset(offset).limit(limit))), total


def progress(job: Job, now: float | None = None) -> dict[str, Any]:
    """Rate (sentences a second, None until known) and seconds left in the present stage."""
    at = time.time() if now is None else now
    rate = left = None
    if job.state == "running" and job.stage_began is not None and job.done > job.stage_from and at > job.stage_began:
        rate = (job.done - job.stage_from) / (at - job.stage_began)
        left = (job.total - job.done) / rate
    return {"stage": job.stage, "done": job.done, "total": job.total, "rate": rate, "seconds_left": left}
