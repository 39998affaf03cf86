"""What paragraph marks are worth to the aligner: literature with sentences left out, with marks, without, and shuffled.

    python benchmarks/marks.py [--seeds 3]
    python benchmarks/marks.py --seeds 2 --second-view     # and without marks, but the source translated first

The passages are those of ``benchmarks/data/literature``; of their beads, 6 % lose the source and 6 % the target side.
``vectors`` is the scorer for language pairs without a word table. Shuffled marks must do no harm.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from aligner.align.aligning import align_sentences
from aligner.align.goldfile import Counts, GoldBead, count, read_gold
from aligner.align.prepare import run_vectors
from models.encoder import load_encoder
from models.load import load_translator
from models.translation import Decoding

PASSAGES = Path(__file__).parent / "data" / "literature"
LEFT_OUT = 0.06  # of the beads, on each side


def side_of(passage: Path, name: str) -> tuple[list[str], NDArray[np.int8]]:
    """Sentences, and a mark for each that begins a paragraph."""
    sentences = (passage / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    marks = np.zeros(len(sentences), np.int8)
    marks[[int(line) for line in (passage / f"{name}.starts.txt").read_text().split()]] = 1
    return sentences, marks


def thinned(gold: list[GoldBead], random: np.random.Generator) -> tuple[list[GoldBead], set[int], set[int]]:
    """The gold beads that keep both sides, and the sentences left out."""
    kept: list[GoldBead] = []
    source: set[int] = set()
    target: set[int] = set()
    for a, b in gold:
        fate = random.random() / LEFT_OUT
        if fate < 1 and b:
            source.update(a)
        elif fate < 2 and a:
            target.update(b)
        elif a and b:
            kept.append((a, b))
    return kept, source, target


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--second-view", action="store_true", help="also with a translation (greedy) of the source")
    options = parser.parse_args()
    made: dict[str, str] = {}
    if options.second_view:
        everything = [text for path in PASSAGES.iterdir() if path.is_dir() for text in side_of(path, "src")[0]]
        made = {t.source: t.text for t in load_translator().translate(everything, Decoding(beam=1))}
    encoder = load_encoder()
    counts: dict[tuple[str, str], Counts] = defaultdict(Counts)
    for seed in range(options.seeds):
        for passage in sorted(path for path in PASSAGES.iterdir() if path.is_dir()):
            (source, source_marks), (target, target_marks) = side_of(passage, "src"), side_of(passage, "tgt")
            random = np.random.default_rng(seed)
            gold, no_source, no_target = thinned(read_gold(passage / "gold.txt"), random)
            keep_s = [i for i in range(len(source)) if i not in no_source]
            keep_t = [j for j in range(len(target)) if j not in no_target]
            at_s, at_t = ({old: new for new, old in enumerate(keep)} for keep in (keep_s, keep_t))
            gold = [(tuple(at_s[i] for i in a), tuple(at_t[j] for j in b)) for a, b in gold]
            sides = [source[i] for i in keep_s], [target[j] for j in keep_t]
            vectors = run_vectors(sides[0], encoder), run_vectors(sides[1], encoder)
            marks = source_marks[keep_s], target_marks[keep_t]
            shuffled = random.permutation(marks[0]), random.permutation(marks[1])
            for scorer, languages in (("words", ("ru", "en")), ("vectors", ("und", "und"))):
                for name, given in (("none", None), ("true", marks), ("shuffled", shuffled)):
                    beads = align_sentences(*sides, languages=languages, vectors=vectors, encoder=encoder, marks=given)
                    found = [(tuple(bead.source), tuple(bead.target)) for bead in beads]
                    counts[scorer, name] += count(gold, found, *map(len, sides))
                if made:
                    second = [made[text] or text for text in sides[0]]
                    beads = align_sentences(
                        *sides, languages=languages, vectors=vectors, encoder=encoder, translation=second
                    )
                    found = [(tuple(bead.source), tuple(bead.target)) for bead in beads]
                    counts[scorer, "translated"] += count(gold, found, *map(len, sides))
    print(f"{'scorer':8} {'marks':10} {'strict':>7} {'lax':>6} {'left alone':>11}")
    for (scorer, name), counted in counts.items():
        score = counted.score()
        print(f"{scorer:8} {name:10} {score.strict:7.4f} {score.lax:6.4f} {score.null_recall:11.3f}")


if __name__ == "__main__":
    main()
