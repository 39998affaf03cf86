"""A loopback server that speaks the Hugging Face hub's protocol, and a proxy.

Model info, ``resolve`` with ETags, large files by way of a redirect to another address, ranges, gated models.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """One model under one id; counts what was asked and can cut, hold up, corrupt or refuse a file.

    ``revisions`` are the commits that it knows, the newest last. ``hold_after`` sends that much of a file, and no more.
    """

    hub: str
    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    cut_after: dict[str, int] = field(default_factory=dict)
    hold_after: dict[str, int] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    revisions: list[str] = field(default_factory=lambda: [COMMIT])
    gated: bool = False
    held: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def info(self, revision: str) -> dict[str, object]:
        """The model info of the API for a commit, files with sizes and sums."""
        siblings = []
        for file in sorted(self.folder.iterdir()):
            content = file.read_bytes()
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            facts: dict[str, object] = {"rfilename": file.name, "size": len(content), "blobId": blob}
            if self.large(file.name):
                facts["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
            siblings.append(facts)
        return {
            "id": self.hub,
            "modelId": self.hub,
            "sha": revision,
            "private": False,
            "tags": [],
            "siblings": siblings,
        }

    @staticmethod
    def large(name: str) -> bool:
        """Whether the hub would keep a file in large-file storage."""
        return name.endswith((".safetensors", ".bin", ".spm"))


def _handler(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def log_message(self, format: str, *args: object) -> None:
            pass

        def answer(self, *, with_body: bool) -> None:
            path = self.path.split("?")[0]
            hub.asked.append(f"{self.command} {path}")
            if path.startswith(f"/api/models/{hub.hub}"):
                revision = path.partition("/revision/")[2] or "main"
                revision = hub.revisions[-1] if revision == "main" else revision
                if revision not in hub.revisions:
                    return self.fail(404, "RevisionNotFound")
                return self.send(
                    json.dumps(hub.info(revision)).encode(), {"Content-Type": "application/json"}, with_body
                )
            if path.startswith("/storage/"):
                return self.file(path.removeprefix("/storage/"), {}, with_body)
            prefix = f"/{hub.hub}/resolve/"
            revision, _, name = path.removeprefix(prefix).partition("/")
            if not path.startswith(prefix):
                # So the hub answers to those who are not signed in, be the model private or none.
                return self.fail(401, "RepoNotFound")
            if hub.gated:
                return self.fail(401, "GatedRepo")
            if revision not in hub.revisions or not (hub.folder / name).is_file():
                return self.fail(404, "EntryNotFound")
            content = (hub.folder / name).read_bytes()
            headers = {"X-Repo-Commit": revision}
            if not hub.large(name):
                tag = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                return self.file(name, {**headers, "ETag": f'"{tag}"'}, with_body)
            headers |= {"X-Linked-Etag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Linked-Size": str(len(content))}
            # Another host, as the hub's storage is: the client keeps the headers of the first answer.
            host = self.headers["Host"].replace("127.0.0.1", "localhost").replace("hub.", "storage.")
            return self.send(b"", {**headers, "Location": f"http://{host}/storage/{name}"}, with_body, status=302)

        def file(self, name: str, headers: dict[str, str], with_body: bool) -> None:
            content = (hub.folder / name).read_bytes()
            if name in hub.wrong:
                content = bytes([content[0] ^ 1]) + content[1:]
            self.send(content, headers, with_body, name)

        def fail(self, status: int, code: str) -> None:
            self.send_response(status)
            self.send_header("X-Error-Code", code)
            self.send_header("X-Error-Message", code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def send(
            self, content: bytes, headers: dict[str, str], with_body: bool, name: str = "", status: int = 200
        ) -> None:
            total = len(content)
            asked = self.headers.get("Range", "")
            if asked.startswith("bytes=") and with_body:
                start = int(asked[6:].split("-")[0])
                status, headers = 206, {**headers, "Content-Range": f"bytes {start}-{total - 1}/{total}"}
                hub.asked.append(f"RANGE {start} {name}")
                content = content[start:]
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Accept-Ranges", "bytes")
            self.end_headers()
            if with_body:
                cut = hub.cut_after.pop(name, None)
                hold = hub.hold_after.pop(name, None)
                self.wfile.write(content[: cut or hold])
                if hold is not None:
                    hub.held.set()
                    hub.go_on.wait(60)
                if cut is not None or hold is not None:
                    self.close_connection = True
                    self.connection.close()

    return Handler


@contextmanager
def fake_hub(hub: str, folder: Path) -> Iterator[FakeHub]:
    """Serve a folder as a model of the hub."""
    state = FakeHub(hub, folder)
    with _serving(_handler(state)) as state.url:
        try:
            yield state
        finally:
            state.go_on.set()


@contextmanager
def proxy(behind: str) -> Iterator[tuple[str, list[str]]]:
    """A proxy that takes every plain request to one server, and refuses tunnels; its address and what it was asked."""
    asked: list[str] = []
    there = urlsplit(behind)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            parts = urlsplit(self.path)
            connection = HTTPConnection(there.hostname or "", there.port)
            connection.request(self.command, f"{parts.path}?{parts.query}", headers=dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for key, value in answer.getheaders():
                if key not in ("Server", "Date"):
                    self.send_header(key, value)
            self.end_headers()
            self.wfile.write(content)
            connection.close()

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_CONNECT(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_error(403)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with _serving(Handler) as url:
        yield url, asked


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on the loopback address, and where it is."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
