"""Weighted, lightly noised training text: TSV of (source tag, ru, en) in, TSV of the same columns out.

    python -m models.training.mix train.tsv.xz --lexicon lexicon.tsv.xz --out mix.tsv --seed 1

Half of the stock material is software messages, games and the Bible; the documents people bring are
news, reports and books. Each tag therefore gets a weight: 2.5 means every pair twice and half of the
pairs a third time, 0.3 means a random 30 %. The noise is what badly extracted documents hold, on the
source side only; changes that the translation has to follow (numbers, names, capitals, list labels) are
``models.training.augment``'s. Greetings and courtesies (``greetings.tsv``) are in every mix.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from models.training.augment import Pair, as_typed, augmented, first_capital

#: (prefix of a tag, weight); the first prefix that matches wins.
Weights = tuple[tuple[str, float], ...]

#: The broad mix: everything, for the constant stage.
WEIGHTS: Weights = (
    ("wmt", 4.0),
    ("flores", 4.0),
    ("pud", 4.0),
    ("udhr", 4.0),
    ("xquad", 3.0),
    ("mlqe", 2.5),
    ("tico", 3.0),
    ("un", 3.0),
    ("web_debian", 1.0),
    ("web_i2p", 0.7),
    ("web_dash", 0.7),
    ("web_gbif", 0.5),
    ("web_", 1.5),
    ("tatoeba", 1.2),
    ("smartool", 0.6),
    ("lit_", 0.7),
    ("bible", 0.3),
    ("game_", 0.35),
    ("ui_", 0.15),
    ("doc_debsec", 0.15),
    ("doc_", 0.3),
    ("bt_", 0.5),
)

#: The prose mix: what people bring, news and reports first, for a decay or a short run (in a decay, text of the
#: wanted kind counts most: Hu et al. 2024, MiniCPM). About 2 million target pieces.
PROSE: Weights = (
    ("wmt", 1.0),
    ("flores", 2.0),
    ("pud", 2.0),
    ("udhr", 2.0),
    ("xquad", 1.0),
    ("mlqe", 0.7),
    ("tico", 1.0),
    ("un", 1.0),
    ("web_debian", 0.1),
    ("web_i2p", 0.1),
    ("web_dash", 0.1),
    ("web_gbif", 0.0),
    ("web_", 0.4),
    ("tatoeba", 0.5),
    ("smartool", 0.3),
    ("lit_", 0.06),
    ("bt_", 0.25),
    ("lexicon", 0.1),
    ("", 0.0),
)

#: Corpora whose makers allow research only, or whose terms could not be established (docs/training.md).
RESEARCH_ONLY = ("wmt",)

MIXES: dict[str, Weights] = {"broad": WEIGHTS, "prose": PROSE}

#: Lines of the lexicon that are the hand-written diplomatic glossary, and how often each is shown.
GLOSSARY_LINES = 250
GLOSSARY_WEIGHT = 12.0
LEXICON_WEIGHT = 0.5  # both are of the broad mix; another mix scales them by its own weight of "lexicon"
#: How often each greeting is shown, and the share of the lexicon's lines that begin with a capital.
GREETING_WEIGHT = {"broad": 8.0, "prose": 4.0}
CAPITAL_SHARE = 0.3
GREETINGS = Path(__file__).with_name("greetings.tsv")

#: Corpora whose lines follow each other as in a document, so that neighbours may be joined.
RUNNING_TEXT = ("wmt", "lit_", "web_", "un", "flores", "xquad_p", "bible", "doc_debian", "tico")


def weight_of(tag: str, weights: Weights = WEIGHTS) -> float:
    """The weight of a tag; 1.0 for one that no prefix names."""
    return next((weight for prefix, weight in weights if tag.startswith(prefix)), 1.0)


def copies(weight: float, rng: random.Random) -> int:
    """How many times to show a pair: the whole part, plus one more with the probability of the rest."""
    whole = int(weight)
    return whole + (rng.random() < weight - whole)


def joined(pairs: list[Pair], at: int, rng: random.Random, limit: int = 320) -> Pair:
    """Two or three consecutive pairs of one corpus as one, while the source stays under ``limit`` characters."""
    tag, source, target = pairs[at]
    for following in pairs[at + 1 : at + 1 + rng.choice((1, 1, 2))]:
        if following.tag != tag or len(source) + len(following.source) > limit:
            break
        source, target = f"{source} {following.source}", f"{target} {following.target}"
    return Pair(tag, source, target)


def straight_quotes(pair: Pair) -> Pair:
    """«…» typed as "…" in the source."""
    return pair._replace(source=re.sub("[«»„“]", '"', pair.source))


def without_yo(pair: Pair) -> Pair:
    """ё typed as е, as most Russian text has it."""
    return pair._replace(source=pair.source.replace("ё", "е").replace("Ё", "Е"))


def soft_break(pair: Pair, rng: random.Random) -> Pair:
    """A word cut by a hyphen left over from a line end."""
    words = pair.source.split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 7 and word.isalpha()]
    if not long:
        return pair
    i = rng.choice(long)
    cut = rng.randint(3, len(words[i]) - 3)
    words[i] = f"{words[i][:cut]}-{words[i][cut:]}"
    return pair._replace(source=" ".join(words))


def noised(pair: Pair, rng: random.Random) -> Pair:
    """The pair with each kind of noise in the source applied at its own rate."""
    if rng.random() < 0.15:
        pair = straight_quotes(pair)
    if rng.random() < 0.30:
        pair = without_yo(pair)
    if rng.random() < 0.005:
        pair = soft_break(pair, rng)
    return pair


def read_tsv(path: Path) -> Iterator[list[str]]:
    """Rows of a plain or xz-compressed TSV file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\r\n").split("\t")


def mixed(
    pairs: list[Pair],
    lexicon: list[Pair],
    seed: int,
    join_share: float = 0.12,
    *,
    noise: bool = True,
    mix: str = "broad",
) -> Iterator[Pair]:
    """The weighted, joined, augmented and noised pairs, corpus by corpus (the trainer shuffles).

    ``noise`` off (no augmentation either) is for the reverse direction, where the Russian side is what the model
    learns to write.
    """
    rng = random.Random(seed)
    weights = MIXES[mix]
    for at, pair in enumerate(pairs):
        running = pair.tag.startswith(RUNNING_TEXT)
        for _ in range(copies(weight_of(pair.tag, weights), rng)):
            shown = joined(pairs, at, rng) if running and rng.random() < join_share else pair
            yield noised(augmented(shown, rng), rng) if noise else shown
    share = weight_of("lexicon", weights)
    for at, pair in enumerate(lexicon):
        for _ in range(copies(share * (GLOSSARY_WEIGHT if at < GLOSSARY_LINES else LEXICON_WEIGHT), rng)):
            yield first_capital(pair, rng) if rng.random() < CAPITAL_SHARE else pair
    for row in read_tsv(GREETINGS):
        for _ in range(copies(GREETING_WEIGHT[mix], rng)):
            yield noised(as_typed(Pair("phrase", *row), rng), rng)


def for_any_use(pairs: list[Pair]) -> list[Pair]:
    """The pairs of corpora that are not for research alone, and of what was made from them.

    A back-translation has its tag after ``bt_``.
    """
    return [pair for pair in pairs if not pair.tag.removeprefix("bt_").startswith(RESEARCH_ONLY)]


def write_tsv(pairs: Iterator[Pair], out: TextIO) -> int:
    """Write the pairs; returns their number."""
    count = 0
    for pair in pairs:
        out.write("\t".join(pair) + "\n")
        count += 1
    return count


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--lexicon", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--without-research-only",
        action="store_true",
        help="leave out corpora that are free for research alone: " + ", ".join(RESEARCH_ONLY),
    )
    parser.add_argument(
        "--mix", choices=MIXES, default="broad", help="broad: everything; prose: news and reports first"
    )
    args = parser.parse_args()
    pairs = [Pair(*row) for row in read_tsv(args.pairs) if len(row) == 3]
    if args.without_research_only:
        pairs = for_any_use(pairs)
    lexicon = [Pair("lexicon", *row) for row in read_tsv(args.lexicon) if len(row) == 2] if args.lexicon else []
    with args.out.open("w", encoding="utf-8", newline="\n") as out:
        print(f"{write_tsv(mixed(pairs, lexicon, args.seed, mix=args.mix), out)} pairs in {args.out}")


if __name__ == "__main__":
    main()
