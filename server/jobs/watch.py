"""Watching jobs: one thread asks the database twice a second for all the open progress streams together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from server.db.engine import Database
from server.db.tables import Job

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5


class Watcher:
    """Keeps the latest state of the jobs that somebody watches."""

    def __init__(self, database: Database) -> None:
        """Starts its thread with the first subscriber."""
        self._database = database
        self._condition = threading.Condition()
        self._watched: dict[str, int] = {}
        self._jobs: dict[str, Job] = {}
        self._thread: threading.Thread | None = None
        self._open = 0

    @property
    def streams(self) -> int:
        """Streams open now."""
        return self._open

    @contextmanager
    def watching(self, job_ids: list[str]) -> Iterator[None]:
        """While the block runs, these jobs are looked at."""
        with self._condition:
            self._open += 1
            for job_id in job_ids:
                self._watched[job_id] = self._watched.get(job_id, 0) + 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._poll, name="watcher", daemon=True)
                self._thread.start()
            self._condition.notify_all()
        try:
            yield
        finally:
            with self._condition:
                self._open -= 1
                for job_id in job_ids:
                    self._watched[job_id] -= 1
                    if not self._watched[job_id]:
                        del self._watched[job_id]
                        self._jobs.pop(job_id, None)

    def changed(self, seen: dict[str, float], seconds: float) -> list[Job]:
        """Wait at most ``seconds`` for watched jobs newer than ``seen`` (id -> time of update), and return them."""
        until = time.monotonic() + seconds
        with self._condition:
            while True:
                new = [job for job_id in seen if (job := self._jobs.get(job_id)) and job.updated > seen[job_id]]
                left = until - time.monotonic()
                if new or left <= 0:
                    return new
                self._condition.wait(left)

    def _poll(self) -> None:
        """Ask, wake, wait; ends when nobody watches."""
        while True:
            with self._condition:
                if not self._watched:
                    self._thread = None
                    return
                ids = list(self._watched)
            try:
                fresh = self._fetch(ids)
            except SQLAlchemyError as error:
                log.warning("progress: the database does not answer: %s", error)
                fresh = []
            with self._condition:
                for job in fresh:
                    if job.id in self._watched:
                        self._jobs[job.id] = job
                if fresh:
                    self._condition.notify_all()
            time.sleep(POLL_SECONDS)

    def _fetch(self, ids: list[str]) -> list[Job]:
        """The jobs' present rows, those that changed."""
        found: list[Job] = []
        with self._database.read() as session:
            for at in range(0, len(ids), 500):
                found += session.scalars(sa.select(Job).where(Job.id.in_(ids[at : at + 500])))
            session.expunge_all()
        return [job for job in found if (old := self._jobs.get(job.id)) is None or old.updated < job.updated]
