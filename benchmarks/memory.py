"""Speed of the translation memory: import, exact and fuzzy look-ups, concordance, size on disk; and of others.

    python benchmarks/memory.py [UNITS] [FILE.tsv] [--memory URL] [--peer] [--full-text URL] [--folder DIR]

UNITS (default 100000) pairs from a table (source, target); where it has fewer, its pairs again with a word in six
exchanged for another pair's and figures changed, by a fixed seed. Without a table, pairs made from a vocabulary of the
size and skew (Zipf) of real text. They are written to a TMX file and imported as `tolmach memory add` does: a process
reads, one fills the database. Then 1000 exact, 300 fuzzy (one word in six changed) and 300 concordance queries, median
and 95 %, by the clock and in processor time. --memory measures another database; --peer translate-toolkit's memory
(`translate.storage.tmdb` up to its version 3.12, SQLite too) and a scan of all sources; --full-text a PostgreSQL table
asked as amaGama asks its own: units with a word of the text, ranked by `ts_rank`, the best then compared. All on the
same units and queries, for a minute each at most. --folder keeps the TMX file, which the next run takes again.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from aligner.core.unit import Unit
from aligner.exports import export_units
from aligner.memory import open_memory
from aligner.memory.feed import add_file
from aligner.memory.match import similarity
from aligner.memory.words import words


def made(count: int, seed: int = 7) -> Iterator[Unit]:
    chance = random.Random(seed)
    syllables = ["ка", "ро", "ми", "сте", "по", "ли", "на", "во", "ду", "ше", "та", "рин", "гло", "ве"]
    vocabulary = ["".join(chance.choice(syllables) for _ in range(chance.randint(1, 5))) for _ in range(200_000)]
    weights = [1 / (rank + 2.7) for rank in range(len(vocabulary))]
    total, cumulative = 0.0, []
    for weight in weights:
        total += weight
        cumulative.append(total)
    english = [word.translate(str.maketrans("аеиоукрмстплнвдшг", "aeiouxrmstplnvdsg")) for word in vocabulary]
    for number in range(count):
        picked = chance.choices(range(len(vocabulary)), cum_weights=cumulative, k=chance.randint(4, 24))
        source = " ".join(vocabulary[n] for n in picked).capitalize() + f" {number % 1000}."
        yield Unit(source, " ".join(english[n] for n in picked).capitalize() + ".", "ru", "en", id=str(number))


def varied(path: Path, count: int, seed: int = 7) -> Iterator[Unit]:
    """The table's pairs, and then again with changes, until there are enough."""
    chance = random.Random(seed)
    with path.open(encoding="utf-8", newline="\n") as lines:
        rows = [tuple(line.rstrip("\r\n").split("\t")[:2]) for line in lines]
    rows = [row for row in rows if len(row) == 2 and row[0].strip() and row[1].strip()][:count]
    for number in range(count):
        pair = rows[number % len(rows)]
        if number >= len(rows):
            other = chance.choice(rows)
            pair = (mixed(pair[0], other[0], chance), mixed(pair[1], other[1], chance))
        yield Unit(*pair, "ru", "en", id=str(number), document=f"d{number // 500}")


def mixed(text: str, other: str, chance: random.Random) -> str:
    words, strange = text.split(" "), other.split(" ")
    for at in chance.sample(range(len(words)), max(1, len(words) // 6)):
        words[at] = chance.choice(strange)
    return re.sub(r"\d", lambda _: str(chance.randrange(10)), " ".join(words))


def said(name: str, work: list[Callable[[], object]], seconds: float = 1e9) -> None:
    """Do the work, for so many seconds at most, and print what a piece of it took."""
    wall, cpu, until = [], [], time.perf_counter() + seconds
    for one in work:
        if time.perf_counter() > until:
            name = f"{name} ({len(wall)} of {len(work)})"
            break
        begun, busy = time.perf_counter(), time.process_time()
        one()
        wall.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - busy))
    wall.sort()
    cpu.sort()
    at = int(len(wall) * 0.95)
    print(
        f"{name:14} median {statistics.median(wall):9.3f} ms, 95 % {wall[at]:9.3f} ms;"
        f" processor: median {statistics.median(cpu):9.3f} ms, 95 % {cpu[at]:9.3f} ms",
        flush=True,
    )


def processor() -> tuple[float, float]:
    """Seconds of this process, and of the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return used[0].ru_utime + used[0].ru_stime, used[1].ru_utime + used[1].ru_stime


def changed_queries(units: list[Unit], chance: random.Random) -> list[tuple[Unit, str]]:
    """Sentences with one word in six (at least one) exchanged."""
    made = []
    for unit in units:
        words = unit.source.split(" ")
        for at in chance.sample(range(len(words)), max(1, len(words) // 6)):
            words[at] = "замена"
        made.append((unit, " ".join(words)))
    return made


def ours(where: str, tmx: Path, some: list[Unit], changed: list[tuple[Unit, str]]) -> None:
    with open_memory(where) as memory:
        begun, (own, other) = time.perf_counter(), processor()
        _, added = add_file(memory, tmx)
        seconds = time.perf_counter() - begun
        own, other = (now - then for now, then in zip(processor(), (own, other), strict=True))
        print(
            f"import         {added.added} new, {added.known} known in {seconds:.0f} s:"
            f" {sum((added.added, added.known)) / seconds:.0f} a second;"
            f" processor: filling {1e6 * own / added.added:.0f} µs, reading {1e6 * other / added.added:.0f} µs a unit",
            flush=True,
        )
    with open_memory(where) as memory:
        print(f"size           {memory.stats().bytes / 1e6:.0f} MB (TMX: {tmx.stat().st_size / 1e6:.0f} MB)")
        for unit in some[:50]:
            memory.exact(unit.source, "ru", "en")
        said("exact", [lambda u=u: memory.exact(u.source, "ru", "en") for u in some])
        for _, text in changed[:20]:
            memory.fuzzy(text, "ru", "en")
        said("fuzzy", [lambda t=text: memory.fuzzy(t, "ru", "en") for _, text in changed])
        hits = sum(any(m.unit.source == u.source for m in memory.fuzzy(t, "ru", "en", 60)) for u, t in changed)
        print(f"fuzzy recall   {hits / len(changed):.3f} of changed sentences find their original at 60 %")
        queries = [" ".join(u.source.strip(".").split(" ")[:2]) for u in some[:300]]
        said("concordance", [lambda q=query: memory.concordance(q) for query in queries])
    print(f"peak memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", flush=True)


def toolkit(folder: Path, units: Iterator[Unit], changed: list[tuple[Unit, str]]) -> None:
    """translate-toolkit's memory, filled in one transaction through its own functions."""
    from translate.storage import tmdb

    base = tmdb.TMDB(str(folder / "toolkit.db"), max_candidates=5, min_similarity=60)
    begun, cpu, count = time.perf_counter(), time.process_time(), 0
    for unit in units:
        base.add_dict({"source": unit.source, "target": unit.target, "context": ""}, "ru", "en", commit=False)
        count += 1
    base.connection.commit()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    size = (folder / "toolkit.db").stat().st_size / 1e6
    print(
        f"translate-toolkit: {count} units in {seconds:.0f} s: {count / seconds:.0f} a second;"
        f" processor {1e6 * cpu / count:.0f} µs a unit; {size:.0f} MB; its own full-text index: {base.fulltext}"
    )
    found: list[bool] = []

    def ask(unit: Unit, text: str) -> None:
        answers = base.translate_unit(text, ["ru"], ["en"])
        found.append(any(answer["source"] == unit.source for answer in answers))

    said("its fuzzy", [lambda u=u, t=text: ask(u, t) for u, text in changed[:30]], 60)
    print(f"its recall     {sum(found) / len(found):.3f}")


def full_text(url: str, units: Iterator[Unit], changed: list[tuple[Unit, str]]) -> None:
    """PostgreSQL's own full-text search as a memory."""
    import psycopg
    from rapidfuzz.distance import Levenshtein

    with psycopg.connect(url, autocommit=True) as base:
        begun, count = time.perf_counter(), 0
        base.execute("CREATE TEMP TABLE plain (source text, target text)")
        with base.cursor() as cursor, cursor.copy("COPY plain FROM STDIN") as out:
            for unit in units:
                out.write_row((unit.source, unit.target))
                count += 1
        base.execute(
            "CREATE TEMP TABLE sentence AS SELECT source, target, length(source) AS size,"
            " to_tsvector('russian', source) AS vector FROM plain"
        )
        base.execute("CREATE INDEX ON sentence USING gin (vector)")
        base.execute("ANALYZE sentence")
        print(f"full text      {count} units in {time.perf_counter() - begun:.0f} s")
        found: list[bool] = []

        def ask(unit: Unit, text: str) -> None:
            rows = base.execute(
                "SELECT source, target FROM sentence, to_tsquery('russian', %s) asked"
                " WHERE vector @@ asked AND size BETWEEN %s AND %s ORDER BY ts_rank(vector, asked, 32) DESC LIMIT 100",
                (" | ".join(words(text)), len(text) * 6 // 10, len(text) * 10 // 6),
            ).fetchall()
            rows.sort(key=lambda row: Levenshtein.distance(row[0], text))
            found.append(any(row[0] == unit.source for row in rows[:5]))

        said("its fuzzy", [lambda u=u, t=text: ask(u, t) for u, text in changed], 60)
        print(f"its recall     {sum(found) / len(found):.3f}")


def difflib_scan(units: Iterator[Unit], changed: list[tuple[Unit, str]]) -> None:
    """What a short script does: compare with every source; three queries are enough to see."""
    from rapidfuzz import fuzz, process

    sources = [unit.source for unit in units]
    said(
        "rapidfuzz scan", [lambda t=text: process.extractOne(t, sources, scorer=fuzz.ratio) for _, text in changed[:10]]
    )
    said("plain scan", [lambda t=text: max(similarity(t, s, 60) for s in sources) for _, text in changed[:3]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="?", type=int, default=100_000)
    parser.add_argument("table", nargs="?", type=Path)
    parser.add_argument("--memory", default="")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--full-text", default="", metavar="URL")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()

    def units() -> Iterator[Unit]:
        return varied(given.table, given.units) if given.table else made(given.units)

    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name)
        tmx = (given.folder or folder) / f"units-{given.units}.tmx"
        if not tmx.exists():
            export_units(units(), tmx)
        picked = set(random.Random(11).sample(range(given.units), min(1000, given.units)))
        some = [unit for number, unit in enumerate(units()) if number in picked]
        random.Random(12).shuffle(some)
        changed = changed_queries(some[:300], random.Random(13))
        ours(given.memory or str(folder / "memory.sqlite3"), tmx, some, changed)
        if given.full_text:
            full_text(given.full_text, units(), changed)
        if given.peer:
            toolkit(folder, units(), changed)
            difflib_scan(units(), changed)


if __name__ == "__main__":
    sys.exit(main())
