"""A child forked by the host of this process, and that host: started once, asked for every call, ended with us."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading

from aligner.limited.frames import CALL, LOAD, TICK


class HostProcess:
    """A running host, and the way to it."""

    def __init__(self) -> None:
        self.loading = False
        self.control, theirs = socket.socketpair()
        # The same modules are to be found as here, except in the folder where the user happens to be.
        path = json.dumps([folder for folder in sys.path if folder])
        start = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from aligner.limited.host import main; main()"
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", start, path],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=os.environ | one_thread,
                start_new_session=True,  # Ctrl-C is the caller's business
            )

    def ask(self, message: bytes, *ends: socket.socket) -> None:
        """Send a request with these sockets."""
        socket.send_fds(self.control, [message], [end.fileno() for end in ends])

    def stop(self) -> None:
        """Let it end, its children with it."""
        self.control.close()
        self.process.wait()


_lock = threading.Lock()
_host: HostProcess | None = None
#: Is the host to load all modules, and how often was it asked for a child?
_loads, _calls = False, 0


def start() -> None:
    """Start the host of this process, if there is none, and let it load the modules of all formats.

    A service does so before its first file comes; for a single file on the command line it would not pay.
    """
    global _loads
    _loads = True
    if _host is None and hasattr(os, "fork"):
        _ask()


def started() -> bool:
    """Has this process a host already?"""
    return _host is not None


def _ask(*ends: socket.socket) -> None:
    """Give the host the sockets of a call, if there is one, or start a host where there is none or it has died."""
    global _host, _calls
    with _lock:
        _calls += len(ends) > 0
        for attempt in (1, 2):
            try:
                if _host is None:
                    _host = HostProcess()
                if not _host.loading and (_loads or _calls > 1):  # there are more files to come
                    _host.ask(LOAD)
                    _host.loading = True
                if ends:
                    _host.ask(CALL, *ends)
                return
            except OSError:
                if attempt == 2 or _host is None:
                    raise
                _host.stop()
                _host = None


def _stop() -> None:
    """At the end of the program: no process is left behind."""
    global _host
    with _lock:
        if _host is not None:
            _host.stop()
            _host = None


def _forget() -> None:
    """In a forked process: the host is the parent's."""
    global _host, _lock
    _lock = threading.Lock()
    if _host is not None:
        _host.control.close()
        _host.process.returncode = 0  # not ours to wait for
        _host = None


atexit.register(_stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


class Forked:
    """The two sockets of a call: the child's, and the one by which the host watches."""

    def __init__(self) -> None:
        self.data, data_there = socket.socketpair()
        self.watching, watching_there = socket.socketpair()
        with data_there, watching_there:
            _ask(data_there, watching_there)
        self.data.settimeout(TICK)

    def send(self, data: bytes) -> None:
        """All of it; the child reads everything before it works."""
        self.data.settimeout(None)
        self.data.sendall(data)
        self.data.settimeout(TICK)

    def receive(self, size: int) -> bytes:
        """Some bytes, none at the end."""
        return self.data.recv(min(size, 1 << 20))

    def status(self) -> int | None:
        """How the child ended, as ``subprocess`` has it."""
        self.watching.settimeout(10.0)
        with contextlib.suppress(OSError, ValueError):
            return int(self.watching.recv(64))
        return None

    def close(self) -> None:
        """The host kills the child when its socket hangs up."""
        self.data.close()
        self.watching.close()
