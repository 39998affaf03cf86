"""What a command costs: seconds by the clock and of the processor, and the most memory of its process tree."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and processor seconds, and the most memory (proportional set size of the process tree, MB).

    ``tree`` is the processor seconds that all processes of the tree had when they were last looked at, once a second:
    less exact than ``cpu``, but it knows those that nobody waits for (Ray's).
    """

    wall: float
    cpu: float
    megabytes: float
    tree: float

    @property
    def cores(self) -> float:
        """Cores kept busy on average."""
        return self.cpu / self.wall


def measured(command: Sequence[str], *, watch: Callable[[subprocess.Popen[bytes]], None] | None = None) -> Cost:
    """Run a command; ``watch`` sees the process while it runs."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    peak = [0.0]
    seconds: dict[int, float] = {}
    over = threading.Event()

    def sample() -> None:
        # Not more often: reading the page tables of a busy process slows it down.
        while not over.wait(1.0):
            peak[0] = max(peak[0], look_at_tree(process.pid, seconds))

    sampler = threading.Thread(target=sample)
    sampler.start()
    if watch is not None:
        watch(process)
    _, errors = process.communicate()
    over.set()
    sampler.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, -signal.SIGKILL):
        sys.exit(f"{command}: {errors.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.perf_counter() - begin, cpu, peak[0], sum(seconds.values()))


def look_at_tree(root: int, seconds: dict[int, float]) -> float:
    """Megabytes of a process and all below it, shared pages counted once; notes the processor seconds of each."""
    tick = os.sysconf("SC_CLK_TCK")
    total, stack = 0, [root]
    while stack:
        pid = stack.pop()
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                stack += map(int, (task / "children").read_text().split())
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        seconds[pid] = (int(times[11]) + int(times[12])) / tick
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def batch(source: Path, out: Path, *more: str) -> list[str]:
    """The command line of a run, greedy search, TMX only."""
    main = "from aligner.cli import main; main()"
    fixed = ["--beam", "1", "--to", "tmx", "--language", "ru", "--quiet"]
    return [sys.executable, "-c", main, "batch", str(source), "-o", str(out), *fixed, *more]
