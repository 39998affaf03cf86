"""A loopback server with the Hugging Face hub's layout: model info, ``resolve`` with ETags, and ranges."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """One model under one id; counts what was asked and can cut or corrupt a file."""

    hub: str
    folder: Path
    url: str = ""
    asked: list[str] = field(default_factory=list)
    cut_after: dict[str, int] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    def info(self) -> dict[str, object]:
        """The model info of the API, files with sizes and sums."""
        siblings = []
        for file in sorted(self.folder.iterdir()):
            content = file.read_bytes()
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            facts: dict[str, object] = {"rfilename": file.name, "size": len(content), "blobId": blob}
            if self.large(file.name):
                facts["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
            siblings.append(facts)
        return {"id": self.hub, "modelId": self.hub, "sha": COMMIT, "private": False, "tags": [], "siblings": siblings}

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
                if revision not in ("main", COMMIT):
                    return self.fail(404, "RevisionNotFound")
                return self.send(json.dumps(hub.info()).encode(), {"Content-Type": "application/json"}, with_body)
            prefix = f"/{hub.hub}/resolve/{COMMIT}/"
            file = hub.folder / path.removeprefix(prefix)
            if not path.startswith(prefix):
                return self.fail(404, "RepoNotFound")
            if not file.is_file():
                return self.fail(404, "EntryNotFound")
            content = file.read_bytes()
            tag = (
                hashlib.sha256(content) if hub.large(file.name) else hashlib.sha1(b"blob %d\0" % len(content) + content)
            )
            if file.name in hub.wrong:
                content = bytes([content[0] ^ 1]) + content[1:]
            return self.send(content, {"ETag": f'"{tag.hexdigest()}"', "X-Repo-Commit": COMMIT}, with_body, file.name)

        def fail(self, status: int, code: str) -> None:
            self.send_response(status)
            self.send_header("X-Error-Code", code)
            self.send_header("X-Error-Message", code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def send(self, content: bytes, headers: dict[str, str], with_body: bool, name: str = "") -> None:
            status, total = 200, len(content)
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
                self.wfile.write(content[:cut])
                if cut is not None:
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.close()

    return Handler


@contextmanager
def fake_hub(hub: str, folder: Path) -> Iterator[FakeHub]:
    """Serve a folder as a model of the hub."""
    state = FakeHub(hub, folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
