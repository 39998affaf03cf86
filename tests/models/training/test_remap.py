"""A mapped model cuts numbers into digits and knows placeholders; its other pieces, ids and rows stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.errors import ModelError
from models.store.packing import unpack
from models.training import remap, spm_file, vocabulary

pytest.importorskip("safetensors")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a vocabulary of words, letters, digits and pieces of several digits."""
    folder = tmp_path_factory.mktemp("model")
    several = [*(str(number) for number in range(20, 32)), "▁2018", "▁12.", "▁(18"]
    pieces = ["▁", *"абвгдabcde0123456789.,()№%", "▁да", "▁1", *several]
    spm = spm_file.unigram_model(pieces, [-3.0 - i / 100 for i in range(len(pieces))])
    vocabulary.write_layout(folder, spm, spm)
    (folder / "config.json").write_text(json.dumps({"model_type": "marian"}), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def cut(folder: Path, text: str) -> list[str]:
    source, _, vocab = vocabulary.load_encoders(folder)
    names = {number: piece for piece, number in vocab.items()}
    return [names[number] for number in source([text])[0].tolist()][:-1]


def test_numbers_are_cut_into_digits_and_placeholders_are_one_piece(model: Path, tmp_path: Path) -> None:
    assert "▁2018" in cut(model, "да 2018")
    unused = remap.remap(model, tmp_path)
    assert unused == 15 - len(remap.PLACEHOLDERS)
    assert cut(tmp_path, "да 2018, 25") == ["▁да", "▁", "2", "0", "1", "8", ",", "▁", "2", "5"]
    assert cut(tmp_path, "да ⟦3⟧,(⟦0⟧)а⟦9⟧") == ["▁да", "▁", "⟦3⟧", ",", "(", "⟦0⟧", ")", "а", "⟦9⟧"]
    source, target, _ = vocabulary.load_encoders(tmp_path)
    for text in ("да ⟦3⟧, (⟦0⟧) а⟦9⟧ 2018", "⟦1⟧"):
        assert target.decode(source([text])[0].tolist()) == text


def test_ids_rows_and_settings_stay(model: Path, tmp_path: Path) -> None:
    remap.remap(model, tmp_path)
    before, after = vocabulary.read_vocab(model), vocabulary.read_vocab(tmp_path)
    assert sorted(before.values()) == sorted(after.values())
    changed = {before_piece: after_piece for before_piece, after_piece in zip(before, after, strict=True)
               if before_piece != after_piece}  # fmt: skip
    assert changed == {str(20 + i): f"⟦{i}⟧" for i in range(10)}
    assert all(before[old] == after[new] for old, new in changed.items())
    assert (tmp_path / "model.safetensors").read_bytes() == b"weights"
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert config == {"model_type": "marian", "tolmach_placeholders": [f"⟦{digit}⟧" for digit in range(10)]}


def test_a_mapped_model_is_not_mapped_again(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert remap.main([str(model), "--out", str(tmp_path / "one")]) == 0
    assert "5 pieces unused, 10 placeholders" in capsys.readouterr().out
    assert remap.main([str(tmp_path / "one"), "--out", str(tmp_path / "two")]) == 1
    assert "placeholder pieces already" in capsys.readouterr().err
    assert not (tmp_path / "two").exists()


def test_too_few_pieces_of_digits_is_one_line(tmp_path: Path) -> None:
    spm = spm_file.unigram_model(["▁", "а", "12", "1"], [-1.0, -2.0, -3.0, -4.0])
    vocabulary.write_layout(tmp_path, spm, spm)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError, match="1 pieces of several digits, 10 are needed"):
        remap.remap(tmp_path, tmp_path / "out")


def test_pieces_are_read_as_they_were_written(embedded: Path) -> None:
    model = (embedded / "source.spm").read_bytes()
    pieces = spm_file.read_pieces(model)
    assert len(pieces) > 20_000
    assert spm_file.with_pieces(model, pieces) == model
    assert [piece.kind for piece in pieces[:3]] == [spm_file.UNKNOWN, spm_file.CONTROL, spm_file.CONTROL]


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the package, unpacked."""
    folder = tmp_path_factory.mktemp("embedded")
    unpack(Path(remap.__file__).parents[1] / "embedded" / "ru-en", folder)
    return folder
