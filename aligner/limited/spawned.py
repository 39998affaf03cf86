"""A child for systems without fork: an interpreter for each call; the wall clock is the only limit."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress

from aligner.limited.frames import TICK


class Spawned:
    """One interpreter, its answers carried by a thread, for pipes know no time limit everywhere."""

    def __init__(self) -> None:
        """Start it."""
        path = json.dumps([folder for folder in sys.path if folder])
        begin = (
            "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from aligner.limited.child import main; main()"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-c", begin, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._parts: queue.Queue[bytes] = queue.Queue(4)
        self._rest = b""
        self._closed = threading.Event()
        self._carrier = threading.Thread(target=self._carry, daemon=True)
        self._carrier.start()

    def _carry(self) -> None:
        assert self._process.stdout is not None
        part = b"-"
        while part:
            part = os.read(self._process.stdout.fileno(), 1 << 20)
            while not self._closed.is_set():
                try:
                    self._parts.put(part, timeout=TICK)
                    break
                except queue.Full:
                    continue

    def send(self, data: bytes) -> None:
        """All of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def receive(self, size: int) -> bytes:
        """Some bytes, none at the end."""
        if not self._rest:
            try:
                self._rest = self._parts.get(timeout=TICK)
            except queue.Empty:
                raise TimeoutError from None
        part, self._rest = self._rest[:size], self._rest[size:]
        return part

    def status(self) -> int | None:
        """How it ended."""
        return self._process.wait(10.0)

    def close(self) -> None:
        """End it."""
        self._closed.set()
        self._process.kill()
        self._process.wait()
        self._carrier.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent is not wanted any more
                    pipe.close()
