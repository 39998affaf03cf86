"""Texts of one to five sentences: how many come out as pairs of one and one, and how sure the wrong beads are.

    python benchmarks/short_runs.py [--runs 400] [--seed 1] [--failures]

Random runs of consecutive pairs: the translation gold (news, United Nations), the aligned gold's 1-1 beads
(German-French among them, which has no word table), and hand-written German-English and Russian-English pairs.
``unrelated`` is the source of one place beside the target of another in the same text.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from aligner.align.aligning import align_sentences
from aligner.align.goldfile import read_gold
from aligner.core.bitext import Bead
from models.encoder import load_encoder

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / "shared"))
OWN = Path(__file__).parent / "data" / "short-runs.tsv"
MOST = 5
SURE = 0.8

#: A name, both sides' languages, and sentences that are each other's translations, in the order of their text.
Text = tuple[str, tuple[str, str], list[tuple[str, str]]]


def texts() -> Iterator[Text]:
    """What there is of the gold, then our own pairs."""
    for name in ("wmt18", "un"):
        files = [SHARED / "gold" / "translation" / f"{name}.{tag}" for tag in ("ru", "en")]
        if all(file.is_file() for file in files):
            ours, theirs = (_lines(file) for file in files)
            yield name, ("ru", "en"), list(zip(ours, theirs, strict=True))
    for folder in sorted((SHARED / "gold" / "alignment" / "test").glob("*")):
        if folder.name in ("tatoeba_test", "lit_wp", "bible_John_null", "tb_test1"):
            source, target = _lines(folder / "src.txt"), _lines(folder / "tgt.txt")
            gold = [(a[0], b[0]) for a, b in read_gold(folder / "gold.txt") if len(a) == len(b) == 1]
            languages = ("de", "fr") if folder.name.startswith("tb") else ("ru", "en")
            yield folder.name, languages, [(source[i], target[j]) for i, j in gold]
    rows = [line.split("\t") for line in _lines(OWN)[1:]]
    yield "ours, ru-en", ("ru", "en"), [(russian, english) for russian, _, english in rows]
    yield "ours, de-en", ("de", "en"), [(german, english) for _, german, english in rows]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def one_to_one(beads: list[Bead], size: int) -> bool:
    """Are these the pairs of a text of so many sentences?"""
    return [(list(b.source), list(b.target)) for b in beads] == [([n], [n]) for n in range(size)]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=400, help="of each text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", action="store_true", help="print what came out otherwise")
    options = parser.parse_args()
    encoder = load_encoder()
    print(f"{'text':18s} runs  all 1-1  wrong beads above {SURE}  confidence  unrelated: in a bead  above {SURE}")
    for name, languages, pairs in texts():
        random = Random(options.seed)
        right = wrong = aside = sure = sentences = 0
        confidences: list[float] = []
        for _ in range(options.runs):
            size = random.randint(1, MOST)
            at = random.randrange(len(pairs) - size)
            source, target = map(list, zip(*pairs[at : at + size], strict=True))
            beads = align_sentences(source, target, languages=languages, encoder=encoder)
            right += one_to_one(beads, size)
            good = [bead for bead in beads if bead.kind == "1-1" and bead.source == bead.target]
            confidences += [bead.confidence for bead in good]
            wrong += sum(bead.confidence > SURE for bead in beads if bead not in good)
            if options.failures and not one_to_one(beads, size):
                print([(list(b.source), list(b.target), round(b.confidence, 2)) for b in beads], source, target)
            away = (at + len(pairs) // 2) % (len(pairs) - size)
            other = [translation for _, translation in pairs[away : away + size]]
            found = align_sentences(source, other, languages=languages, encoder=encoder)
            sentences += size
            aside += sum(len(bead.source) for bead in found if not bead.is_null)
            sure += any(bead.confidence > SURE for bead in found if not bead.is_null)
        mean = sum(confidences) / max(1, len(confidences))
        print(
            f"{name:18s} {options.runs:4d} {right / options.runs:8.1%} {wrong:21d} {mean:11.3f} "
            f"{aside / sentences:20.1%} {sure / options.runs:9.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
