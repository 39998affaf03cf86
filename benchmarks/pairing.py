"""Documents paired by content: pieces of gold alignments, shuffled, with and without strangers among them.

    python benchmarks/pairing.py [--data DIR]

Each gold document is cut at its beads into pieces of 15 to 60 of them; pieces with fewer than 8 sentences on a side are
left out. The second line takes a third of the translations away.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from aligner.align.goldfile import read_gold
from aligner.align.pairing import Sketch, pair_documents, sketch
from aligner.core.document import document_from_sentences
from aligner.language import detect_language
from models.encoder import load_encoder

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / "shared"))
#: Gold of texts that are no documents: unrelated ones, single sentences, one too long for this.
LEFT_OUT = ("nonpar", "half", "long", "flores", "tatoeba")


def pieces(folder: Path, rng: random.Random) -> list[tuple[list[str], list[str]]]:
    """Both sides of each piece of a gold document."""
    source, target = ((folder / f"{side}.txt").read_text().splitlines() for side in ("src", "tgt"))
    gold, at, made = list(read_gold(folder / "gold.txt")), 0, []
    while at < len(gold):
        part = gold[at : at + rng.randint(15, 60)]
        at += len(part)
        sides = [source[i] for a, _ in part for i in a], [target[j] for _, b in part for j in b]
        if min(map(len, sides)) >= 8:
            made.append(sides)
    return made


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "gold" / "alignment" / "test")
    options = parser.parse_args()
    rng = random.Random(1)
    pairs = [
        piece
        for folder in sorted(options.data.iterdir())
        if folder.is_dir() and not folder.name.startswith(LEFT_OUT)
        for piece in pieces(folder, rng)
    ]
    order = list(range(len(pairs)))
    rng.shuffle(order)
    encoder = load_encoder()

    def sketched(texts: list[str]) -> Sketch:
        return sketch(document_from_sentences([("body", texts)], language=detect_language(" ".join(texts))), encoder)

    begin = time.process_time()
    sources, targets = [sketched(a) for a, _ in pairs], [sketched(pairs[at][1]) for at in order]
    for label, kept in (("all", range(len(order))), ("a third away", [n for n in range(len(order)) if n % 3])):
        found = pair_documents(sources, [targets[n] for n in kept], encoder)
        right = sum(order[kept[pair.target]] == pair.source for pair in found)
        seconds = time.process_time() - begin
        print(f"{label}: {len(kept)} pairs, {len(found)} found, {right} right, {seconds / len(kept):.2f} CPU s a pair")
        begin = time.process_time()


if __name__ == "__main__":
    main()
