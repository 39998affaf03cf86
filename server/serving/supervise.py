"""``tolmach serve``: starts the web server and the workers, starts again what dies, stops all together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from server.db.migrate import open_database
from server.jobs.worker import release_dead
from server.ops.logs import set_up_logs
from server.settings import Settings
from server.translation.models import Models

log = logging.getLogger(__name__)

#: A child that lives for this long is well; one that dies sooner is started again after a growing pause.
WELL_SECONDS = 3.0
LONGEST_PAUSE = 30.0


@dataclass
class Child:
    """A process to keep alive."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)


def command(*words: str) -> list[str]:
    """A command of our own, with this interpreter."""
    return [sys.executable, "-c", "from aligner.cli import main; main()", *words]


class Supervisor:
    """Keeps the web server and the workers running."""

    def __init__(self, settings: Settings, environ: dict[str, str] | None = None) -> None:
        """``environ`` is the children's environment, which carries the settings."""
        self.settings = settings
        self._environ = dict(os.environ if environ is None else environ) | {"TOLMACH_SUPERVISED": str(os.getpid())}
        self.children = [Child("web", command("serve", "--web"))]
        self.children += [Child(f"worker {n}", command("worker")) for n in range(1, settings.workers + 1)]
        self._stop = threading.Event()

    def run(self, ready: Callable[[], None] = lambda: None) -> int:
        """Until a signal comes; returns the exit status. ``ready`` is called once nothing stands in the way any more.

        Raises:
            SettingsError: the database cannot be opened; nothing is started then.
            ModelError: the model is not there; nothing is started then either.
        """
        Models(self.settings).check_own()
        set_up_logs(self.settings)
        os.umask(0o077)
        self._database = open_database(self.settings)
        release_dead(self._database)
        ready()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        for child in self.children:
            self._start(child)
        while not self._stop.wait(0.2):
            for child in self.children:
                self._look_after(child)
        return self._stop_all()

    def _start(self, child: Child) -> None:
        """Start a child in a process group of its own, so that Ctrl-C reaches it through us alone."""
        child.process = subprocess.Popen(child.command, env=self._environ, start_new_session=True)
        child.started = time.monotonic()
        log.info("%s started, process %d", child.name, child.process.pid)

    def _look_after(self, child: Child) -> None:
        """Start a dead child again; a dead worker's jobs go back to the queue at once."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.due:
                self._start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        if now - child.started > WELL_SECONDS:
            child.pause = 0.5
        log.warning("%s ended with status %d; starting it again in %.1f s", child.name, status, child.pause)
        child.process, child.due = None, now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)
        if child.name.startswith("worker"):
            try:
                release_dead(self._database)
            except SQLAlchemyError as error:
                log.warning("the jobs of %s wait for their lease to run out: %s", child.name, error)

    def _stop_all(self) -> int:
        """Ask all to stop, wait, and end those that do not."""
        log.info("stopping")
        alive = [child for child in self.children if child.process is not None]
        for child in alive:
            assert child.process is not None
            child.process.terminate()
        until = time.monotonic() + self.settings.stop_seconds
        status = 0
        for child in alive:
            assert child.process is not None
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s did not stop in time; its work goes on from the last checkpoint", child.name)
                child.process.kill()
                child.process.wait()
                status = 1
        return status
