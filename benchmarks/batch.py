"""Batch runs measured: beside bare CTranslate2, beside what a person would write, restart, memory, Ray.

    python benchmarks/batch.py short --documents 500      # short documents, and one book of as many sentences
    python benchmarks/batch.py book --documents 2400      # one book of as many sentences (25 000), and nothing else
    python benchmarks/batch.py peers --documents 40       # a loop over transformers file by file, and in batches
    python benchmarks/batch.py memory --documents 10000   # all of them and a tenth: speed, cores, peak memory
    python benchmarks/batch.py resume --documents 600     # journal and spool; restart after a kill at half
    python benchmarks/batch.py estimate --documents 500   # what --dry-run says, and how long it takes then
    python benchmarks/batch.py ray --documents 300        # the cluster engine on this machine

Every figure of a table is taken in one call, one after another; compare within a table only.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from batch_cost import batch, measured
from batch_others import BARE, GUARDED, bare, loop
from batch_texts import sentences, write_book, write_documents


class Table:
    """Rows of one table: seconds and speed beside those of the first row."""

    def __init__(self, count: int) -> None:
        """``count`` sentences in every row."""
        self._count = count
        self._base: tuple[float, float] | None = None
        print(f"{'':38}{'wall s':>8}{'sent/s':>8}{'of bare':>9}{'cores':>7}{'CPU s':>8}{'of bare':>9}{'MB':>7}")

    def row(self, name: str, wall: float, cpu: float, megabytes: float = 0.0) -> None:
        """Print one."""
        self._base = self._base or (wall, cpu)
        print(f"{name:38}{wall:8.1f}{self._count / wall:8.0f}{self._base[0] / wall:9.3f}{cpu / wall:7.2f}", end="")
        print(f"{cpu:8.1f}{self._base[1] / cpu:9.3f}" + (f"{megabytes:7.0f}" if megabytes else ""), flush=True)

    def run(self, name: str, command: Sequence[str]) -> None:
        """Run a command and print its row."""
        cost = measured(command)
        self.row(name, cost.wall, cost.cpu, cost.megabytes)


def short(documents: int, folder: Path) -> None:
    """Short documents and one book of the same sentences, beside bare CTranslate2 on them."""
    used = write_documents(folder / "many", documents, sentences())
    write_book(folder / "book" / "book.txt", used)
    print(f"{documents} documents of 1-20 sentences, {len(used)} different sentences; one book of the same\n")
    table = Table(len(used))
    table.row("bare CTranslate2, loading not counted", *bare(BARE, used, folder, "plain"))
    table.run("tolmach batch, documents", batch(folder / "many", folder / "o1"))
    table.row("the same, lean model and allocator", *bare(BARE, used, folder))
    table.row("the translator alone, with guards", *bare(GUARDED, used, folder))
    table.run("tolmach batch, the book", batch(folder / "book", folder / "o2"))
    table.run("tolmach batch, no checks", batch(folder / "many", folder / "o3", "--no-checks"))


def book(documents: int, folder: Path) -> None:
    """One book of as many sentences as such documents have, beside bare CTranslate2 on them."""
    used = write_documents(folder / "many", documents, sentences())
    write_book(folder / "book" / "book.txt", used)
    print(f"one book of {len(used)} different sentences\n")
    table = Table(len(used))
    table.row("bare CTranslate2, loading not counted", *bare(BARE, used, folder, "plain"))
    table.row("the same, lean model and allocator", *bare(BARE, used, folder))
    table.run("tolmach batch, the book", batch(folder / "book", folder / "out"))


def peers(documents: int, folder: Path) -> None:
    """transformers file by file, sentence by sentence and in batches of 16, beside a batch run.

    ``pipeline("translation")`` is gone from transformers 5; the loop is what it did. A batch run of one sentence
    shows what starting costs; the loops time themselves from the first file on.
    """
    used = write_documents(folder / "many", documents, sentences())
    write_documents(folder / "one", 1, sentences()[-1:])
    print(f"{documents} documents, {len(used)} sentences, greedy\n")
    print(
        f"{'':26}{'wall s':>8}{'CPU s':>8}{'tolmach x':>11}   start apart: {'wall s':>7}{'CPU s':>8}{'tolmach x':>11}"
    )
    start = measured(batch(folder / "one", folder / "o0", "--pattern", "*.txt"))
    ours = measured(batch(folder / "many", folder / "o1", "--pattern", "*.txt"))
    own = max(0.01, ours.wall - start.wall), max(0.01, ours.cpu - start.cpu)
    print(f"{'tolmach batch':26}{ours.wall:8.1f}{ours.cpu:8.1f}{'':14}{'':14}{own[0]:7.1f}{own[1]:8.1f}", flush=True)
    for name, size in (("loop, batches of 16", 16), ("loop, sentence by sentence", 1)):
        wall, cpu, alone_wall, alone_cpu = loop(folder / "many", size)
        print(f"{name:26}{wall:8.1f}{cpu:8.1f}{cpu / ours.cpu:11.1f}{'':17}", end="")
        print(f"{alone_wall:7.1f}{alone_cpu:8.1f}{alone_cpu / own[1]:11.1f}", flush=True)


def memory(documents: int, folder: Path) -> None:
    """Peak memory of a tenth of the documents and of all of them.

    The documents draw on four times as many sentences as there are documents, so that about six sentences of ten are
    repeated ones in the larger run and none in the smaller: the model is not all that is waited for, and everything
    else (plan, reading, cache, checks, writing, journal) is done for each.
    """
    stock = sentences()[: 4 * documents]
    for count in (documents, documents // 10):
        drawn = [stock[n % len(stock)] for n in range(20 * count)]
        used = write_documents(folder / f"in{count}", count, drawn)
        cost = measured(batch(folder / f"in{count}", folder / f"out{count}"))
        report = json.loads((folder / f"out{count}" / "tolmach-run" / "report.json").read_text())
        row = f"{report['done']:6} documents done, {len(used):7} sentences, {report['translated']} translated:"
        rate = f"{cost.wall:.1f} s, {len(used) / cost.wall:.0f} sent/s, {cost.cores:.2f} cores, {cost.cpu:.1f} CPU s"
        print(f"{row} {cost.megabytes:4.0f} MB, {rate}", flush=True)


#: Notes when the model is called or a document is finished for the first time, and the processor seconds until then.
NOTED = """
import time, aligner.batch.local as local
from pathlib import Path
def noting(real):
    def noted(*given):
        if not Path({path!r}).exists():
            Path({path!r}).write_text(f"{{time.time()}} {{time.process_time()}}")
        return real(*given)
    return noted
local.translate = noting(local.translate)
local.LocalEngine._was_written = noting(local.LocalEngine._was_written)
"""


def resume(documents: int, folder: Path) -> None:
    """What bookkeeping costs, and how soon work goes on after a kill at half; 2000 different sentences."""
    stock = sentences()[:2000]
    used = write_documents(folder / "many", documents, [stock[n % len(stock)] for n in range(20 * documents)])
    out = folder / "out"
    journal = out / "tolmach-run" / "journal.jsonl"

    def lines() -> int:
        return journal.read_bytes().count(b"\n") if journal.exists() else 0

    def kill_at_half(process: subprocess.Popen[bytes]) -> None:
        while lines() < documents // 2 and process.poll() is None:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)

    measured(batch(folder / "many", out), watch=kill_at_half)
    at_kill, goes_on = lines(), folder / "goes on"
    again = batch(folder / "many", out)
    again[2] = NOTED.format(path=str(goes_on)) + again[2]
    begin = time.time()
    rest = measured(again)
    wall, cpu = map(float, goes_on.read_text().split())
    print(f"killed when {at_kill} of {documents} documents were in the journal")
    print(f"restarted: work goes on after {wall - begin:.1f} s ({cpu:.1f} CPU s), {rest.wall:.1f} s to the end")
    whole = measured(batch(folder / "many", folder / "again"))
    wall, cpu = bookkeeping(documents, len(used), folder / "books")
    print(f"plan, journal and cache of the same run alone: {wall:.2f} s = {100 * wall / whole.wall:.1f} % of", end=" ")
    print(f"{whole.wall:.1f} s; {cpu:.2f} CPU s = {100 * cpu / whole.cpu:.1f} % of {whole.cpu:.1f}")


def bookkeeping(documents: int, count: int, folder: Path) -> tuple[float, float]:
    """Wall and processor seconds of everything that is only there to go on after a stop, without any other work."""
    from aligner.batch.cache import Cache
    from aligner.batch.items import Item, Place
    from aligner.batch.journal import Journal, Ledger
    from aligner.batch.plan import Plan
    from models.translation import Translation

    folder.mkdir()
    stock = sentences()[:count]
    begin, before = time.perf_counter(), time.process_time()
    plan = Plan(folder / "plan.sqlite")
    plan.update(Item(Place(f"/in/{n:06d}.txt"), f"{n:06d}", size=800, mtime=n) for n in range(documents))
    journal, ledger = Journal(folder / "journal.jsonl"), Ledger(folder / "journal.jsonl")
    entry = {"state": "done", "digest": "0" * 20, "language": "ru", "format": "txt", "sentences": 10, "tokens": 150}
    entry |= {"beads": 10, "confidence": 0.5, "findings": {}, "files": ["0000/000000.ru-en.tmx"], "seconds": 0.01}
    for start in range(0, documents, 32):
        ledger.record(journal, [{"n": n, **entry} for n in range(start, min(documents, start + 32))])
    cache = Cache(folder / "cache.sqlite")
    for start in range(0, count, 1024):
        part = stock[start : start + 1024]
        cache.get(part)
        cache.put(Translation(text, text[::-1], -0.5) for text in part)
    for book in (plan, journal, cache):
        book.close()
    return time.perf_counter() - begin, time.process_time() - before


def estimate(documents: int, folder: Path) -> None:
    """What ``--dry-run`` foretells beside what comes, on a tenth of the documents, a third, and all of them."""
    for count in (documents // 10, documents // 3, documents):
        source = folder / f"in{count}"
        used = write_documents(source, count, sentences())
        dry = subprocess.run(batch(source, folder / "no", "--dry-run"), check=True, capture_output=True, text=True)
        cost = measured(batch(source, folder / f"out{count}"))
        print(f"{count} documents, {len(used)} sentences, {cost.wall:.1f} s; foretold: {dry.stdout.splitlines()[-1]}")


def ray(documents: int, folder: Path) -> None:
    """The cluster engine on one machine beside the local one; a run of one sentence shows what starting costs."""
    used = write_documents(folder / "many", documents, sentences())
    write_documents(folder / "one", 1, sentences()[-1:])
    print(f"{documents} documents, {len(used)} sentences\n")
    print(f"{'':8}{'wall s':>8}{'CPU s':>8}{'MB':>6}   start apart: {'wall s':>7}{'CPU s':>8}{'sent/s':>8}")
    own: list[tuple[float, float]] = []
    for name, more in (("local", ()), ("ray", ("--engine", "ray"))):
        start = measured(batch(folder / "one", folder / f"{name}1", *more))
        cost = measured(batch(folder / "many", folder / name, *more))
        own.append((cost.wall - start.wall, cost.tree - start.tree))
        print(f"{name:8}{cost.wall:8.1f}{cost.tree:8.1f}{cost.megabytes:6.0f}{'':17}", end="")
        print(f"{own[-1][0]:7.1f}{own[-1][1]:8.1f}{len(used) / own[-1][0]:8.0f}", flush=True)
    print(
        f"start apart, ray takes {own[1][0] / own[0][0]:.2f} times as long, {own[1][1] / own[0][1]:.2f} times the CPU"
    )


PARTS = {
    "short": short,
    "book": book,
    "peers": peers,
    "memory": memory,
    "resume": resume,
    "estimate": estimate,
    "ray": ray,
}


def main() -> None:
    """Run one part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--documents", type=int, default=1000)
    chosen = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as folder:
        PARTS[chosen.part](chosen.documents, Path(folder))


if __name__ == "__main__":
    main()
