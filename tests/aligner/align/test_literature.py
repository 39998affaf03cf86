"""Passages of novels with alignments marked by hand: how well they are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.align.aligning import align_sentences
from aligner.align.goldfile import count, read_gold
from models.encoder import SentenceEncoder

LITERATURE = Path(__file__).parents[3] / "benchmarks" / "data" / "literature"
#: Clean passages, free ones, and one with sentences left out and moved.
PASSAGES = ("lit_anna_52", "lit_anna_93", "lit_fathers_86", "lit_war_66")


@pytest.mark.parametrize("name", PASSAGES)
@pytest.mark.parametrize("languages", [("ru", "en"), ("und", "und")], ids=["words", "vectors"])
def test_a_passage_is_aligned_as_a_reader_would(
    name: str, languages: tuple[str, str], encoder: SentenceEncoder
) -> None:
    source, target = (
        (LITERATURE / name / side).read_text(encoding="utf-8").splitlines() for side in ("src.txt", "tgt.txt")
    )
    found = align_sentences(source, target, languages=languages, encoder=encoder)
    gold = read_gold(LITERATURE / name / "gold.txt")
    score = count(gold, [(tuple(b.source), tuple(b.target)) for b in found], len(source), len(target)).score()
    assert score.strict >= 0.96
    assert score.lax >= 0.98
