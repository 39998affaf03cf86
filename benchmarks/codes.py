"""Inline codes carried to 300 translations by people: exact placement, codes lost and doubled, on function words.

python benchmarks/codes.py [--wrong] [--attention]

``--wrong`` prints what went wrong in the half that was looked at. ``--attention`` adds the embedded model's
cross-attention, the targets forced (``benchmarks/attention.py``; needs the extra ``train``).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from attention import attention_links
from code_gold import Figures, Pair, compare, halves, pairs

from aligner.align.links import link_pairs
from aligner.carry import carry
from aligner.carry.bitext import together
from aligner.core.bitext import Link
from aligner.core.code import CODE_KINDS
from models.encoder import load_encoder

AllLinks = list[tuple[Link, ...]]


def main() -> None:
    """Print a line a way of linking and half, then a line a kind of code."""
    tuning, score = halves(pairs())
    header = f"{'links':34s}{'half':7s} codes  exact  but articles  lost doubled  on function words"
    print(header)
    for half, chosen in (("tuning", tuning), ("score", score)):
        texts = [(pair.source.text, pair.given) for pair in chosen]
        links: dict[str, AllLinks] = {
            "none": [()] * len(chosen),
            "lexicon and spelling": link_pairs(texts, ("ru", "en"), None),
            "with word vectors": link_pairs(texts, ("ru", "en"), load_encoder()),
        }
        if "--attention" in sys.argv:
            own = links["with word vectors"]
            for choice, attended in attention_links(texts).items():
                links[choice] = attended
                links[f"{choice}, 2nd"] = [together(*pair) for pair in zip(own, attended, strict=True)]
        for name, found in links.items():
            figures, kinds = measured(chosen, found)
            print(
                f"{name:34s}{half:7s} {figures.codes:5d}  {figures.exact / figures.codes:.3f}"
                f"  {figures.near / figures.codes:12.3f}  {figures.lost:4d} {figures.doubled:7d}"
                f"  {figures.function} of {figures.spans} spans"
            )
            if name == "with word vectors":
                print("   " + ", ".join(f"{kind} {kinds[kind]}" for kind in CODE_KINDS if kind in kinds))
                if "--wrong" in sys.argv and half == "tuning":
                    print("\n".join(figures.wrong))


def measured(chosen: Sequence[Pair], links: AllLinks) -> tuple[Figures, dict[str, str]]:
    """The figures of some pairs, and by kind how many are exact of how many."""
    figures = Figures()
    wrong: Counter[str] = Counter()
    for pair, found in zip(chosen, links, strict=True):
        wrong += compare(pair, carry(pair.source, pair.given, found), figures, ("ru", "en"))
    total = Counter(code.kind for pair in chosen for code in pair.right.codes)
    return figures, {kind: f"{count - wrong[kind]}/{count}" for kind, count in total.items()}


if __name__ == "__main__":
    main()
