"""Readers and editors on one large book at once: errors, times, memory.

python benchmarks/load.py [--pairs 20000] [--readers 100] [--editors 10] [--seconds 300]
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from chaos import children
from service_process import Process, serving
from stored_pairs import made_by_hand

from server.db.migrate import open_database
from server.settings import load_settings


def peak(pid: int) -> int:
    """The most memory that a process had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


class Load:
    """What the clients did."""

    def __init__(self, process: Process, book: str, pairs: int, until: float) -> None:
        self.process, self.book, self.pairs, self.until = process, book, pairs, until
        self.times: dict[str, list[float]] = {"read": [], "list": [], "edit": []}
        self.statuses: Counter[str] = Counter()

    def ask(self, kind: str, path: str, body: object = None, method: str = "GET") -> tuple[int, Any]:
        """One request, timed; 0 and the fault where no answer came."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=120)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
        except OSError as error:
            status, text = 0, str(error).encode()
        finally:
            connection.close()
        self.times[kind].append(time.monotonic() - began)
        self.statuses[f"{kind} {status}"] += 1
        return status, json.loads(text) if path.startswith("/api/") and status else text

    def read(self, number: int) -> None:
        """Open the page somewhere and list the pairs there, with a pause like a person's."""
        chance = random.Random(number)
        while time.monotonic() < self.until:
            self.ask("read", f"/read/{self.book}?from={chance.randrange(self.pairs)}")
            self.ask("list", f"/api/v1/bitexts/{self.book}/beads?offset={chance.randrange(self.pairs)}&limit=100")
            time.sleep(chance.uniform(5, 15))

    def edit(self, number: int) -> None:
        """Fetch a pair and retype its translation; 409 where somebody else was at it."""
        chance = random.Random(number)
        while time.monotonic() < self.until:
            beads = f"/api/v1/bitexts/{self.book}/beads"
            _, found = self.ask("list", f"{beads}?offset={chance.randrange(self.pairs)}&limit=1")
            bead = found["beads"][0]
            body = {"version": bead["version"], "target_text": f"One {chance.random()}.", "status": "confirmed"}
            self.ask("edit", f"{beads}/{bead['id']}", body, "PATCH")
            time.sleep(chance.uniform(2, 6))


def main() -> None:
    """Make the book, run the clients, print the figures."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for name, value in (("pairs", 20_000), ("readers", 100), ("editors", 10), ("seconds", 300)):
        options.add_argument(f"--{name}", type=int, default=value)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        with open_database(load_settings({}, data_dir=name)) as database, database.write() as session:
            book = made_by_hand(session, given.pairs).id
        with serving(Path(name), sample="false") as process:
            load = Load(process, book, given.pairs, time.monotonic() + given.seconds)
            works = [(load.read, n) for n in range(given.readers)] + [(load.edit, n) for n in range(given.editors)]
            threads = [threading.Thread(target=work, args=(n,)) for work, n in works]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            print(dict(sorted(load.statuses.items())))
            for kind, times in load.times.items():
                ordered = sorted(times)
                if ordered:
                    p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
                    print(f"{kind}: {len(ordered)} requests, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
            web = children(process.popen.pid)[0]
            print("MB at the most:", [peak(pid) for pid in (web, *children(web))])


if __name__ == "__main__":
    main()
