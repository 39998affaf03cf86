"""Sentence alignment on gold documents: F1, seconds, memory and calibration, ours and others'.

    python benchmarks/alignment.py [--data DIR] [--systems ours,bertalign,…] [--sets test] [--long] [--reliability]

Each system runs on each document in a process of its own, so that memory is that document's; embedding counts in the
seconds of all systems that embed. ``--data`` holds SETS/NAME/{src,tgt,gold}.txt.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Seconds are those of a text that is aligned for the first time: nothing is taken from the cache of vectors.
os.environ["TOLMACH_CACHE"] = tempfile.mkdtemp(prefix="tolmach-benchmark-")

from aligner.align.goldfile import Counts, GoldBead, count, read_gold

Found = list[tuple[tuple[int, ...], tuple[int, ...], float]]
SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / "shared"))
BINS = 10


def ours(source: list[str], target: list[str]) -> Found:
    """The project's aligner with its embedded encoder."""
    from aligner.align.aligning import align_sentences
    from aligner.language import detect_language

    languages = detect_language(" ".join(source)), detect_language(" ".join(target))
    beads = align_sentences(source, target, languages=languages)
    return [(tuple(b.source), tuple(b.target), b.confidence) for b in beads]


def _with_vectors(search: str) -> Callable[[list[str], list[str]], Found]:
    def run(source: list[str], target: list[str]) -> Found:
        import peer_aligners

        from aligner.align.prepare import run_vectors
        from models.encoder import load_encoder

        encoder = load_encoder()
        found = getattr(peer_aligners, search)(
            source, target, run_vectors(source, encoder), run_vectors(target, encoder)
        )
        return [(a, b, 1.0) for a, b in found]

    return run


def galechurch(source: list[str], target: list[str]) -> Found:
    """Length alone (Gale and Church 1993), the package of that name."""
    import galechurch as package

    beads = package.align(source, target).beads
    return [
        (tuple(range(b.source_start, b.source_end)), tuple(range(b.target_start, b.target_end)), 1.0) for b in beads
    ]


def sentweave(source: list[str], target: list[str]) -> Found:
    """The package of that name with our encoder."""
    import sentweave as package

    from models.encoder import load_encoder

    found = package.align(source, target, encoder=load_encoder())
    return [(tuple(a.src_indices), tuple(a.tgt_indices), 1.0) for a in found.alignments]


SYSTEMS: dict[str, Callable[[list[str], list[str]], Found]] = {
    "ours": ours,
    "bertalign": _with_vectors("bertalign"),
    "vecalign": _with_vectors("vecalign"),
    "sentweave": sentweave,
    "galechurch": galechurch,
}


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "gold" / "alignment")
    parser.add_argument("--sets", default="test")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--only", default="", help="only documents whose names begin so")
    parser.add_argument("--long", action="store_true", help="the long documents too")
    parser.add_argument("--reliability", action="store_true", help="print the reliability table of ours")
    options = parser.parse_args()
    folders = sorted(p for p in (options.data / options.sets).glob(f"{options.only}*") if p.is_dir())
    folders = [p for p in folders if options.long or not p.name.startswith("long")]
    for name in options.systems.split(","):
        if name in ("galechurch", "sentweave") and not _installed(name):
            print(f"{name}: not installed (pip install '.[bench]')")
            continue
        counts: dict[str, Counts] = defaultdict(Counts)
        seconds: dict[str, float] = defaultdict(float)
        memory: dict[str, float] = defaultdict(float)
        judged: list[tuple[float, bool]] = []
        for folder in folders:
            source, target, gold = _load(folder)
            found, used, peak = _apart(name, source, target)
            group = folder.name.split("_")[0].rstrip("0123456789")
            counts[group] += count(gold, [(a, b) for a, b, _ in found], len(source), len(target))
            seconds[group] += used
            memory[group] = max(memory[group], peak)
            right = set(gold)
            judged += [(c, (a, b) in right) for a, b, c in found if a and b]
        print(f"\n{name}\n{'set':10s} strict    lax  null recall  CPU s     MB")
        for group, total in counts.items():
            score = total.score()
            figures = f"{score.strict:6.3f} {score.lax:6.3f} {score.null_recall:12.3f}"
            if group == "nonpar":
                figures = f"false alignments {score.false_alignments:9.4f}"
            print(f"{group:10s} {figures} {seconds[group]:6.1f} {memory[group]:6.0f}", flush=True)
        if options.reliability and name == "ours":
            _reliability(judged)


def _reliability(judged: list[tuple[float, bool]]) -> None:
    """Beads by confidence: how many, mean confidence, share right; and the expected calibration error."""
    print("\nconfidence      beads  mean  right")
    error = 0.0
    for number in range(BINS):
        inside = [(c, r) for c, r in judged if number / BINS < c <= (number + 1) / BINS]
        if inside:
            mean, right = sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            error += abs(mean - right) * len(inside) / len(judged)
            print(f"{number / BINS:.1f} to {(number + 1) / BINS:.1f} {len(inside):10d} {mean:.3f}  {right:.3f}")
    print(f"expected calibration error {error:.4f}")


def _apart(name: str, source: list[str], target: list[str]) -> tuple[Found, float, float]:
    """Beads, CPU seconds and peak memory (MB) of one system on one document, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (name, source, target))


def _measured(name: str, source: list[str], target: list[str]) -> tuple[Found, float, float]:
    if name != "galechurch":
        from models.encoder import load_encoder

        load_encoder().encode(["warm"])
    begin = time.process_time()
    found = SYSTEMS[name](source, target)
    used = time.process_time() - begin
    return found, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _load(folder: Path) -> tuple[list[str], list[str], list[GoldBead]]:
    source, target = (
        (folder / name).read_text(encoding="utf-8").removesuffix("\n").split("\n") for name in ("src.txt", "tgt.txt")
    )
    return source, target, read_gold(folder / "gold.txt")


def _installed(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


if __name__ == "__main__":
    main()
