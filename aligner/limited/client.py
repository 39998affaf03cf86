"""The caller's side: start a host, hand it calls, read frames, end what takes too long."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from aligner.errors import LimitError, ReadError, TolmachError
from aligner.limited import frames
from aligner.limited.frames import TICK
from aligner.readers.limits import Limits

log = logging.getLogger(__name__)

#: Called about twice a second while a child works; what it raises ends the child and goes on to the caller.
Watch = Callable[[], None]
#: So many children of one process at a time, each of which may take the memory of the limit.
AT_ONCE = max(2, os.cpu_count() or 1)
#: So many bytes are asked for at a time; small frames come many at once.
AT_LEAST = 1 << 14
_slots = threading.BoundedSemaphore(AT_ONCE)
_FORKS = hasattr(os, "fork") and hasattr(socket, "send_fds")


def run_limited(
    function: str,
    data: bytes = b"",
    arguments: dict[str, Any] | None = None,
    *,
    name: str,
    limits: Limits | None = None,
    watch: Watch | None = None,
) -> Any:
    """Call ``function`` ("module:name") with these bytes and named arguments in a child; its value, made of JSON.

    Of a generator, the last value. ``name`` stands in messages, for the file that is worked on.

    Raises:
        TolmachError: what the function raised, as it was raised.
        LimitError: more memory or time than ``limits`` allow (``memory_bytes``, ``seconds``), or the child died.
    """
    *_, value = stream_limited(function, data, arguments, name=name, limits=limits, watch=watch)
    return value


def stream_limited(
    function: str,
    data: bytes = b"",
    arguments: dict[str, Any] | None = None,
    *,
    name: str,
    limits: Limits | None = None,
    seconds: float | None = None,
    watch: Watch | None = None,
) -> Iterator[Any]:
    """The same, value by value, as a generator function yields them; the child waits while nobody asks.

    Only the time in which the caller waits counts as wall clock. ``seconds`` stands for those of the limits where the
    work grows with the file. Close the iterator to end the child early.
    """
    limits = limits or Limits.from_environment()
    allowed = limits.seconds if seconds is None else seconds
    call = _Call(name, limits.memory_bytes, allowed, watch or (lambda: None))
    call.wait_for_slot()
    try:
        call.connection = _new_connection()
        call.send(frames.request(function, arguments or {}, limits.memory_bytes, allowed, len(data)), data)
        yield from call.values()
    finally:
        _slots.release()
        if call.connection is not None:
            call.connection.close()


class Connection(Protocol):
    """One child's pipe. ``receive`` raises ``TimeoutError`` after a tick; ``close`` ends the child."""

    def send(self, data: bytes) -> None: ...

    def receive(self, size: int) -> bytes: ...

    def status(self) -> int | None: ...

    def close(self) -> None: ...


class _Call:
    """One call: what it is about, and how long it has been waited for."""

    def __init__(self, name: str, memory_bytes: int, seconds: float, watch: Watch) -> None:
        self.name, self.memory_bytes, self.seconds, self.watch = name, memory_bytes, seconds, watch
        self.waited = 0.0
        self.looked = time.monotonic()
        self.rest = b""
        self.connection: Connection | None = None

    def wait_for_slot(self) -> None:
        """Until not too many children are at work."""
        while not _slots.acquire(timeout=TICK):
            self.watch()
            self.waited += TICK
            if self.waited > self.seconds:
                raise LimitError(
                    "{name}: too many files are being read at this moment; try again in a minute", name=self.name
                )
        self.waited = 0.0

    def send(self, *parts: bytes) -> None:
        """Hand the request over; a child that is gone already has left word of it."""
        assert self.connection is not None
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                self.connection.send(part)

    def values(self) -> Iterator[Any]:
        """What comes back, until the end."""
        while True:
            kind, size = frames.HEADER.unpack(self.received(frames.HEADER.size))
            if size > frames.LARGEST:
                raise self.too_large()
            data = self.received(size)
            if kind == frames.VALUE:
                yield frames.from_json(data)
            elif kind == frames.BYTES:
                yield data
            elif kind == frames.END:
                return
            else:
                raise self.error(kind, data)

    def received(self, size: int) -> bytes:
        """So many bytes; the wall clock and the watch are looked at while none come."""
        assert self.connection is not None
        parts, held = [self.rest], len(self.rest)
        while held < size:
            began = time.monotonic()
            try:
                part = self.connection.receive(max(size - held, AT_LEAST))
            except TimeoutError:
                part = None
            except ConnectionResetError:
                part = b""
            if part == b"":
                raise self.ended(self.connection.status())
            if part is not None:
                parts.append(part)
                held += len(part)
            now = time.monotonic()
            if part is None or now - self.looked > TICK:
                self.looked = now
                self.watch()
            self.passed(now - began)
        whole = b"".join(parts)
        self.rest = whole[size:]
        return whole[:size]

    def passed(self, seconds: float) -> None:
        """Count time; raises when it is up."""
        self.waited += seconds
        if self.waited > self.seconds:
            raise self.too_slow()

    def too_slow(self) -> LimitError:
        return LimitError(
            "{name}: cannot be read within {seconds} seconds; split it, save it in another format, or raise {setting}",
            name=self.name,
            seconds=round(self.seconds),
            setting="TOLMACH_READER_SECONDS",
        )

    def too_large(self) -> LimitError:
        return LimitError(
            "{name}: takes more than {megabytes} MB of memory to read; split it, save it in another format, or raise "
            "{setting}",
            name=self.name,
            megabytes=self.memory_bytes >> 20,
            setting="TOLMACH_READER_MEMORY_MB",
        )

    def error(self, kind: bytes, data: bytes) -> TolmachError:
        """The error that a frame tells of."""
        if kind == frames.ERROR:
            return frames.error_from(data)
        if kind == frames.MEMORY:
            return self.too_large()
        fault, text, trace = frames.from_json(data)
        if fault == "RecursionError":
            return ReadError("{name}: nested too deep to be read; is the file damaged?", name=self.name)
        log.error("%s: a fault of this program while reading it\n%s", self.name, trace)
        return ReadError(
            "{name}: a fault in this program ({fault}); please report it together with the file",
            name=self.name,
            fault=f"{fault}: {text}",
        )

    def ended(self, status: int | None) -> LimitError:
        """What the child's status says when it ended without a word."""
        if status == -getattr(signal, "SIGXCPU", 24):
            return self.too_slow()
        shown = signal.Signals(-status).name if status is not None and status < 0 else str(status)
        return LimitError(
            "{name}: the process that read it was ended by the system ({signal}); the file may be damaged or too "
            "large: split it, or save it again in another program",
            name=self.name,
            signal=shown,
        )


def _new_connection() -> Connection:
    if _FORKS:
        from aligner.limited.forked import Forked

        return Forked()
    from aligner.limited.spawned import Spawned

    return Spawned()


def _fresh_slots() -> None:
    """In a forked process: those that hold a slot are not here."""
    global _slots
    _slots = threading.BoundedSemaphore(AT_ONCE)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fresh_slots)
