"""Processes that read and write documents; one that dies takes down its own document at most, never the run."""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from aligner.batch.errors import WorkerLostError

_PR_SET_PDEATHSIG = 1
_Task = tuple[Callable[..., Any], tuple[Any, ...], "Future[Any]"]


class WorkerPool:
    """A process pool whose tasks survive the death of a worker.

    When a worker dies, everything that was under way is tried again alone, one task after another, in a process
    of its own: the task that kills it a second time fails with ``WorkerLostError``.
    """

    def __init__(self, workers: int) -> None:
        """Processes start when there is work for them."""
        self._workers = workers
        self._lock = threading.Lock()
        self._executor = _executor(workers)
        self._suspects: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._retry_thread = threading.Thread(target=self._try_suspects, daemon=True)
        self._retry_thread.start()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Run a function of a module in one of the processes."""
        outer: Future[Any] = Future()
        task = function, arguments, outer
        with self._lock:
            executor = self._executor
            try:
                inner = executor.submit(function, *arguments)
            except BrokenProcessPool:
                executor = self._executor = _executor(self._workers)
                inner = executor.submit(function, *arguments)
        inner.add_done_callback(lambda done: self._done(done, task, executor))
        return outer

    def _done(self, inner: Future[Any], task: _Task, executor: ProcessPoolExecutor) -> None:
        error = None if inner.cancelled() else inner.exception()
        if isinstance(error, BrokenProcessPool):
            with self._lock:
                if self._executor is executor:
                    self._executor = _executor(self._workers)
            self._suspects.put(task)
        elif error is not None:
            task[2].set_exception(error)
        elif not inner.cancelled():
            task[2].set_result(inner.result())

    def _try_suspects(self) -> None:
        alone: ProcessPoolExecutor | None = None
        while (task := self._suspects.get()) is not None:
            function, arguments, outer = task
            alone = alone or _executor(1)
            try:
                outer.set_result(alone.submit(function, *arguments).result())
            except BrokenProcessPool:
                alone = None
                outer.set_exception(WorkerLostError("the process that worked on it died twice (out of memory?)"))
            except Exception as error:  # handed on to whoever waits for the task
                outer.set_exception(error)
        if alone is not None:
            alone.shutdown(wait=False, cancel_futures=True)

    def close(self, *, wait: bool = True) -> None:
        """End the processes; with ``wait`` false what is under way is left to end by itself."""
        self._suspects.put(None)
        self._executor.shutdown(wait=wait, cancel_futures=True)


def _executor(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(os.getpid(),))


def _begin(parent: int) -> None:
    """In a new process: Ctrl-C is the parent's business, and without the parent there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    if sys.platform != "linux":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    import time

    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
