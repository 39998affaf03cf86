"""The worker: claims jobs one after another, keeps their leases alive, stops gracefully."""

from __future__ import annotations

import logging
import os
import resource
import secrets
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound, SQLAlchemyError

from aligner import limited
from models.errors import TolmachError
from models.messages import Message
from server.db.engine import Database, OutdatedError
from server.db.tables import Job
from server.db.upgrading import is_dead, this_machine
from server.jobs import queue, steps
from server.library import outbox
from server.ops import retention
from server.ops.logs import job_id_var, request_id_var
from server.settings import Settings
from server.translation.models import Models
from server.web.places import without_places

log = logging.getLogger(__name__)

#: Seconds between two clean-ups (uploads, trash, downloads past their time) and attempts to reach the memory.
SWEEP_SECONDS = 60.0


def owner_name() -> str:
    """Machine, process and a random part: no two workers ever share it."""
    return f"{this_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def release_dead(database: Database) -> int:
    """Return the jobs of this machine's dead workers to the queue at once; others wait for their lease to run out."""
    released = 0
    with database.write() as session:
        owners = session.scalars(sa.select(Job.lease_owner).where(Job.state == "running").distinct()).all()
        for owner in owners:
            if owner and is_dead(owner):
                released += queue.release(session, owner)
    return released


class Worker:
    """Runs jobs until told to stop. One job at a time; start several workers for several at once."""

    def __init__(self, database: Database, settings: Settings, models: Models | None = None) -> None:
        """``models`` may be shared with others in the process."""
        self.database, self.settings = database, settings
        self.models = models or Models(settings, settings.workers)
        self.owner = owner_name()
        self._stop = threading.Event()
        self._stopped_at = 0.0
        #: The job at hand; behind it, a short one that is done while it is being aligned.
        self._leases: list[steps.Lease] = []
        self._parent = int(os.environ.get("TOLMACH_SUPERVISED", 0))

    def stop(self) -> None:
        """Finish or checkpoint, then end."""
        self._stopped_at = self._stopped_at or time.monotonic()
        self._stop.set()
        for lease in self._leases:
            lease.stopping = True

    def run(self) -> None:
        """Work until stopped. Installs signal handlers when in the main thread."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self.stop())
        limited.start()
        limit_memory(self.settings.worker_memory_mb)
        threading.Thread(target=self._heartbeat, name="heartbeat", daemon=True).start()
        self._warm_up()
        log.info("worker %s ready", self.owner)
        swept = 0.0
        while not self._stop.is_set():
            try:
                if time.monotonic() - swept > SWEEP_SECONDS:
                    swept = time.monotonic()
                    release_dead(self.database)
                    retention.sweep(self.database, self.settings)
                    outbox.send(self.database, self.settings)
                if not self.work_once():
                    self._stop.wait(self.settings.poll_seconds)
            except OutdatedError as error:
                log.error("worker %s ends: %s", self.owner, first_line(error))
                sys.exit(1)
            except SQLAlchemyError as error:
                log.warning("the database does not answer, trying again: %s", first_line(error))
                self._stop.wait(2.0)
        log.info("worker %s stopped", self.owner)

    def _warm_up(self) -> None:
        """Load the model before a job is taken: a worker that dies while loading it must not count against a job."""
        try:
            self.models.translator()
        except TolmachError as error:
            log.error("%s", error)

    def work_once(self, before: float | None = None) -> bool:
        """Do one job, if there is one; with ``before``, a short one that is due before that time."""
        seconds, attempts = self.settings.lease_seconds, self.settings.job_attempts
        with self.database.write() as session:
            job = queue.claim(session, self.owner, seconds, attempts, before=before)
            if job is None:
                return False
            lease = steps.Lease(self.database, self.settings, job.id, self.owner, job.due)
            kind, request_id, lost, due = job.kind, job.request_id, job.lost, job.due
        if before is None:
            lease.meanwhile = lambda: self.work_once(due)
        self._leases.append(lease)
        lease.stopping = self._stop.is_set()
        token, request_token = job_id_var.set(lease.job_id), request_id_var.set(request_id)
        began = time.monotonic()
        log.info("job begins: %s%s", kind, f", taken over {lost} times" if lost else "")
        try:
            outcome = self._run(lease)
            log.info("job %s after %.2f s", outcome, time.monotonic() - began)
        finally:
            self._leases.remove(lease)
            job_id_var.reset(token)
            request_id_var.reset(request_token)
        return True

    def _run(self, lease: steps.Lease) -> str:
        """Run a job and record how it ended."""
        try:
            steps.run(lease, self.models)
        except (queue.LeaseLostError, NoResultFound):
            return "given up: it was taken over or deleted"
        except queue.CancelledError:
            return self._close(lease, "cancelled", None)
        except queue.PreemptedError:
            with self.database.write() as session:
                queue.hand_back(session, lease.job_id, lease.owner)
            return "handed back"
        except TolmachError as error:
            return self._close(lease, "failed", error.message)
        except MemoryError:
            return self._close(lease, "failed", Message("the document needs more memory than a worker may use"))
        except SQLAlchemyError as error:
            # The database is busy, full or gone: not the document's fault. The lease runs out, or this succeeds.
            log.warning("job interrupted by the database: %s", first_line(error))
            self._stop.wait(1.0)
            with self.database.write() as session:
                queue.hand_back(session, lease.job_id, lease.owner)
            return "handed back"
        except Exception as error:
            log.exception("job failed with an internal error")
            message = Message("internal error ({kind}); the log has the details", kind=type(error).__name__)
            return self._close(lease, "failed", message)
        return "done"

    def _close(self, lease: steps.Lease, state: str, error: Message | None) -> str:
        """Write the end of a job, if it is still ours."""
        with suppress(queue.LeaseLostError), self.database.write() as session:
            queue.renew(session, lease.job_id, lease.owner, self.settings.lease_seconds)
            shown = without_places(error, self.settings) if error else error
            queue.close(session, session.get_one(Job, lease.job_id), state, shown)
        return state if error is None else f"{state}: {error}"

    def _heartbeat(self) -> None:
        """Keep the lease during steps without checkpoints; end when the process that started us is gone."""
        while True:
            time.sleep(min(1.0, self.settings.lease_seconds / 3))
            if self._parent and os.getppid() != self._parent:
                self.stop()
            leases = list(self._leases)
            late = self._stopped_at + max(1.0, self.settings.stop_seconds - 2.0)
            if leases and self._stopped_at and time.monotonic() > late:
                self._abandon(leases)
            for lease in leases:
                try:
                    with self.database.write() as session:
                        queue.renew(session, lease.job_id, lease.owner, self.settings.lease_seconds)
                except queue.LeaseLostError:
                    continue
                except SQLAlchemyError as error:
                    log.warning("heartbeat: %s", first_line(error))

    def _abandon(self, leases: Sequence[steps.Lease]) -> None:
        """Hand back jobs whose step has no checkpoint in sight, and end: whoever takes them repeats that step."""
        for lease in leases:
            log.warning("job %s handed back in the middle of a step", lease.job_id)
            with suppress(SQLAlchemyError), self.database.write() as session:
                queue.hand_back(session, lease.job_id, lease.owner)
        os._exit(0)


def limit_memory(megabytes: int) -> None:
    """Let allocations beyond the limit fail in this process, instead of having the system kill something."""
    if megabytes:
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))


def first_line(error: Exception) -> str:
    """The heart of a database error."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]
