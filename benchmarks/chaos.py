"""Acknowledged against present: uploads go on while web server and workers are killed with kill -9, round after round.

    python benchmarks/chaos.py [--rounds 50] [--database-url postgresql://…]

Every upload that was answered with 201 has to be in the library afterwards, and its job has to end.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from service_process import Process


def children(pid: int) -> list[int]:
    """Processes that this one started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(number) for number in listed]


def kill(process: Process, chance: random.Random) -> str:
    """Kill the web server, the worker, both, or all with the parent; says which."""
    victims = children(process.popen.pid)
    chosen = chance.choice(("web", "worker", "both", "all"))
    wanted = {"web": victims[:1], "worker": victims[1:]}.get(chosen, victims)
    if chosen == "all":
        process.popen.kill()
        process.popen.wait()
    for pid in wanted:
        os.kill(pid, signal.SIGKILL)
    return chosen


def upload(at: list[Process], taken: dict[str, str], done: threading.Event, client: int) -> None:
    """Upload texts one after another, noting those that were acknowledged."""
    number = 0
    while not done.is_set():
        number += 1
        name = f"{client}-{number}.txt"
        try:
            body = {"text": f"Текст {number} читателя {client}. Он короток.", "name": name}
            status, answer = at[0].ask("/api/v1/documents", body)
            if status == 201:
                taken[name] = answer["job"]["id"]
        except (OSError, ValueError):
            pass
        done.wait(0.3)


def main() -> None:
    """Run the rounds, let the queue run dry, count."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--database-url", default="")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.database_url:
            os.environ["DATABASE_URL"] = given.database_url
        at = [Process(folder, sample="false")]
        at[0].ready()
        taken: dict[str, str] = {}
        done = threading.Event()
        clients = [threading.Thread(target=upload, args=(at, taken, done, n)) for n in range(3)]
        for client in clients:
            client.start()
        for number in range(given.rounds):
            time.sleep(chance.uniform(0.5, 3.0))
            what = kill(at[0], chance)
            if what == "all":
                at[0] = Process(folder, sample="false")
            at[0].ready()
            print(f"round {number + 1}: {what}; {len(taken)} acknowledged", flush=True)
        done.set()
        for client in clients:
            client.join()
        until = time.monotonic() + 600
        states = {name: at[0].ask(f"/api/v1/jobs/{job}")[1].get("state", "lost") for name, job in taken.items()}
        while any(state in ("queued", "running") for state in states.values()) and time.monotonic() < until:
            time.sleep(1.0)
            states = {name: at[0].ask(f"/api/v1/jobs/{job}")[1].get("state", "lost") for name, job in taken.items()}
        at[0].stop()
        counts = {state: list(states.values()).count(state) for state in sorted(set(states.values()))}
        print(f"acknowledged {len(taken)}; now {counts}")
        if not given.database_url:
            with closing(sqlite3.connect(folder / "tolmach.sqlite3")) as base:
                print("integrity:", base.execute("pragma integrity_check").fetchone()[0])
    sys.exit(0 if set(counts) <= {"done"} else 1)


if __name__ == "__main__":
    main()
