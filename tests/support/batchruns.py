"""A corpus of short Russian documents, and the command run as a user runs it: in a process of its own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: 2026-01-01: the same date in every output, so that runs can be compared byte for byte.
EPOCH = "1767225600"

PEOPLE = ("Министр", "Посол", "Директор", "Секретарь", "Учитель", "Врач", "Инженер", "Писатель")
VERBS = ("прибыл в", "уехал из", "рассказал про", "вспомнил", "посетил", "увидел", "описал", "покинул")
PLACES = ("Москву", "Казань", "город", "столицу", "музей", "деревню", "Женеву", "порт")
TIMES = ("вчера вечером", "сегодня утром", "в понедельник", "в прошлом году", "5 мая 2019 года")


def sentence(chance: random.Random) -> str:
    """One of some two thousand; a corpus of a few hundred sentences repeats some."""
    words = chance.choice(PEOPLE), chance.choice(VERBS), chance.choice(PLACES), chance.choice(TIMES)
    return " ".join(words) + ", как было объявлено."


def write_corpus(folder: Path, documents: int, seed: int = 1) -> Path:
    """Documents of one to eight sentences in a tree two deep."""
    chance = random.Random(seed)
    for number in range(documents):
        path = folder / f"part {number % 3}" / f"документ-{number:03d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [sentence(chance) for _ in range(chance.randint(1, 8))]
        path.write_text("\n\n".join((" ".join(lines[:3]), " ".join(lines[3:]))).strip() + "\n", encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every output with its content; the run directory holds times and is left out."""
    files = (p for p in folder.rglob("*") if p.is_file() and "tolmach-run" not in p.relative_to(folder).parts)
    return {os.fsdecode(os.fsencode(p.relative_to(folder))): p.read_bytes() for p in files}


#: Small lots, so that documents are finished one after another and a kill falls between them.
SMALL_LOTS = "import aligner.batch.local as local; local.GATHER, local.CHUNK, local.FLUSH = 24, 8, 0; "
#: A suite that a shell runs in the background hands an ignored SIGINT down; Ctrl-C must count all the same.
HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
MAIN = "from aligner.cli import main; main()"

Batch = Callable[..., "subprocess.Popen[str]"]


def command(arguments: Sequence[str | Path], before: str = "") -> list[str]:
    """``tolmach batch …`` through the interpreter of the tests; ``before`` runs first."""
    return [sys.executable, "-c", before + HEED + MAIN, "batch", *map(str, arguments)]


def wait_for(condition: Callable[[], bool], seconds: float = 240.0) -> None:
    """Poll until it holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)
