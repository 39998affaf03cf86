"""``pytorch_model.bin`` is read without torch, in both layouts, and nothing in it can run."""

from __future__ import annotations

import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelError
from models.marian.torchfile import read_torch_file

torch = pytest.importorskip("torch")


def state() -> dict[str, object]:
    """Tensors of every kind a checkpoint may hold: views, transposes, shared storage, half types, scalars."""
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    return {
        "plain": base,
        "view": base[1:3, 2:5],
        "transposed": base.T,
        "half": base.half(),
        "bfloat": base.bfloat16(),
        "long": torch.tensor([1, -2, 3]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(base * 2),
    }


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_reads_what_torch_wrote(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "pytorch_model.bin"
    saved = state()
    torch.save(saved, path, _use_new_zipfile_serialization=zipped)
    found = read_torch_file(path)
    assert found.keys() == saved.keys()
    for name, tensor in saved.items():
        assert isinstance(tensor, torch.Tensor)
        assert np.array_equal(found[name].astype(np.float64), tensor.detach().double().numpy()), name


class Hostile:
    """Pickles as a call of ``os.system``."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch hostile-was-here",)


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_refuses_to_run_what_a_file_names(zipped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"x": Hostile()}, tmp_path / "bad.bin", _use_new_zipfile_serialization=zipped)
    with pytest.raises(ModelError, match=r"bad\.bin: not a readable PyTorch checkpoint .*refuses"):
        read_torch_file(tmp_path / "bad.bin")
    assert not (tmp_path / "hostile-was-here").exists()


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_every_truncation_is_one_line(zipped: bool, tmp_path: Path) -> None:
    path = tmp_path / "whole.bin"
    torch.save(state(), path, _use_new_zipfile_serialization=zipped)
    content = path.read_bytes()
    for share in range(0, 100, 7):
        (tmp_path / "cut.bin").write_bytes(content[: len(content) * share // 100])
        with pytest.raises(ModelError) as caught:
            read_torch_file(tmp_path / "cut.bin")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"hello", pickle.dumps([1, 2]), b"PK\x03\x04" + bytes(60)])
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(content)
    with pytest.raises(ModelError, match="PyTorch checkpoint"):
        read_torch_file(tmp_path / "x.bin")


def test_a_zip_without_a_state_dict_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.bin", "w") as archive:
        archive.writestr("a/data.pkl", pickle.dumps(7))
    with pytest.raises(ModelError, match="PyTorch checkpoint"):
        read_torch_file(tmp_path / "x.bin")
