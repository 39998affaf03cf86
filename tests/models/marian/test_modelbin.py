"""Our conversion and CTranslate2's own give the same files, byte for byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from marian_checkpoints import write_checkpoint

from models.errors import ModelError
from models.load import load_translator
from models.marian.checkpoint import Checkpoint
from models.marian.modelbin import possible_outputs, sinusoids, write_model
from models.marian.tokenizer import pieces_of
from models.store.registry import embedded
from models.translation import Decoding

SHAPES = [
    pytest.param({}, id="swish"),
    pytest.param({"activation": "relu", "layers": (3, 1)}, id="relu-3+1"),
    pytest.param({"activation": "gelu", "scale_embedding": False}, id="gelu-unscaled"),
]


def both(folder: Path, tmp_path: Path, int8: bool) -> tuple[Path, Path]:
    """Convert with ours and with CTranslate2's."""
    pytest.importorskip("torch")
    from ctranslate2.converters import TransformersConverter

    own, theirs = tmp_path / "own", tmp_path / "theirs"
    own.mkdir()
    write_model(Checkpoint.open(folder), own, int8=int8, attention=(-1, 1), whole=True)
    TransformersConverter(str(folder)).convert(str(theirs), quantization="int8" if int8 else None)
    return own, theirs


@pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
@pytest.mark.parametrize("int8", [True, False], ids=["int8", "float32"])
@pytest.mark.parametrize("shape", SHAPES)
def test_same_bytes_as_ctranslate2s_converter(shape: dict[str, object], int8: bool, tmp_path: Path) -> None:
    own, theirs = both(write_checkpoint(tmp_path / "model", **shape), tmp_path, int8)  # type: ignore[arg-type]
    for file in theirs.iterdir():
        assert (own / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
def test_same_bytes_for_the_embedded_model(tmp_path: Path) -> None:
    own, theirs = both(embedded().path, tmp_path, True)
    for file in theirs.iterdir():
        assert (own / file.name).read_bytes() == file.read_bytes(), file.name


def test_pieces_that_are_ruled_out_take_no_room_in_the_decoder(tmp_path: Path, samples: tuple[str, ...]) -> None:
    checkpoint = Checkpoint.open(embedded().path)
    found = {}
    for name, whole in (("whole", True), ("part", False)):
        folder = tmp_path / name
        folder.mkdir()
        write_model(checkpoint, folder, int8=True, whole=whole)
        for model in ("source.spm", "target.spm"):
            shutil.copy(checkpoint.path / model, folder)
        found[name] = load_translator(folder).translate(samples, Decoding(beam=4, guards=False))
    assert [t.text for t in found["part"]] == [t.text for t in found["whole"]]
    assert [t.score for t in found["part"]] == pytest.approx([t.score for t in found["whole"]], abs=1e-4)
    pieces = json.loads((tmp_path / "part" / "target_vocabulary.json").read_text(encoding="utf-8"))
    assert pieces[:2] == ["</s>", "<unk>"]
    assert len(pieces) < 0.6 * len(checkpoint.vocabulary)
    assert not any("\u0400" <= letter <= "\u04ff" for piece in pieces for letter in piece)


def test_position_encodings_match_transformers() -> None:
    torch = pytest.importorskip("torch")
    from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

    table = MarianSinusoidalPositionalEmbedding(512, 48)
    if hasattr(table, "create_weight"):
        with torch.no_grad():
            table.weight.copy_(table.create_weight())
    assert np.array_equal(table.weight.detach().numpy(), sinusoids(512, 48))


def test_conversion_imports_no_torch(small: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from models.load import load_translator;"
        f"print(load_translator({str(small)!r}).translate(['Да.'])[0].source, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Да.", "False"]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("activation_function", "tanh3", "activation 'tanh3'"),
        ("share_encoder_decoder_embeddings", False, "separate source and target vocabularies"),
        ("d_model", 64, "belong to different models"),
    ],
)
def test_what_cannot_be_converted_is_said(key: str, value: object, words: str, tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, key: value}))
    (tmp_path / "out").mkdir()
    with pytest.raises(ModelError, match=words):
        write_model(Checkpoint.open(folder), tmp_path / "out", int8=True)


def test_pieces_of_the_source_alone_take_no_room_either(tmp_path: Path, samples: tuple[str, ...]) -> None:
    folder = write_checkpoint(tmp_path / "model", max_length=30)
    checkpoint = Checkpoint.open(folder)
    source, target = (set(pieces_of(folder / f"{side}.spm")) for side in ("source", "target"))
    kept = [checkpoint.vocabulary[number] for number in possible_outputs(checkpoint)]
    assert source - target
    assert not {*kept[2:]} & (source - target)
    assert {*kept} >= target & {*checkpoint.vocabulary}
    for compute in ("float32", "int8"):
        (tmp_path / compute).mkdir()
        write_model(checkpoint, tmp_path / compute, int8=compute == "int8", whole=True)
        for model in ("source.spm", "target.spm", "generation_config.json"):
            shutil.copy(folder / model, tmp_path / compute)
        part = load_translator(folder, compute=compute).translate(samples, Decoding(beam=4, guards=False))
        whole = load_translator(tmp_path / compute, compute=compute).translate(samples, Decoding(beam=4, guards=False))
        assert [t.text for t in part] == [t.text for t in whole]
        assert [t.score for t in part] == pytest.approx([t.score for t in whole], abs=1e-4)


def test_a_target_model_that_does_not_fit_the_vocabulary_says_nothing(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "model")
    shutil.copy(embedded().path / "target.spm", folder / "target.spm")
    checkpoint = Checkpoint.open(folder)
    assert len(possible_outputs(checkpoint)) == len(checkpoint.vocabulary) - 1
