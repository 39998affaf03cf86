"""Tuning: what is held out, what is kept, that no word is forgotten, and what goes wrong."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from commands import tolmach
from hypothesis import given, settings
from hypothesis import strategies as st
from marian_checkpoints import write_checkpoint

from models.errors import ModelError
from models.finetune import History
from models.held_out import LEAST_PAIRS, divide, in_language
from models.marian.checkpoint import Checkpoint
from models.marian.modelbin import write_model
from models.store.registry import remove, resolve
from models.tuning import tune

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


@pytest.mark.parametrize("name", ["", "a/b", ".x", "embedded", "two words", "opus-mt-ru-en", "opus-mt-xx-yy"])
def test_names_that_cannot_be_used(name: str) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        tune(None, PAIRS, name)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([(t, s) for s, t in PAIRS], "60 of 60 pairs: not 'ru' on the source side .* the sides are swapped"),
        ([(s, s) for s, _ in PAIRS], "60 of 60 pairs: .* check the files and the model"),
    ],
    ids=["swapped", "copies"],
)
def test_pairs_of_other_languages_are_refused(pairs: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        in_language(pairs, (("ru",), "en"))


def test_pairs_of_other_languages_are_left_out() -> None:
    mixed = [*PAIRS, ("OK", "OK"), ("Annex I", "Приложение I"), ("123", "123"), ("Да.", "Да!")]
    assert in_language(mixed, (("ru",), "en")) == PAIRS
    assert in_language([("Ja.", "Yes."), ("Nein.", "No.")], ("de", "en")) == [("Ja.", "Yes."), ("Nein.", "No.")]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random checkpoint to tune."""
    folder = tmp_path_factory.mktemp("start") / "opus-mt-ru-en"
    return write_checkpoint(folder, layers=(1, 1), max_length=20)


def test_a_model_is_tuned_measured_and_kept_only_if_better(
    start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    from models.training.state import read as read_state

    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path))
    said: list[str] = []
    seen: set[str] = set()
    made = tune(
        str(start), PAIRS, "mine", minutes=9, epochs=5, rate=3e-3, say=said.append, watch=lambda *w: seen.add(w[0])
    )
    assert (made.pairs, made.held_out) == (50, 10)
    assert made.kept is (made.after.sum > made.before.sum)
    assert made.kept is made.folder.is_dir()
    assert made.before.pairs == made.after.pairs == 10
    assert said[0].startswith("50 pairs to learn from, 10 held out")
    assert said[1].startswith("before: BLEU")
    assert said[-1].startswith("after:  BLEU")
    assert seen == {"measuring", "training"}
    # Pieces that the user's text lacks can still be put out; only <pad> cannot.
    work = tmp_path / "tuning" / "mine"
    bias = Checkpoint.open(work / "best").tensor("final_logits_bias").ravel()
    assert (bias[:-1] > -1000).all()
    assert bias[-1] < -1000
    assert (work / "best" / "generation_config.json").read_bytes() == (start / "generation_config.json").read_bytes()
    if made.kept:
        assert resolve("mine").path == made.folder
    # The losses were taken before the first pass and after each; the best weights were kept.
    history = History.read(work / "losses.json")
    assert history.best == min(history.losses[1:])
    # The same again measures again; more passes prolong.
    steps = read_state(work / "run" / "state.pt").progress.step
    tune(str(start), PAIRS, "mine", minutes=9, epochs=5, rate=3e-3)
    assert read_state(work / "run" / "state.pt").progress.step == steps
    if not history.rising:
        tune(str(start), PAIRS, "mine", minutes=9, epochs=len(history.losses) + 0.5, rate=3e-3)
        assert read_state(work / "run" / "state.pt").progress.step > steps
    assert remove("mine") > 100_000
    assert not work.exists()
    assert not made.folder.exists()


def test_a_stopped_training_goes_on(start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path))

    def interrupt(stage: str, done: int, total: int) -> None:  # noqa: ARG001
        if stage == "training":
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ModelError, match="tuning of mine: stopped after step 1, all kept; the same command goes on"):
        tune(str(start), PAIRS, "mine", minutes=9, epochs=2, watch=interrupt)
    assert signal.getsignal(signal.SIGINT) is before
    said: list[str] = []
    tune(str(start), PAIRS, "mine", minutes=9, epochs=2, say=said.append)
    assert any(line.startswith("going on after step 1,") for line in said)
    # Another text under the name starts over; so does a person who deletes the folder after damage.
    state_file = tmp_path / "tuning" / "mine" / "run" / "state.pt"
    state_file.write_bytes(state_file.read_bytes()[:1000])
    with pytest.raises(ModelError, match=r"cannot be read as a training state .* or delete .*mine to start over"):
        tune(str(start), PAIRS, "mine", minutes=9, epochs=2)


def test_losses_that_rise_twice_end_the_training(tmp_path: Path) -> None:
    history = History(tmp_path / "losses.json", [3.0], 1e9)
    assert [history.take(loss, whole=True) for loss in (2.5, 2.6)] == [True, False]
    assert not history.rising
    assert not history.take(2.7, whole=True)
    assert history.rising
    history.write()
    assert History.read(history.file) == history


def test_what_cannot_be_tuned_is_said(
    start: Path, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    converted = tmp_path / "converted"
    shutil.copytree(small, converted)
    write_model(Checkpoint.open(small), converted, int8=True)
    with pytest.raises(ModelError, match="CTranslate2's layout, which cannot be trained; name the original checkpoint"):
        tune(str(converted), PAIRS, "mine")
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path / "file"))
    with pytest.raises(ModelError, match=r"cannot be written .* set TOLMACH_DATA to another folder"):
        tune(str(start), PAIRS, "mine")


def test_the_command_says_what_it_needs(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    assert tolmach("tune", "embedded", "--name", "x").code == 2
    files = {
        "few.tsv": "Да.\tYes.\n",
        "swapped.tsv": "The Council adopted the resolution on the matter.\tСовет принял резолюцию по вопросу.\n" * 3,
        "empty.tmx": "",
        "bare.tmx": '<tmx version="1.4"><header/><body/></tmx>',
        "two.ru": "Да.\nНет.\n",
        "one.en": "Yes.\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    cases = [
        (["few.tsv"], "1 different pairs: too few to tune on"),
        (["no.tmx"], "no such file"),
        (["swapped.tsv"], "'en' to 'ru', but the model is 'ru' to 'en'"),
        (["empty.tmx"], "empty.tmx"),
        (["bare.tmx"], "no pair of 'ru' and 'en' in it"),
        (["--parallel", "two.ru", "one.en"], "2 lines against 1; they must go line by line"),
    ]
    for arguments, words in cases:
        paths = [str(tmp_path / word) if "." in word else word for word in arguments]
        shown = tolmach("tune", "embedded", *paths, "--name", "x")
        assert (shown.code, len(shown.error_lines)) == (1, 1), shown
        assert words in shown.error_lines[0]
    assert "unknown" in tolmach("tune", "nosuch", str(tmp_path / "few.tsv"), "--name", "x").error_lines[0]
