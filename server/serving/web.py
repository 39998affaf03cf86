"""The web server: gunicorn with threads, configured from the settings and nothing else."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import threading
import time
from typing import Any

from gunicorn.app.base import BaseApplication

from models.errors import TolmachError, reason
from server.ops.logs import set_up_logs
from server.settings import Settings

log = logging.getLogger(__name__)

WARMING = "warm-up"
LOADING_SECONDS = 20.0  # the longest that a stopping process waits for a model to come in


def claim_address(settings: Settings) -> None:
    """Make sure that nobody listens on the address yet, before anything is started.

    Raises:
        TolmachError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            address = f"{settings.host}:{settings.port}"
            raise TolmachError(
                "{address}: cannot listen there ({reason}); choose another --port",
                address=address,
                reason=reason(error),
            ) from error


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn around ``create_app``; the application is made in each worker process."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings."""
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings over."""
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        options: dict[str, Any] = {
            "bind": f"{host}:{settings.port}",
            "worker_class": "server.serving.arrival.ArrivalWorker",
            "workers": settings.web_processes,
            "threads": settings.web_threads,
            "worker_connections": settings.web_threads * 4,
            "keepalive": 5,
            "timeout": 120,
            "graceful_timeout": max(1, int(settings.stop_seconds) - 2),
            "max_requests": 0,
            "control_socket_disable": True,
            "logger_class": "server.serving.web.QuietLogger",
            "proc_name": "tolmach-web",
            "post_worker_init": warm_up,
            "worker_exit": finish_warming,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        from server.app import create_app

        return create_app(self._settings)


def without_requests(record: logging.LogRecord) -> bool:
    """Cut what gunicorn quotes of a request (its query, a faulty header) off a line: it may be a key or a text."""
    record.msg, record.args = re.split(r"['\"?]", record.getMessage(), maxsplit=1)[0].rstrip(": "), ()
    return True


def quiet_logger() -> Any:
    """gunicorn's logger class, without its own handlers: lines go where ours go."""
    from gunicorn.glogging import Logger

    class Quiet(Logger):  # type: ignore[misc]
        """gunicorn's lines go where ours go."""

        def setup(self, cfg: Any) -> None:
            self.error_log.propagate = True
            self.error_log.setLevel(logging.WARNING)
            self.error_log.addFilter(without_requests)
            self.access_log.disabled = True
            del cfg

    return Quiet


QuietLogger = quiet_logger()


def warm_up(worker: Any) -> None:
    """Load the model, and start what reads files, while nobody waits yet."""
    from aligner import limited
    from server.service import KEY

    here = worker.wsgi.extensions[KEY]

    limited.start()

    def load() -> None:
        from models.errors import TolmachError

        try:
            here.models.translator()
        except TolmachError as error:
            log.error("%s", error)

    threading.Thread(target=load, name=WARMING, daemon=True).start()


def finish_warming(arbiter: Any, worker: Any) -> None:  # noqa: ARG001
    """Let a model that is being loaded come in before the process ends: its threads, cut off, would abort it."""
    for thread in threading.enumerate():
        if thread.name == WARMING:
            thread.join(LOADING_SECONDS)


def watch_parent(parent: int) -> None:
    """End this process when the one that started it is gone, or was gone before this could ask."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def run_web(settings: Settings) -> None:
    """Serve until told to stop; the database is brought up to date first, so that a fault shows here.

    Raises:
        SettingsError: the database cannot be opened.
        ModelError: the model is not there.
    """
    from server.db.migrate import open_database
    from server.library.sample import add_sample
    from server.translation.models import Models

    set_up_logs(settings)
    os.umask(0o077)
    if parent := os.environ.get("TOLMACH_SUPERVISED"):
        watch_parent(int(parent))
    Models(settings).check_own()
    database = open_database(settings)
    add_sample(database, settings)
    database.dispose()
    settings.key_for_cookies()
    WebServer(settings).run()
