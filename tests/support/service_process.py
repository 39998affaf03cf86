"""The service as a process: started as a user starts it, on a port of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service_bench import free_port


class Process:
    """A running ``tolmach serve``."""

    def __init__(self, folder: Path, *words: str, **changes: object) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        env = {name: value for name, value in os.environ.items() if not name.startswith("TOLMACH_")}
        env |= {"TOLMACH_DATA_DIR": str(folder), "TOLMACH_PORT": str(self.port), "OMP_NUM_THREADS": "1"}
        env |= {"TOLMACH_BEAM": "1", "TOLMACH_INTERACTIVE_BEAM": "1", "TOLMACH_TRANSLATOR_THREADS": "1"}
        env |= {f"TOLMACH_{name.upper()}": str(value) for name, value in changes.items()}
        self.log = folder / "serve.log"
        with self.log.open("ab") as log:
            command = [sys.executable, "-c", "from aligner.cli import main; main()", "serve", *words]
            self.popen = subprocess.Popen(command, env=env, stdout=log, stderr=log)

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """A request with JSON; the status and the answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                text, status = answer.read().decode(), answer.status
        except urllib.error.HTTPError as error:
            with error:
                text, status = error.read().decode(), error.code
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def ready(self, seconds: float = 240.0) -> float:
        """Wait until it can serve; how long it took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if self.ask("/readyz")[0] == 200:
                    return time.monotonic() - began
            except OSError:
                pass
            assert self.popen.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"not ready after {seconds} s:\n{self.log.read_text()}")

    def stop(self) -> int:
        """Ask it to stop; its exit status."""
        self.popen.terminate()
        return self.popen.wait(120)


@contextmanager
def serving(folder: Path, *words: str, **changes: object) -> Iterator[Process]:
    """A service that is up, and stopped at the end."""
    process = Process(folder, *words, **changes)
    try:
        process.ready()
        yield process
    finally:
        if process.popen.poll() is None:
            process.popen.terminate()
            try:
                process.popen.wait(120)
            except subprocess.TimeoutExpired:
                process.popen.kill()
                process.popen.wait()
