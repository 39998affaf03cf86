"""The two real files: a Russian article with a lost space, an English speech wrapped at a column's width."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aligner.readers import read_document
from aligner.segment import segment

SEEDS = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[4] / "shared")) / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared data folder is not here (TOLMACH_SHARED)")


@pytest.mark.parametrize(
    ("name", "language", "paragraphs", "sentences"),
    [("003_7c1c46ab4afd87a9.txt", "ru", 11, 13), ("000_2e8e6cbd8c1d14e3.txt", "en", 8, 21)],
)
def test_counts(name: str, language: str, paragraphs: int, sentences: int) -> None:
    document = segment(read_document(SEEDS / name))
    assert (document.language, len(document.paragraphs), len(document.sentences)) == (language, paragraphs, sentences)
    assert "".join(piece for piece, _ in document.pieces()) == document.text


def test_the_lost_space_and_the_title() -> None:
    document = segment(read_document(SEEDS / "003_7c1c46ab4afd87a9.txt"))
    assert document.title == document.sentences[0].text
    assert any(sentence.text.endswith("де Мистурой.") for sentence in document.sentences)


def test_the_speaker_stays_and_the_year_stays() -> None:
    document = segment(read_document(SEEDS / "000_2e8e6cbd8c1d14e3.txt"))
    assert document.sentences[0].text.startswith("Mr. Tumysh (Kazakhstan): We thank Special Envoy")
    assert document.sentences[4].text.endswith("resolution 2254 (2015).")
