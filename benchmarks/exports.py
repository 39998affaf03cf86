"""Speed, size and memory of writing and reading back the list formats; and of the commands on a file of any size.

    python benchmarks/exports.py [UNITS] [FORMAT…]
    python benchmarks/exports.py --large MB [FOLDER [COMMAND…]]

--large writes a TMX file of so many megabytes (1000 is a gigabyte) into the folder (default: a temporary one), runs
`tolmach convert`, `tolmach memory add`, `tolmach memory export` and `tolmach check` on it (or those that are named),
each a process of its own, and says how long each took and what memory at most.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aligner.core.unit import Unit
from aligner.exports import export_units
from aligner.formats import EXPORTS
from aligner.imports import read_units


def units(count: int) -> Iterator[Unit]:
    for number in range(count):
        yield Unit(
            f"Стороны обсудили вопрос номер {number} и договорились о дальнейшей работе.",
            f"The parties discussed question number {number} and agreed on further work.",
            "ru",
            "en",
            id=f"d-{number}",
            document="d",
            confidence=0.9,
            origin="mt",
            before="Предыдущее предложение стоит здесь.",
            after="Следующее предложение стоит здесь.",
        )


def children(pid: int) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of a process, its children counted in the seconds."""
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"the command failed: {status}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def large(megabytes: int, folder: Path, chosen: list[str]) -> None:
    tmx = folder / "large.tmx"
    begun = time.process_time()
    one = folder / "one.tmx"
    count = int(megabytes * 1e6 / (export_units(units(10_000), one).written and one.stat().st_size / 10_000))
    export_units(units(count), tmx)
    used = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"written         {count} units, {tmx.stat().st_size / 1e6:.0f} MB: {used:.0f} CPU s, peak {peak:.0f} MB",
        flush=True,
    )
    base = ["memory", "-m", str(folder / "m.sqlite3")]
    for name, arguments in {
        "convert": ["convert", str(tmx), str(folder / "out.jsonl")],
        "memory add": [*base, "add", str(tmx)],
        "memory export": [*base, "export", str(folder / "back.tmx")],
        "check": ["check", str(tmx), "--report", "tsv", "-o", str(folder / "report.tsv"), "--fail-on", "never"],
    }.items():
        if chosen and name not in chosen:
            continue
        command, begun = [sys.executable, "-c", "from aligner.cli import main; main()", *arguments], time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        used, peak = children(process.pid)
        seconds = time.perf_counter() - begun
        print(f"{name:15} {seconds:6.0f} s by the clock, {used:6.0f} CPU s, peak {peak:.0f} MB", flush=True)


def main() -> None:
    if "--large" in sys.argv:
        megabytes, *where = sys.argv[sys.argv.index("--large") + 1 :]
        with tempfile.TemporaryDirectory(dir=where[0] if where else None) as folder:
            large(int(megabytes), Path(folder), where[1:])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    names = sys.argv[2:] or ["tmx", "xliff", "xliff2", "tsv", "csv", "jsonl"]
    print(f"{count} units\n{'format':8}{'MB':>7}{'write/CPU s':>14}{'read/CPU s':>14}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder) / f"x{EXPORTS[name].extension}"
            begun = time.process_time()
            export_units(units(count), path, name)
            written = time.process_time() - begun
            begun = time.process_time()
            back = sum(1 for _ in read_units(path, name))
            read = time.process_time() - begun
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            size = path.stat().st_size / 1e6
            print(f"{name:8}{size:7.0f}{count / written:14.0f}{back / read:14.0f}{peak:9.0f}", flush=True)
            path.unlink()


if __name__ == "__main__":
    main()
