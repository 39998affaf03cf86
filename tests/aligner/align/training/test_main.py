"""What becomes of fitted scorers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aligner.align.features import FEATURES
from aligner.align.scorer import load_scorer
from aligner.align.training.__main__ import leaning, mean_of


def test_the_mean_of_scorers_gives_the_mean_of_their_scores() -> None:
    one = load_scorer()
    other = replace(one, hidden=-one.hidden, direct=2 * one.direct, out=0.5 * one.out, gap=one.gap + 1)
    random = np.random.default_rng(0)
    features = random.normal(size=(20, FEATURES)).astype(np.float32) * one.width + one.centre
    kind = np.zeros(20, np.int64)
    both = mean_of([one, other])
    expected = (one.beads(features, kind) + other.beads(features, kind)) / 2
    np.testing.assert_allclose(both.beads(features, kind), expected, rtol=1e-4, atol=1e-4)
    assert both.gap[0] == pytest.approx(one.gap[0] + 0.5)
    with pytest.raises(ValueError, match="different features"):
        mean_of([one, replace(one, centre=one.centre + 1)])


def test_leaning_changes_skipped_sentences_alone() -> None:
    one = load_scorer()
    shifted = leaning(one, -1.0)
    assert shifted.null.sum() == pytest.approx(one.null.sum() - 1.5)
    assert (shifted.hidden == one.hidden).all()
