"""What becomes of fitted scorers."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aligner.align.decode import decode
from aligner.align.features import FEATURES
from aligner.align.goldfile import count
from aligner.align.prepare import prepare, run_vectors
from aligner.align.scorer import PARAMETERS, Scorer, load_scorer
from aligner.align.training.__main__ import leaning, main, mean_of, read_gold_folder
from models.encoder import load_encoder

LITERATURE = Path(__file__).parents[4] / "benchmarks" / "data" / "literature"


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


@pytest.mark.parametrize("options", [["--epochs", "8"], ["--epochs", "40", "--plain"]], ids=["words", "vectors"])
def test_the_command_fits_a_scorer_that_aligns(
    options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(LITERATURE / "lit_war_45", tmp_path / "gold" / "lit_war_45")
    out = tmp_path / "scorer.npz"
    command = ["training", "--gold", str(tmp_path / "gold"), "--out", str(out), "--scorers", "1"]
    monkeypatch.setattr(sys, "argv", [*command, "--cache", str(tmp_path / "vectors"), *options])
    main()
    with np.load(out) as arrays:
        scorer = Scorer(**{name: arrays[name] for name in PARAMETERS})
    made = read_gold_folder(tmp_path / "gold")[0]
    languages = ("und", "und") if "--plain" in options else made.languages
    encoder = load_encoder()
    ready = prepare(made.source, made.target, *(run_vectors(x, encoder) for x in (made.source, made.target)), languages)
    found = [(tuple(a), tuple(b)) for a, b, _ in decode(ready, scorer)]
    assert count(made.gold, found, len(made.source), len(made.target)).score().lax > 0.85
