"""A service to measure: started on loopback with a fresh data directory, asked by many clients, then weighed."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORDS = [
    "кошка",
    "дом",
    "река",
    "город",
    "книга",
    "поезд",
    "врач",
    "школа",
    "письмо",
    "дождь",
    "снег",
    "утро",
    "вечер",
    "сад",
    "море",
    "хлеб",
    "окно",
    "дорога",
    "друг",
    "лес",
]


VERBS = ["видит", "строит", "читает", "помнит", "любит", "ищет", "находит", "рисует", "слышит", "ждёт"]


def sentence(number: int) -> str:
    """A short Russian sentence, another for each number."""
    made = random.Random(number)
    return f"{made.choice(WORDS).capitalize()} {made.choice(VERBS)} {made.choice(WORDS)} номер {number}."


class Service:
    """A ``tolmach serve`` of its own."""

    def __init__(self, folder: Path, *words: str, **settings: object) -> None:
        self.folder, self.port = folder, 8900 + os.getpid() % 90
        env = {k: v for k, v in os.environ.items() if not k.startswith("TOLMACH_") and k != "DATABASE_URL"}
        env |= {"TOLMACH_DATA_DIR": str(folder), "TOLMACH_PORT": str(self.port), "TOLMACH_SAMPLE": "off"}
        env |= {"TOLMACH_LOG_LEVEL": "info", "TOLMACH_BATCH_LIMIT": "-1", "TOLMACH_INTERACTIVE_BEAM": "2"}
        env |= {f"TOLMACH_{name.upper()}": str(value) for name, value in settings.items()}
        self.log = folder / "log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from aligner.cli import main; main()", "serve", *words],
                env=env, stdout=log, stderr=log,
            )  # fmt: skip

    def connection(self) -> http.client.HTTPConnection:
        """A connection that is kept open."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(
        self, method: str, path: str, body: Any = None, connection: http.client.HTTPConnection | None = None
    ) -> Any:
        """One request; the JSON or text of the answer."""
        used = connection or self.connection()
        try:
            data = json.dumps(body).encode() if body is not None else None
            used.request(method, path, data, {"Content-Type": "application/json"})
            answer = used.getresponse()
            text = answer.read().decode()
            if answer.status >= 400:
                raise RuntimeError(f"{answer.status} {text[:200]}")
            return json.loads(text) if answer.headers.get_content_type() == "application/json" else text
        finally:
            if connection is None:
                used.close()

    def wait(self) -> float:
        """Until it is ready; the seconds it took."""
        began = time.perf_counter()
        while True:
            try:
                self.ask("GET", "/readyz")
                return time.perf_counter() - began
            except (OSError, RuntimeError, http.client.HTTPException):
                if self.process.poll() is not None:
                    raise SystemExit(self.log.read_text()) from None
                time.sleep(0.05)

    def children(self, name: str) -> list[int]:
        """Process numbers of the living children of this name."""
        found = re.findall(rf"{name}[ \d]* started, process (\d+)", self.log.read_text())
        return [int(pid) for pid in found if Path(f"/proc/{pid}/statm").exists()]


@contextmanager
def service(*words: str, **settings: object) -> Iterator[Service]:
    """A service that is up."""
    with tempfile.TemporaryDirectory(prefix="tolmach-bench-") as folder:
        made = Service(Path(folder), *words, **settings)
        try:
            seconds = made.wait()
            print(f"  ready after {seconds:.1f} s")
            yield made
        finally:
            made.process.terminate()
            made.process.wait(40)


def measure(clients: int, requests: int, one: Callable[[int, http.client.HTTPConnection], object], of: Service) -> str:
    """Requests a second, median and 99th percentile of so many clients that send one request after another."""
    times: list[float] = []
    numbers = iter(range(requests))
    lock = threading.Lock()

    def client(_: int) -> None:
        connection = of.connection()
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                connection.close()
                return
            began = time.perf_counter()
            one(number, connection)
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    seconds = time.perf_counter() - began
    times.sort()
    p50, p99 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
    return f"{requests / seconds:8.0f} /s   p50 {p50 * 1000:7.1f} ms   p99 {p99 * 1000:7.1f} ms"


def stored_bitext(of: Service, beads: int) -> str:
    """The id of a translated document of so many sentences."""
    made = of.ask("POST", "/api/v1/documents", {"text": "\n\n".join(sentence(n) for n in range(beads))})
    while (job := of.ask("GET", f"/api/v1/jobs/{made['job']['id']}"))["state"] not in ("done", "failed"):
        time.sleep(0.2)
    assert job["state"] == "done", job
    return str(made["bitext"]["id"])


def resident(of: Service, name: str) -> float:
    """Megabytes that the children of this name hold, with their own children."""
    pages = 0
    for pid in of.children(name):
        family = [pid, *(int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        pages += sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in family)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_seconds(of: Service, name: str) -> float:
    """CPU time that the children of this name have used, with their own children."""
    ticks = 0
    for pid in of.children(name):
        family = [pid, *(int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
        ticks += sum(sum(map(int, Path(f"/proc/{one}/stat").read_text().split()[13:15])) for one in family)
    return ticks / os.sysconf("SC_CLK_TCK")
