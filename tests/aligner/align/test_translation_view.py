"""A translation of the source as a second view."""

from __future__ import annotations

import numpy as np
import pytest

from aligner.align.aligning import align_sentences
from aligner.align.translation_view import interpolated
from aligner.errors import AlignmentError

SOURCE = [
    "Дождь шёл весь день.",
    "Посол вручил верительные грамоты.",
    "Цена на нефть выросла на три процента.",
    "Бабушка испекла пирог с яблоками.",
    "Поезд опоздал.",
]
TARGET = [
    "It rained all day.",
    "The ambassador presented his credentials.",
    "The price of oil rose by three per cent.",
    "Grandmother baked an apple pie.",
    "The train was late.",
]


def test_mixed_vectors_have_length_one_and_lie_between() -> None:
    random = np.random.default_rng(0)
    first, second = (v / np.linalg.norm(v, axis=2, keepdims=True) for v in random.normal(size=(2, 3, 5000, 8)))
    first[2, :2] = second[2, :2] = 0  # runs longer than what is behind them
    out = interpolated(first.astype(np.float16), second.astype(np.float16)).astype(np.float64)
    lengths = np.linalg.norm(out, axis=2)
    assert np.allclose(lengths[:2], 1, atol=2e-3)
    assert not lengths[2, :2].any()
    near, far = (out[0] * first[0]).sum(axis=1), (out[0] * second[0]).sum(axis=1)
    assert (near > far - 2e-3).all()
    assert ((first[0] * second[0]).sum(axis=1) < far + 2e-3).all()


def test_shapes_must_agree() -> None:
    with pytest.raises(ValueError, match="cannot be interpolated"):
        interpolated(np.zeros((4, 2, 8), np.float16), np.zeros((4, 3, 8), np.float16))


def test_each_sentence_needs_a_translation() -> None:
    with pytest.raises(AlignmentError, match="1 translations for 5 sentences"):
        align_sentences(SOURCE, TARGET, languages=("ru", "en"), translation=["It rained."])


def test_a_translation_makes_a_right_pair_surer() -> None:
    languages = ("ru", "en")
    alone = align_sentences(SOURCE, TARGET, languages=languages)
    helped = align_sentences(SOURCE, TARGET, languages=languages, translation=TARGET)
    assert [(b.source, b.target) for b in helped] == [(b.source, b.target) for b in alone]
    assert sum(b.confidence for b in helped) > sum(b.confidence for b in alone)
