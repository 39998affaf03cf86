"""Word links against pairs linked by hand, beside a diagonal baseline: precision, recall, F1.

python benchmarks/word_links.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aligner.align.links import competitive, diagonal_distance, link_words, words_of
from models.encoder import load_encoder

DATA = Path(__file__).parent / "data" / "word-links.ru-en.txt"
Links = set[tuple[int, int]]


def main() -> None:
    """Print a line a method."""
    pairs = [read(line) for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    encoder = load_encoder()

    def linked(with_encoder: bool) -> Callable[[str, str], Links]:
        def run(source: str, target: str) -> Links:
            spans = link_words(source, target, ("ru", "en"), encoder if with_encoder else None)
            ours = {span: n for n, span in enumerate(words_of(source))}
            theirs = {span: n for n, span in enumerate(words_of(target))}
            return {(ours[a, b], theirs[c, d]) for a, b, c, d in spans}

        return run

    methods = {
        "diagonal": diagonal,
        "lexicon and spelling": linked(False),
        "with word vectors": linked(True),
    }
    print(f"{len(pairs)} pairs, {sum(len(gold) for *_, gold in pairs)} links\n{'':22s}precision recall    F1")
    for name, method in methods.items():
        right = found = wanted = 0
        for source, target, gold in pairs:
            links = method(source, target)
            right, found, wanted = right + len(links & gold), found + len(links), wanted + len(gold)
        p, r = right / max(1, found), right / wanted
        print(f"{name:22s}{p:9.3f} {r:6.3f} {2 * p * r / max(1e-9, p + r):5.3f}")


def diagonal(source: str, target: str) -> Links:
    """Each word with the one that lies nearest to the same place of the other sentence."""
    return set(competitive(1.0 - diagonal_distance(len(words_of(source)), len(words_of(target))), 0.0))


def read(line: str) -> tuple[str, str, Links]:
    """A data line as two texts and links between their words (punctuation not counted)."""
    left, right = line.split(" | ")
    target: list[str] = []
    links: Links = set()
    for token in right.split():
        word, _, marks = token.partition("/")
        links |= {(int(mark), len(target)) for mark in marks.split(",") if mark}
        target.append(word)
    return left, " ".join(target), links


if __name__ == "__main__":
    main()
