"""The nginx configuration that is shipped: slow senders and slow readers cost the service nothing."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from service_bench import free_port, multipart, wait_for
from service_process import serving

NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONFIGURATION = Path(__file__).parents[3] / "deploy" / "nginx.conf"
THREADS = 16

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt install nginx)"),
    pytest.mark.skipif("TOLMACH_LONG_TESTS" not in os.environ, reason="takes a minute; make test-long runs it"),
]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The service behind nginx, which listens on this port."""
    folder = tmp_path_factory.mktemp("proxied")
    with serving(folder, "--web", web_threads=THREADS, sample="false", proxy_hops=1) as process:
        listens = free_port()
        text = CONFIGURATION.read_text(encoding="utf-8")
        for old, new in (
            ("listen 80;", f"listen 127.0.0.1:{listens};"),
            ("127.0.0.1:8000", f"127.0.0.1:{process.port}"),
            ("worker_processes auto;", f"worker_processes 1; daemon off; pid {folder}/pid;"),
        ):
            assert old in text
            text = text.replace(old, new)
        (folder / "nginx.conf").write_text(text)
        assert NGINX
        nginx = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        try:
            wait_for(lambda: answered(listens, "/healthz") == 200, 20)
            yield listens
        finally:
            nginx.terminate()
            nginx.wait()


def answered(port: int, path: str) -> int:
    """The status of an address; 0 where nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except ConnectionError:
        return 0
    finally:
        connection.close()


def connect(port: int, data: bytes) -> socket.socket:
    """A connection that has sent this and reads nothing."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", port))
    made.sendall(data)
    return made


def test_slow_senders_and_readers_leave_the_service_to_others(port: int) -> None:
    host = f"Host: 127.0.0.1:{port}\r\n".encode()
    upload = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body, kind = multipart({}, "a.txt", "Да. ".encode() * 1_200_000)
    upload.request("POST", "/api/v1/documents", body, {"Content-Type": kind})
    made = upload.getresponse()
    answer = json.loads(made.read())
    upload.close()
    assert made.status == 201, answer
    place = answer["document"]["id"].encode()
    with ExitStack() as stack:
        reading = b"GET /api/v1/documents/" + place + b"/original HTTP/1.1\r\n" + host + b"\r\n"
        heads = b"GET / HTTP/1.1\r\n" + host + b"X-A: "
        bodies = b"POST /translate HTTP/1.1\r\n" + host + b"Content-Length: 100000\r\n\r\nq="
        for data in [reading] * (2 * THREADS) + [heads] * 134 + [bodies] * 134:
            stack.enter_context(connect(port, data))
        time.sleep(1.0)
        assert [answered(port, path) for path in ("/healthz", "/", "/healthz", "/")] == [200] * 4
