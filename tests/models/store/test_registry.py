"""The default model: what may become it, and what is said when it is gone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.errors import ModelError
from models.load import check, load_translator
from models.store.registry import EMBEDDED, choose, default_name, resolve


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of the test's own."""
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("TOLMACH_MODEL", raising=False)


def test_a_folder_becomes_the_default_wherever_one_stands(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(small, tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    choose("mine")
    monkeypatch.chdir("/")
    assert resolve().path == tmp_path / "mine"
    choose("embedded")
    assert default_name() == "embedded"


def test_a_packed_model_is_named_by_its_folder() -> None:
    packed = resolve(EMBEDDED)
    assert (packed.path, packed.fingerprint) == (resolve("embedded").path, resolve("embedded").fingerprint)
    assert (packed.name, packed.phrases) == (EMBEDDED.name, None)


def test_what_is_no_model_does_not_become_the_default(small: Path, tmp_path: Path) -> None:
    empty, other, half = (tmp_path / name for name in ("empty", "other", "half"))
    empty.mkdir()
    other.mkdir()
    (other / "config.json").write_text('{"model_type": "t5"}', encoding="utf-8")
    shutil.copytree(small, half)
    (half / "source.spm").unlink()
    for folder, fault in ((empty, "not a Marian model folder"), (other, "'t5'"), (half, r"source\.spm missing")):
        with pytest.raises(ModelError, match=fault):
            choose(str(folder))
    with pytest.raises(ModelError, match="unknown"):
        choose("nosuch")
    assert default_name() == "embedded"


def test_a_default_that_is_gone_says_who_chose_it(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(small, tmp_path / "mine")
    choose(str(tmp_path / "mine"))
    shutil.rmtree(tmp_path / "mine")
    with pytest.raises(ModelError, match=r"no such folder.*; `tolmach models use` chose it"):
        load_translator()
    monkeypatch.setenv("TOLMACH_MODEL", "nosuch")
    with pytest.raises(ModelError, match=r"unknown.*; TOLMACH_MODEL names it"):
        load_translator()


def test_a_converted_folder_is_verified_by_loading_it(small: Path, tmp_path: Path) -> None:
    from models.marian.checkpoint import Checkpoint
    from models.marian.modelbin import write_model

    folder = tmp_path / "ready"
    folder.mkdir()
    write_model(Checkpoint.open(small), folder, int8=True)
    for name in ("source.spm", "target.spm"):
        shutil.copy(small / name, folder)
    assert check(str(folder)) == []
    (folder / "model.bin").write_bytes((folder / "model.bin").read_bytes()[:5000])
    with pytest.raises(ModelError, match="cannot be loaded"):
        check(str(folder))
