"""Word links: spans that fit both texts, the same attention in both engines, names linked to themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from marian_checkpoints import write_checkpoint

from models.load import load_translator
from models.marian.links import alignment_layer, piece_spans, word_links
from models.translation import Decoding


def test_a_link_goes_to_the_word_with_most_attention() -> None:
    attention = np.array([[0.9, 0.05, 0.05], [0.1, 0.2, 0.7], [0.05, 0.15, 0.8], [0.3, 0.3, 0.4]], np.float32)
    found = word_links("Да, мир", ["▁Да", ",", "▁мир"], "Yes world!", ["▁Yes", "▁wor", "ld", "!"], attention)
    assert found == ((0, 2, 0, 3), (4, 7, 4, 9))


def test_thin_attention_makes_no_link() -> None:
    words = [f"▁w{n}" for n in range(8)]
    flat = np.full((1, 8), 1 / 8, np.float32)
    assert word_links(" ".join(w[1:] for w in words), words, "x", ["▁x"], flat) == ()
    assert word_links("...", ["..."], "!", ["!"], np.ones((1, 1), np.float32)) == ()


def test_pieces_are_found_in_their_text() -> None:
    assert piece_spans("Да, мир", ["▁", "Да", ",", "▁ми", "р"]) == [None, (0, 2), (2, 3), (4, 6), (6, 7)]
    assert piece_spans("№ 5 — да", ["▁No", "▁5", "▁—", "▁да"]) == [None, (2, 3), (4, 5), (6, 8)]


@pytest.mark.parametrize(("layers", "layer"), [(1, 0), (2, 1), (3, 1), (6, 4)])
def test_the_layer_read(layers: int, layer: int) -> None:
    assert alignment_layer(layers) == layer


@pytest.mark.parametrize("layers", [(2, 2), (1, 4)])
def test_both_engines_give_the_same_links(layers: tuple[int, int], tmp_path: Path, samples: tuple[str, ...]) -> None:
    pytest.importorskip("torch")
    folder = write_checkpoint(tmp_path / "model", layers=layers, max_length=30)
    decoding = Decoding(beam=1, links=True, guards=False)
    fast = load_translator(folder, compute="float32").translate(samples, decoding)
    slow = load_translator(folder, backend="transformers").translate(samples, decoding)
    assert [t.links for t in fast] == [t.links for t in slow]
    assert any(t.links for t in fast)


@pytest.mark.parametrize("guards", [True, False])
def test_spans_of_links_are_words_of_the_two_texts(guards: bool, samples: tuple[str, ...]) -> None:
    long = " ".join(samples * 8)
    for found in load_translator().translate(
        [*samples, "СОВЕТ БЕЗОПАСНОСТИ", long], Decoding(links=True, guards=guards)
    ):
        for a, b, c, d in found.links:
            assert 0 <= a < b <= len(found.source)
            assert 0 <= c < d <= len(found.text)
            assert found.source[a:b].strip() == found.source[a:b]
            assert found.text[c:d].strip() == found.text[c:d]
