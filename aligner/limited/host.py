"""The process that forks the children: one thread, the readers' modules loaded, nothing of the files seen.

It gets two sockets for each call: the child talks through the first; the second stays here and watches. When the
caller closes its end (done, cancelled, too late, or dead), the child is killed; when the child ends, its status is
written there. The end of the control socket ends all.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import sys
from importlib import import_module
from typing import NoReturn

from aligner.limited.child import work
from aligner.limited.frames import CALL, LOAD, to_json

#: Libraries that filters and importers import when they are called.
LIBRARIES = (
    "aligner.pipeline", "aligner.readers", "aligner.segment", "lxml.etree", "razdel", "nupunkt", "markdown_it",
    "pdfminer.high_level", "aligner.filters.pdf.fonts", "cchardet", "aligner.memory.feed", "sentencex",
)  # fmt: skip


def modules() -> list[str]:
    """What a child would import, of this package and of others: it finds it loaded."""
    from aligner.formats import DOCUMENTS, IMPORTS

    places = [form.filter for form in DOCUMENTS.values()] + [form.importer for form in IMPORTS.values()]
    return [*LIBRARIES, *dict.fromkeys(place.split(":")[0] for place in places)]


_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Host:
    """The loop."""

    def __init__(self, control: socket.socket) -> None:
        """``control`` is the caller's socket."""
        self.control = control
        self.children: dict[int, socket.socket] = {}
        self.to_load: list[str] = []
        self.poll = select.poll()
        self.poll.register(control, select.POLLIN)
        self.woken, self.waker = os.pipe()
        for end in (self.woken, self.waker):
            os.set_blocking(end, False)
        self.poll.register(self.woken, select.POLLIN)
        self.own = os.getpid()
        self.nothing = os.open(os.devnull, os.O_RDWR)

    def run(self) -> None:
        """Until the caller is gone."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        while True:
            ready = self.poll.poll(0 if self.to_load else None)
            if not ready and self.to_load:
                self.load(self.to_load.pop(0))
            for end, _ in ready:
                if end == self.control.fileno():
                    if not self.asked():
                        return self.kill_all()
                elif end == self.woken:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self.woken, 4096)
                    self.reap()
                else:
                    self.hung_up(end)

    def load(self, module: str) -> None:
        """Import a module; what cannot be imported here is told by the child that needs it."""
        with contextlib.suppress(ImportError):
            import_module(module)
        if not self.to_load:
            from aligner.errors import TolmachError
            from aligner.formats import FORMATS

            with contextlib.suppress(TolmachError):  # whoever uses the table tells of a plug-in that is broken
                len(FORMATS)
            # What is loaded stays as it is: children that look for garbage need not copy its pages.
            gc.collect()
            gc.freeze()

    def asked(self) -> bool:
        """One request of the caller; false when it is gone."""
        message, ends, _, _ = socket.recv_fds(self.control, 1, 2)
        if message == LOAD:
            self.to_load = [module for module in modules() if module not in sys.modules]
        elif message == CALL and len(ends) == 2:
            self.fork(ends[0], socket.socket(fileno=ends[1]))
        return message != b""

    def fork(self, data: int, watch: socket.socket) -> None:
        """A child for one call."""
        child = os.fork()
        if child == 0:
            self.be_child(data, watch)
        os.close(data)
        self.children[child] = watch
        self.poll.register(watch, 0)  # hanging up is always told

    def be_child(self, data: int, watch: socket.socket) -> NoReturn:
        """In the child: only its own socket stays open."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for other in (self.control, watch, *self.children.values()):
                other.close()
            os.dup2(self.nothing, 2)
            die_with_parent(self.own)
            # Children are what the system should end first when memory is short.
            with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
                score.write("1000")
            with os.fdopen(data, "rb", closefd=False) as requests, os.fdopen(data, "wb") as answers:
                work(requests, answers)
            status = 0
        finally:
            os._exit(status)

    def hung_up(self, end: int) -> None:
        """The caller has closed its end: the child is not wanted any more."""
        for child, watch in self.children.items():
            if watch.fileno() == end:
                self.poll.unregister(watch)
                # Not yet waited for, so the number is still the child's.
                os.kill(child, signal.SIGKILL)
                return

    def reap(self) -> None:
        """Tell how children ended."""
        while self.children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            watch = self.children.pop(child)
            with contextlib.suppress(KeyError):
                self.poll.unregister(watch)
            with contextlib.suppress(OSError), watch:
                watch.sendall(to_json(os.waitstatus_to_exitcode(status)))

    def kill_all(self) -> None:
        """The caller is gone."""
        for child in self.children:
            os.kill(child, signal.SIGKILL)


def die_with_parent(parent: int) -> None:
    """Let the system kill this process when the host dies; elsewhere than on Linux the limit of time does."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def main() -> None:
    """The control socket is standard input. Faults of the host show on standard error, what children print nowhere."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    os.close(nothing)
    Host(control).run()
