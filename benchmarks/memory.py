"""Speed of the translation memory: import, exact and fuzzy look-ups, concordance, size on disk.

    python benchmarks/memory.py [UNITS] [FILE.tsv]

UNITS (default 100000) pairs from a table, or made by a fixed seed from a vocabulary of the size and skew (Zipf) of
real text; then 1000 exact, 300 fuzzy (one word in six changed) and 300 concordance queries, medians and 95 %.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from aligner.core.unit import Unit
from aligner.imports import read_units
from aligner.memory import open_memory


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


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def said(name: str, values: list[float]) -> None:
    values.sort()
    print(f"{name:14} median {statistics.median(values):8.3f} ms   95 % {values[int(len(values) * 0.95)]:8.3f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    units = list(islice(read_units(sys.argv[2]), count)) if len(sys.argv) > 2 else list(made(count))
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.sqlite3"
        with open_memory(path) as memory:
            begun, cpu = time.perf_counter(), time.process_time()
            added = memory.add(units)
            seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
            print(
                f"import         {added.added} units in {seconds:.1f} s: {added.added / seconds:.0f} a second "
                f"({added.added / cpu:.0f} a CPU second), {path.stat().st_size / 1e6:.0f} MB on disk"
            )
        with open_memory(path) as memory:
            some = chance.sample(units, min(1000, len(units)))
            for unit in some[:50]:
                memory.exact(unit.source, "ru", "en")
            said("exact", [timed(lambda u=u: memory.exact(u.source, "ru", "en")) for u in some])
            changed = []
            for unit in some[:300]:
                words = unit.source.split(" ")
                for at in chance.sample(range(len(words)), max(1, len(words) // 6)):
                    words[at] = "замена"
                changed.append((unit, " ".join(words)))
            for _, text in changed[:20]:
                memory.fuzzy(text, "ru", "en")
            said("fuzzy", [timed(lambda t=text: memory.fuzzy(t, "ru", "en")) for _, text in changed])
            hits = sum(
                any(m.unit.source == u.source for m in memory.fuzzy(text, "ru", "en", 60)) for u, text in changed
            )
            print(f"fuzzy recall   {hits / len(changed):.3f} of changed sentences find their original at 60 %")
            queries = [" ".join(u.source.strip(".").split(" ")[:2]) for u in some[:300]]
            said("concordance", [timed(lambda q=query: memory.concordance(q)) for query in queries])
    print(f"peak memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
