"""The gunicorn worker: a request takes a thread once it has arrived, so slow clients cannot use up the threads."""

from __future__ import annotations

import errno
import math
import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import RequestTimeout

HEADER_SECONDS = 10.0  # the longest that a request header may take
HEADER_BYTES = 65_536
BODY_SECONDS = 30.0  # a body may take this long and a second for each LEAST_RATE bytes
LEAST_RATE = 16_384
BUFFERED_BYTES = 262_144  # a longer body, or one of unknown length, is read by the thread that answers it
THREADS_PER_UPLOAD = 16  # of so many threads one may wait for the rest of a body
CLOSE_SECONDS = 2.0  # how long a client may take to close after the last answer
STOP_SECONDS = 2.0  # how long a stopping process waits for a request that has begun to arrive

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BodySource:
    """A connection's socket as the HTTP parser reads it: with a least rate."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock, self._since, self._received = sock, time.monotonic(), 0

    def gettimeout(self) -> float | None:
        """The socket's time limit."""
        return self._sock.gettimeout()

    def settimeout(self, seconds: float | None) -> None:
        """Limit the socket, which gunicorn does while it discards what the application did not read."""
        self._sock.settimeout(seconds)

    def recv(self, size: int) -> bytes:
        """At most ``size`` bytes.

        Raises:
            RequestTimeout: the client is too slow; Flask answers it as 408.
        """
        if self._sock.gettimeout() is not None:
            return self._sock.recv(size)
        try:
            left = self._since + BODY_SECONDS + self._received / LEAST_RATE - time.monotonic()
            self._sock.settimeout(max(left, 0.001))
            data = self._sock.recv(size)
        except TimeoutError:
            raise RequestTimeout from None
        finally:
            self._sock.settimeout(None)
        self._received += len(data)
        return data


@dataclass
class Arrival:
    """What has come of a request so far."""

    deadline: float
    received: bytearray = field(default_factory=bytearray)
    searched: int = 0
    wanted: int = 0  # bytes needed before a thread takes it; 0 until the header is complete
    unfinished: bool = False  # the thread will have to wait for the rest of the body
    closing: bool = False  # answered for the last time; what still comes is discarded


def body_length(head: bytes) -> int | None:
    """The length of the body that a header announces; None if it is not known or the client waits for a go-ahead."""
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        name, value = name.strip().lower(), value.strip()
        if name in (b"transfer-encoding", b"expect"):
            return None
        if name == b"content-length" and value.isdigit():
            length = int(value[:18])
    return length


class ArrivalWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, where the poller receives the header and a short body."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arriving: dict[Any, Arrival] = {}  # the oldest first, as in the next two
        self.waiting: dict[Any, Arrival] = {}  # for one of the threads that may read a long body
        self.uploading: dict[Any, Arrival] = {}
        self.uploads = max(1, self.cfg.threads // THREADS_PER_UPLOAD)
        self.stop_by = math.inf

    def accept(self, listener: Any) -> None:
        """Accept a connection; when there are too many, the one that has been arriving longest makes room."""
        if self.nr_conns >= self.worker_connections - 1:
            self._drop_oldest()
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self.log.error("no file descriptor is left for a connection; raise the limit (ulimit -n)")
            if not self._drop_oldest():
                time.sleep(0.1)

    def enqueue_req(self, conn: Any) -> None:
        """Receive the next request of a connection; gunicorn would give it to a thread at once."""
        arrival = Arrival(time.monotonic() + HEADER_SECONDS)
        if conn.parser is not None:  # the client may have sent it behind the previous one
            arrival.received += conn.parser.unreader.take_buffered()
        conn.sock.setblocking(False)
        self.arriving[conn] = arrival
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.receive, conn))
        if arrival.received:
            self._advance(conn, arrival)
        else:
            self.receive(conn)

    def receive(self, conn: Any, _sock: Any = None) -> None:
        """Take what the socket has."""
        arrival = self.arriving.get(conn)
        if arrival is None:  # dropped by an event of the same round
            return
        try:
            data = conn.sock.recv(65_536)
        except BlockingIOError:
            return
        except OSError as error:
            self.log.debug("connection lost: %s", error)
            data = b""
        if not data:
            self._drop(conn)
        elif not arrival.closing:
            arrival.received += data
            self._advance(conn, arrival)

    def _advance(self, conn: Any, arrival: Arrival) -> None:
        """See whether the request is complete, and hand it on if so."""
        received = arrival.received
        if not arrival.wanted:
            if received.startswith((b"\r", b"\n")):  # empty lines before a request mean nothing
                received[:] = received.lstrip(b"\r\n")
                arrival.searched = 0
            end = received.find(b"\r\n\r\n", max(0, arrival.searched - 3))
            arrival.searched = len(received)
            if end < 0 or end > HEADER_BYTES:
                if len(received) > HEADER_BYTES:
                    self._drop(conn, TOO_LONG)
                return
            length = body_length(bytes(received[:end]))
            arrival.wanted = end + 4
            if length is None or length > BUFFERED_BYTES:
                arrival.unfinished = True
            else:
                arrival.wanted += length
                arrival.deadline = time.monotonic() + BODY_SECONDS + length / LEAST_RATE
        if len(received) < arrival.wanted:
            return
        self.poller.unregister(conn.sock)
        del self.arriving[conn]
        if arrival.unfinished and len(self.uploading) >= self.uploads:
            arrival.deadline = time.monotonic() + BODY_SECONDS
            self.waiting[conn] = arrival
        else:
            self._start(conn, arrival)

    def _start(self, conn: Any, arrival: Arrival) -> None:
        """Give the request to a thread; the parser gets first what was received here."""
        if arrival.unfinished:
            self.uploading[conn] = arrival
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(bytes(arrival.received))
        conn.parser.unreader.sock = BodySource(conn.sock)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Let the next long body in when one was read; close the connection if this was its last request."""
        if self.uploading.pop(conn, None) and self.waiting:
            following = next(iter(self.waiting))
            self._start(following, self.waiting.pop(following))
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
        else:
            self._close(conn)

    def _close(self, conn: Any) -> None:
        """Close when the client has read the answer; gunicorn waits for that here and serves nobody else meanwhile."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.receive, conn))
        except (OSError, ValueError) as error:  # closed by the client or by gunicorn
            self.log.debug("connection lost: %s", error)
            self._drop(conn)
        else:
            self.arriving[conn] = Arrival(time.monotonic() + CLOSE_SECONDS, closing=True)

    def murder_pending(self) -> None:
        """Close what did not arrive in time; gunicorn calls this at least once a second."""
        now = time.monotonic()
        if not self.alive:
            self.stop_by = min(self.stop_by, now + STOP_SECONDS)
        for conn in list(self._late(self.arriving, now)):
            self._drop(conn, TOO_SLOW)
        for conn in list(self._late(self.waiting, now)):
            self._drop(conn, BUSY)

    def _late(self, arrivals: dict[Any, Arrival], now: float) -> Iterator[Any]:
        return (conn for conn, arrival in arrivals.items() if min(arrival.deadline, self.stop_by) <= now)

    def _drop_oldest(self) -> bool:
        """Close the connection that has been arriving longest; whether there was one."""
        for arrivals, answer in ((self.arriving, TOO_SLOW), (self.waiting, BUSY)):
            if arrivals:
                self._drop(next(iter(arrivals)), answer)
                return True
        return False

    def _drop(self, conn: Any, answer: bytes = b"") -> None:
        """Close a connection that no thread has."""
        if arrival := self.arriving.pop(conn, None):
            self.poller.unregister(conn.sock)
            if arrival.closing or not arrival.received:  # it has its answer, or asked nothing
                answer = b""
        self.waiting.pop(conn, None)
        if answer:
            try:
                conn.sock.send(answer)
            except OSError as error:
                self.log.debug("connection lost: %s", error)
        self.nr_conns -= 1
        conn.close()
