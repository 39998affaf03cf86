"""Packing to 8 bits is exactly what int8 inference does, and damage is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelError
from models.marian.checkpoint import Checkpoint
from models.store.packing import digest, pack, quantise_rows, unpack
from models.store.registry import EMBEDDED


def test_unpacked_weights_quantise_to_the_same_integers(small: Path, tmp_path: Path) -> None:
    pack(small, tmp_path / "packed")
    (tmp_path / "out").mkdir()
    unpack(tmp_path / "packed", tmp_path / "out")
    before, after = Checkpoint.open(small), Checkpoint.open(tmp_path / "out")
    assert before.tensors.keys() == after.tensors.keys()
    for name in before.tensors:
        if before.tensor(name).ndim == 2 and len(before.tensor(name)) > 1:
            assert np.array_equal(quantise_rows(before.tensor(name))[0], quantise_rows(after.tensor(name))[0]), name
        else:
            assert np.array_equal(before.tensor(name), after.tensor(name)), name
    for file in ("config.json", "vocab.json", "source.spm", "target.spm", "generation_config.json"):
        assert (small / file).read_bytes() == (tmp_path / "out" / file).read_bytes()


def test_rows_of_zeros_and_extremes_survive() -> None:
    matrix = np.array([[0, 0, 0], [1e-30, -1e-30, 0], [3e38, -3e38, 1], [-2, 1, 0.5]], np.float32)
    integers, scale = quantise_rows(matrix)
    assert integers.tolist() == [[0, 0, 0], [127, -127, 0], [127, -127, 0], [-127, 64, 32]]
    assert np.isfinite(scale).all()


def test_damage_is_said(tmp_path: Path) -> None:
    shutil.copytree(EMBEDDED, tmp_path / "packed")
    shard = tmp_path / "packed" / "weights.01"
    content = bytearray(shard.read_bytes())
    content[1000] ^= 1
    shard.write_bytes(content)
    (tmp_path / "out").mkdir()
    with pytest.raises(ModelError, match=r"weights\.01: packed model file is damaged"):
        unpack(tmp_path / "packed", tmp_path / "out")
    shard.unlink()
    with pytest.raises(ModelError, match=r"weights\.01: packed model file cannot be read"):
        unpack(tmp_path / "packed", tmp_path / "out")
    (tmp_path / "packed" / "index.json").write_text("{}")
    with pytest.raises(ModelError, match="format"):
        unpack(tmp_path / "packed", tmp_path / "out")


def test_no_file_of_the_embedded_model_is_large() -> None:
    assert max(file.stat().st_size for file in EMBEDDED.iterdir()) < 16 << 20
    assert (EMBEDDED / "MODEL_CARD.md").is_file()
    assert len(digest(EMBEDDED)) == 64
