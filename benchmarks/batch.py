"""Batch runs measured: beside bare CTranslate2, beside what a person would write, restart, memory, Ray.

    python benchmarks/batch.py short --documents 1500     # short documents, and one book of as many sentences
    python benchmarks/batch.py peers --documents 40       # a loop over transformers file by file, and in batches
    python benchmarks/batch.py memory --documents 10000   # all of them and a tenth: speed, cores, peak memory
    python benchmarks/batch.py resume --documents 600     # journal and spool; restart after a kill at half
    python benchmarks/batch.py ray --documents 300        # the cluster engine on this machine

Every figure of a table is taken in one call, one after another; compare within a table only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

WHO = [
    "министр",
    "посол",
    "директор",
    "секретарь",
    "учитель",
    "врач",
    "инженер",
    "писатель",
    "профессор",
    "губернатор",
    "капитан",
    "редактор",
]
WHICH = ["новый", "прежний", "местный", "молодой", "опытный", "известный", "главный", "первый"]
DID = [
    "сообщил журналистам о",
    "подробно рассказал про",
    "не стал говорить о том, чем закончилась",
    "ещё раз напомнил всем про",
    "отказался обсуждать",
    "впервые прокомментировал",
    "в своём докладе описал",
    "по просьбе депутатов объяснил",
]
WHAT = [
    "встречу в столице",
    "переговоры с соседями",
    "строительство моста",
    "выставку в музее",
    "приезд делегации",
    "открытие школы",
    "ремонт дороги",
    "поездку на север",
    "заседание совета",
    "запуск завода",
    "аварию в порту",
    "выборы в области",
]
WHEN = [
    "вчера вечером",
    "сегодня утром",
    "в понедельник",
    "в прошлом году",
    "после долгого перерыва",
    "во время обеда",
    "перед самым отъездом",
    "в конце мая",
    "по возвращении из отпуска",
    "на следующий день",
]
END = [
    "",
    ", как было объявлено",
    ", хотя об этом его никто не спрашивал",
    ", и зал встретил эти слова молчанием",
    ", но подробностей пока нет",
    ", потому что времени оставалось мало",
]


def sentences() -> list[str]:
    """Half a million different ones, shuffled the same way every time; 6 to 17 words."""
    rows = list(itertools.product(WHICH, WHO, DID, WHAT, WHEN, END))
    random.Random(1).shuffle(rows)
    return [f"{a} {b} {c} {d} {e}{f}.".capitalize() for a, b, c, d, e, f in rows]


def write_documents(folder: Path, documents: int, stock: Sequence[str]) -> list[str]:
    """Documents of 1 to 20 sentences, a hundred a folder; returns the sentences used, all different."""
    chance, used = random.Random(2), 0
    for number in range(documents):
        path = folder / f"{number // 100:04d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        count = chance.randint(1, 20)
        path.write_text(" ".join(stock[used : used + count]) + "\n", encoding="utf-8")
        used += count
    return list(stock[:used])


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and processor seconds, and the most memory (proportional set size of the process tree, MB)."""

    wall: float
    cpu: float
    megabytes: float

    @property
    def cores(self) -> float:
        """Cores kept busy on average."""
        return self.cpu / self.wall


def measured(command: Sequence[str], *, watch: Callable[[subprocess.Popen[bytes]], None] | None = None) -> Cost:
    """Run a command; ``watch`` sees the process while it runs."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    peak = [0.0]
    over = threading.Event()

    def sample() -> None:
        # Not more often: reading the page tables of a busy process slows it down.
        while not over.wait(1.0):
            peak[0] = max(peak[0], tree_megabytes(process.pid))

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
    return Cost(time.perf_counter() - begin, cpu, peak[0])


def tree_megabytes(root: int) -> float:
    """Memory of a process and all below it; shared pages count once."""
    total, stack = 0, [root]
    while stack:
        pid = stack.pop()
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                stack += map(int, (task / "children").read_text().split())
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def batch(source: Path, out: Path, *more: str) -> list[str]:
    """The command line of a run, greedy search, TMX only."""
    main = "from aligner.cli import main; main()"
    fixed = ["--beam", "1", "--to", "tmx", "--language", "ru", "--quiet"]
    return [sys.executable, "-c", main, "batch", str(source), "-o", str(out), *fixed, *more]


BARE = """
import sys, time, resource
from models.load import load_translator
from models.marian.ct2 import available_cores
translator = load_translator()
engine, tokenizer = translator._engine, translator._tokenizer
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
pieces = [[*tokenizer.encode(line), "</s>"] for line in lines]
results = engine._translator.translate_batch(
    pieces, beam_size=1, max_batch_size=1024, batch_type="tokens", max_decoding_length=128, return_scores=True
)
texts = [tokenizer.decode(result.hypotheses[0]) for result in results]
after = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


GUARDED = """
import sys, time, resource
from models.load import load_translator
from models.translation import Decoding
translator = load_translator()
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
translator.translate(lines, Decoding(beam=1))
after = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def bare(script: str, lines: Sequence[str], folder: Path) -> tuple[float, float]:
    """Wall and processor seconds of a translation script on sentences, loading not counted."""
    path = folder / "lines.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True).stdout
    wall, cpu = out.split()
    return float(wall), float(cpu)


def write_book(path: Path, used: Sequence[str]) -> Path:
    """One document of these sentences, twelve a paragraph."""
    path.parent.mkdir()
    path.write_text("\n\n".join(" ".join(used[i : i + 12]) for i in range(0, len(used), 12)), encoding="utf-8")
    return path


def short(documents: int, folder: Path) -> None:
    """Short documents and one book of the same sentences, beside bare CTranslate2 on them."""
    used = write_documents(folder / "many", documents, sentences())
    write_book(folder / "book" / "book.txt", used)
    print(f"{documents} documents of 1-20 sentences, {len(used)} different sentences; one book of the same\n")
    print(f"{'':38}{'wall s':>8}{'sent/s':>8}{'of bare':>9}{'cores':>7}{'CPU s':>8}{'of bare':>9}{'MB':>7}")
    base: list[float] = []

    def row(name: str, wall: float, cpu: float, megabytes: float = 0.0) -> None:
        base.extend((wall, cpu) if not base else ())
        print(f"{name:38}{wall:8.1f}{len(used) / wall:8.0f}{base[0] / wall:9.3f}{cpu / wall:7.2f}", end="")
        print(f"{cpu:8.1f}{base[1] / cpu:9.3f}" + (f"{megabytes:7.0f}" if megabytes else ""), flush=True)

    def run(name: str, source: str, *more: str) -> None:
        cost = measured(batch(folder / source, folder / f"out {name}", *more))
        row(name, cost.wall, cost.cpu, cost.megabytes)

    row("bare CTranslate2, loading not counted", *bare(BARE, used, folder))
    run("tolmach batch, documents", "many")
    row("the translator alone, with guards", *bare(GUARDED, used, folder))
    run("tolmach batch, the book", "book")
    run("tolmach batch, no checks", "many", "--no-checks")


PIPELINE = """
import resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
from transformers.utils import logging
logging.set_verbosity_error()
from aligner.pipeline import load_document
from models.registry import resolve
folder = resolve(None).path
tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder)
def translate(texts, size):
    made = []
    for start in range(0, len(texts), size):
        fed = tokenizer(texts[start:start + size], return_tensors="pt", padding=True)
        made += tokenizer.batch_decode(model.generate(**fed, num_beams=1, max_new_tokens=128), skip_special_tokens=True)
    return made
size = int(sys.argv[2])
begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
for path in sorted(Path(sys.argv[1]).rglob("*.txt")):
    texts = [s.text for s in load_document(path).sentences]
    path.with_suffix(".en").write_text("\\n".join(translate(texts, size)), encoding="utf-8")
after = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - begin, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
"""


def peers(documents: int, folder: Path) -> None:
    """transformers file by file, sentence by sentence and in batches of 16, beside a batch run.

    ``pipeline("translation")`` is gone from transformers 5; the loop is what it did. A batch run of one sentence
    shows what starting costs; the loops time themselves from the first file on.
    """
    used = write_documents(folder / "many", documents, sentences())
    write_documents(folder / "one", 1, sentences()[-1:])
    count = len(used)
    print(f"{documents} documents, {count} sentences, greedy\n")
    print(
        f"{'':26}{'wall s':>8}{'CPU s':>8}{'tolmach x':>11}   start apart: {'wall s':>7}{'CPU s':>8}{'tolmach x':>11}"
    )
    start = measured(batch(folder / "one", folder / "o0", "--pattern", "*.txt"))
    ours = measured(batch(folder / "many", folder / "o1", "--pattern", "*.txt"))
    own = max(0.01, ours.wall - start.wall), max(0.01, ours.cpu - start.cpu)
    print(f"{'tolmach batch':26}{ours.wall:8.1f}{ours.cpu:8.1f}{'':14}{'':14}{own[0]:7.1f}{own[1]:8.1f}", flush=True)
    for name, size in (("loop, batches of 16", 16), ("loop, sentence by sentence", 1)):
        script = [sys.executable, "-c", PIPELINE, str(folder / "many"), str(size)]
        before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        said = subprocess.run(script, check=True, capture_output=True, text=True).stdout.split()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        whole = time.perf_counter() - begin, sum(after[:2]) - sum(before[:2])
        alone = float(said[-2]), float(said[-1])
        left = f"{name:26}{whole[0]:8.1f}{whole[1]:8.1f}{whole[1] / ours.cpu:11.1f}"
        print(f"{left}{'':17}{alone[0]:7.1f}{alone[1]:8.1f}{alone[1] / own[1]:11.1f}", flush=True)


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


#: Notes when the model is called for the first time, and the processor seconds of the process until then.
NOTED = """
import time, aligner.batch.local as local
from pathlib import Path
def noted(*given, real=local.translate):
    if not Path({path!r}).exists():
        Path({path!r}).write_text(f"{{time.time()}} {{time.process_time()}}")
    return real(*given)
local.translate = noted
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
    print(f"restarted: the model is called after {wall - begin:.1f} s ({cpu:.1f} CPU s), {rest.wall:.1f} s to the end")
    cost = bookkeeping(documents, len(used), folder / "books")
    wall = measured(batch(folder / "many", folder / "again")).wall
    share = 100 * cost / wall
    print(f"plan, journal and cache of the same run alone: {cost:.2f} s = {share:.1f} % of {wall:.1f} s")


def bookkeeping(documents: int, count: int, folder: Path) -> float:
    """Seconds of everything that is only there to go on after a stop, without any other work."""
    from aligner.batch.cache import Cache
    from aligner.batch.items import Item, Place
    from aligner.batch.journal import Journal
    from aligner.batch.ledger import Ledger
    from aligner.batch.plan import Plan
    from models.translation import Translation

    folder.mkdir()
    stock = sentences()[:count]
    begin = time.perf_counter()
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
    return time.perf_counter() - begin


def ray(documents: int, folder: Path) -> None:
    """The cluster engine on one machine beside the local one, start of Ray counted and not."""
    used = write_documents(folder / "many", documents, sentences())
    local = measured(batch(folder / "many", folder / "o1"))
    cluster = measured(batch(folder / "many", folder / "o2", "--engine", "ray"))
    report = json.loads((folder / "o2" / "tolmach-run" / "report.json").read_text())
    print(f"{documents} documents, {len(used)} sentences")
    print(f"local {local.wall:.1f} s, {local.cpu:.1f} CPU s, {local.megabytes:.0f} MB")
    print(
        f"ray   {cluster.wall:.1f} s, {cluster.cpu:.1f} CPU s, {cluster.megabytes:.0f} MB (run: {report['seconds']} s)"
    )
    print(f"ray takes {cluster.wall / local.wall:.2f} times as long")


PARTS = {"short": short, "peers": peers, "memory": memory, "resume": resume, "ray": ray}


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
