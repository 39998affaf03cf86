"""Speed, size and memory of writing and reading back the list formats.

python benchmarks/exports.py [UNITS] [FORMAT…]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aligner.core.unit import Unit
from aligner.exports import FORMATS, export_units
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


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    names = sys.argv[2:] or ["tmx", "xliff", "xliff2", "tsv", "csv", "jsonl"]
    print(f"{count} units\n{'format':8}{'MB':>7}{'write/CPU s':>14}{'read/CPU s':>14}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder) / f"x{FORMATS[name].extension}"
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
