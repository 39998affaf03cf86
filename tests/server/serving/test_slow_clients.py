"""Clients that send slowly, or never finish, do not keep the service from answering others."""

from __future__ import annotations

import http.client
import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from service_process import Process, serving

from server.serving.arrival import BUFFERED_BYTES, HEADER_BYTES, body_length

pytestmark = pytest.mark.skipif("TOLMACH_LONG_TESTS" not in os.environ, reason="takes minutes; make test-long runs it")

THREADS = 16
POST = b"POST /translate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
STARTS = {
    "nothing": b"",
    "header": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
    "header after empty lines": b"\r\n\r\nGET /healthz HTTP/1.1\r\nX-A: ",
    "short body": POST + b"Content-Length: 100000\r\n\r\n{",
    "long body": POST + b"Content-Length: 900000\r\n\r\n{",
    "chunked body": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    "go-ahead": POST + b"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n",
    "answered, never closed": b"GET /healthz HTTP/1.0\r\n\r\n",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with serving(tmp_path_factory.mktemp("slow"), "--web", web_threads=THREADS, sample="false") as process:
        yield process


def connect(process: Process, data: bytes = b"", seconds: float = 60.0) -> socket.socket:
    """A connection that has sent this much."""
    made = socket.create_connection(("127.0.0.1", process.port), timeout=seconds)
    made.sendall(data)
    return made


def everything(sock: socket.socket) -> bytes:
    """What comes until the service closes the connection."""
    got = b""
    try:
        while part := sock.recv(65_536):
            got += part
    except ConnectionResetError:
        pass  # bytes that nobody read make a close a reset
    return got


def answers(process: Process) -> list[int]:
    """The status of /healthz and of a page, each on a connection of its own."""
    found = []
    for path in ("/healthz", "/"):
        with ExitStack() as stack:
            asked = http.client.HTTPConnection("127.0.0.1", process.port, timeout=10)
            stack.callback(asked.close)
            asked.request("GET", path)
            found.append(asked.getresponse().status)
    return found


@pytest.mark.parametrize("kind", STARTS)
def test_slow_clients_leave_the_service_to_others(service: Process, kind: str) -> None:
    with ExitStack() as stack:
        # More than the threads; and more than the connections that a process keeps, where none is given to a thread.
        held = [stack.enter_context(connect(service, STARTS[kind])) for _ in range(THREADS * 5)]
        for _ in range(2):
            assert answers(service) == [200, 200]
            for sock in held[-THREADS:]:
                try:
                    sock.sendall(b" ")
                except OSError:
                    assert kind == "answered, never closed"


def test_a_header_that_does_not_end_is_closed(service: Process) -> None:
    with connect(service, STARTS["header"]) as slow:
        assert everything(slow).startswith(b"HTTP/1.1 408 ")
    with connect(service, STARTS["header"] + b"a" * (HEADER_BYTES + 10)) as long:
        assert everything(long).startswith(b"HTTP/1.1 431 ")


def test_bodies_that_do_not_end_are_closed(service: Process) -> None:
    with ExitStack() as stack:
        # One thread of these 16 reads bodies: of the two that need it, one is served and one waits for it.
        slow = {kind: stack.enter_context(connect(service, STARTS[kind])) for kind in ("short body", "long body")}
        assert answers(service) == [200, 200]
        waiting = stack.enter_context(connect(service, STARTS["chunked body"], 120))
        for sock in slow.values():
            assert everything(sock).startswith(b"HTTP/1.1 408 ")
        assert everything(waiting).startswith((b"HTTP/1.1 408 ", b"HTTP/1.1 503 "))


@pytest.mark.parametrize("padding", [0, BUFFERED_BYTES])
@pytest.mark.parametrize("pieces", [1, 7])
def test_requests_in_pieces_and_behind_each_other_are_answered(service: Process, padding: int, pieces: int) -> None:
    body = json.dumps({"q": "Да.", "source": "ru", "target": "en"}).encode() + b" " * padding
    plain = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    data = plain + chunked + plain + last
    step = len(data) // pieces + 1
    with connect(service) as sock:
        for begin in range(0, len(data), step):
            sock.sendall(data[begin : begin + step])
        got = everything(sock)
    assert got.count(b"HTTP/1.1 200 ") == 4
    assert got.count(b'"translatedText"') == 3


def test_a_client_that_asks_for_a_go_ahead_gets_it(service: Process) -> None:
    body = json.dumps({"q": "Да.", "source": "ru", "target": "en"}).encode()
    head = POST + b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    with connect(service, head) as sock:
        assert sock.recv(100).startswith(b"HTTP/1.1 100 ")
        sock.sendall(body)
        assert b"HTTP/1.1 200 " in everything(sock)


def test_a_service_with_slow_clients_stops(tmp_path: Path) -> None:
    with serving(tmp_path, "--web", web_threads=4, sample="false") as process, ExitStack() as stack:
        for start in (STARTS["header"], STARTS["short body"], STARTS["long body"]):
            stack.enter_context(connect(process, start))
        assert answers(process) == [200, 200]
        assert process.stop() == 0


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (b"GET / HTTP/1.1\r\nHost: a", 0),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:  12 ", 12),
        (b"POST / HTTP/1.1\r\nContent-Length: 12\r\nTransfer-Encoding: chunked", None),
        (b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 12", None),
        (b"POST / HTTP/1.1\r\nContent-Length: -1", 0),
        (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 9000, 10**18 - 1),
    ],
)
def test_the_length_of_a_body_is_read_from_the_header(head: bytes, length: int | None) -> None:
    assert body_length(head) == length
