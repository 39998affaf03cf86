"""Tuning: what is held out, what is kept, that no word is forgotten, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import tolmach
from hypothesis import given, settings
from hypothesis import strategies as st
from marian_checkpoints import write_checkpoint

from models.errors import ModelError
from models.marian.checkpoint import Checkpoint
from models.registry import resolve
from models.tuning import LEAST_PAIRS, divide, tune

PAIRS = [(f"Совет принял резолюцию {n}.", f"The Council adopted resolution {n}.") for n in range(60)]


def test_held_out_pairs_are_never_learnt_from() -> None:
    train, held = divide([*PAIRS, *PAIRS[:20], ("", "x"), ("x", " ")])
    assert len(train) + len(held) == len(PAIRS)
    assert not {s for s, _ in train} & {s for s, _ in held}
    assert len(held) == 10


@given(st.permutations(PAIRS))
@settings(max_examples=10)
def test_the_division_does_not_depend_on_the_order(pairs: list[tuple[str, str]]) -> None:
    assert set(divide(pairs)[1]) == set(divide(PAIRS)[1])


def test_too_little_is_said() -> None:
    with pytest.raises(ModelError, match=f"3 different pairs: too few to tune on; {LEAST_PAIRS} are needed"):
        divide(PAIRS[:3] * 50)


@pytest.mark.parametrize("name", ["", "a/b", ".x", "embedded"])
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        tune(None, PAIRS, name)


def test_a_model_is_tuned_measured_and_kept_only_if_better(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    start = write_checkpoint(tmp_path / "start", layers=(1, 1), max_length=20)
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path))
    said: list[str] = []
    made = tune(str(start), PAIRS, "mine", minutes=0.1, epochs=5, rate=3e-3, say=said.append)
    assert (made.pairs, made.held_out) == (50, 10)
    assert made.kept is (made.after.bleu + made.after.chrf > made.before.bleu + made.before.chrf)
    assert made.kept is made.folder.is_dir()
    assert len(said) == 3
    # Pieces that the user's text lacks can still be put out; only <pad> cannot.
    bias = Checkpoint.open(tmp_path / "tuning" / "mine" / "run" / "model").tensor("final_logits_bias").ravel()
    assert (bias[:-1] > -1000).all()
    assert bias[-1] < -1000
    tuned = tmp_path / "tuning" / "mine" / "run" / "model"
    assert (tuned / "generation_config.json").read_bytes() == (start / "generation_config.json").read_bytes()
    if made.kept:
        assert resolve("mine").path == made.folder


def test_the_command_says_what_it_needs(tmp_path: Path) -> None:
    assert tolmach("tune", "embedded", "--name", "x").code == 2
    (tmp_path / "few.tsv").write_text("Да.\tYes.\n", encoding="utf-8")
    shown = tolmach("tune", "embedded", str(tmp_path / "few.tsv"), "--name", "x")
    assert shown.code == 1
    assert "1 different pairs: too few to tune on" in shown.error_lines[0]
    missing = tolmach("tune", "embedded", str(tmp_path / "no.tmx"), "--name", "x")
    assert missing.code == 1
    assert len(missing.error_lines) == 1
