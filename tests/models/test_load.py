"""Finding and loading models: names, folders, both weight files, and what goes wrong, each in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from marian_checkpoints import write_checkpoint

from models.errors import ModelError
from models.load import load_translator
from models.marian.checkpoint import Checkpoint
from models.store.registry import default_name, hub_id, resolve
from models.translation import Decoding


def test_a_folder_loads_and_translates(small: Path) -> None:
    translator = load_translator(small)
    assert translator.name == small.name
    assert len(translator.translate(["Совет принял резолюцию.", ""])) == 2


def test_both_weight_files_give_the_same_output(small: Path, tmp_path: Path, samples: tuple[str, ...]) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import load_file

    folder = tmp_path / "bin"
    shutil.copytree(small, folder)
    (folder / "model.safetensors").unlink()
    torch.save(load_file(small / "model.safetensors"), folder / "pytorch_model.bin")
    decoding = Decoding(beam=1, guards=False)
    left = load_translator(small).translate(samples, decoding)
    right = load_translator(folder).translate(samples, decoding)
    assert [t.text for t in left] == [t.text for t in right]


def test_half_precision_checkpoints_load(small: Path, tmp_path: Path) -> None:
    import numpy as np
    from safetensors.numpy import load_file, save_file

    folder = tmp_path / "half"
    shutil.copytree(small, folder)
    tensors = {name: tensor.astype(np.float16) for name, tensor in load_file(small / "model.safetensors").items()}
    save_file(tensors, folder / "model.safetensors")
    assert Checkpoint.open(folder).tensor("model.shared.weight").dtype == np.float32
    assert len(load_translator(folder).translate(["Да."])) == 1


@pytest.mark.parametrize(
    ("name", "hub"),
    [
        ("opus-mt-ru-en", "Helsinki-NLP/opus-mt-ru-en"),
        ("opus-mt-tc-big-zle-en", "Helsinki-NLP/opus-mt-tc-big-zle-en"),
        ("Helsinki-NLP/opus-mt-uk-en", "Helsinki-NLP/opus-mt-uk-en"),
        ("opus-mt-bg-en", "Helsinki-NLP/opus-mt-bg-en"),
        ("someone/model", "someone/model"),
        ("nonsense", None),
        ("embedded", None),
    ],
)
def test_names_and_hub_ids(name: str, hub: str | None) -> None:
    assert hub_id(name) == hub


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("opus-mt-ru-en", "model opus-mt-ru-en: not on this machine; run `tolmach models get opus-mt-ru-en` first"),
        ("Helsinki-NLP/opus-mt-uk-en", "run `tolmach models get Helsinki-NLP/opus-mt-uk-en` first"),
        ("nonsense", "model nonsense: unknown; known are embedded"),
        ("./nowhere", "no such folder"),
        ("/no/such/folder", "no such folder"),
    ],
)
def test_a_missing_model_says_what_to_do(name: str, words: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_translator(name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_default_can_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_name() == "embedded"
    monkeypatch.setenv("TOLMACH_MODEL", "opus-mt-ru-en")
    assert default_name() == "opus-mt-ru-en"


def break_json(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def other_architecture(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "t5"}))


def short_weights(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[: len(content) // 2])


def no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def no_target(folder: Path) -> None:
    (folder / "target.spm").unlink()


def other_vocabulary(folder: Path) -> None:
    ids = json.loads((folder / "vocab.json").read_text())
    kept = {piece: number for piece, number in ids.items() if number < len(ids) - 3}
    (folder / "vocab.json").write_text(json.dumps(kept))


def gaps_in_vocabulary(folder: Path) -> None:
    ids = json.loads((folder / "vocab.json").read_text())
    (folder / "vocab.json").write_text(json.dumps({piece: number * 2 for piece, number in ids.items()}))


def missing_tensor(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    del tensors["model.encoder.layers.0.fc1.weight"]
    save_file(tensors, folder / "model.safetensors")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (break_json, "damaged (not JSON)"),
        (other_architecture, "of type 't5'; only 'marian'"),
        (short_weights, "damaged or half-downloaded weights"),
        (no_weights, "model.safetensors or pytorch_model.bin missing"),
        (no_target, "target.spm missing"),
        (other_vocabulary, "vocab.json belongs to another model"),
        (gaps_in_vocabulary, "damaged vocabulary"),
        (missing_tensor, "tensor model.encoder.layers.0.fc1.weight is missing"),
    ],
)
def test_a_bad_checkpoint_is_one_line_and_leaves_no_conversion(
    damage: object, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOLMACH_CACHE", str(tmp_path / "cache"))
    folder = write_checkpoint(tmp_path / "model")
    damage(folder)  # type: ignore[operator]
    with pytest.raises(ModelError) as caught:
        load_translator(folder)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "cache").glob("ctranslate2/*/model.bin"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"backend": "moses"}, "backend moses: unknown"),
        ({"device": "tpu"}, "device tpu: unknown"),
        ({"compute": "int3"}, "compute type int3"),
    ],
)
def test_unknown_options_are_said(options: dict[str, str], words: str, small: Path) -> None:
    with pytest.raises(ModelError, match=words):
        load_translator(small, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [{"beam": 0}, {"beam": 65}, {"length_penalty": -1}, {"alternatives": -1}])
def test_impossible_decodings_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="out of range"):
        Decoding(**bad)  # type: ignore[arg-type]


def test_a_changed_checkpoint_is_converted_again(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "model", seed=1)
    first = resolve(folder).fingerprint
    assert resolve(folder).fingerprint == first
    write_checkpoint(folder, seed=2)
    assert resolve(folder).fingerprint != first
