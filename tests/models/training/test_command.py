"""A fault of the user's ends every command of the recipe alike: one line on standard error, exit code 1."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("train", ["{gone}"]),
        ("release", ["{gone}", "--out", "{out}"]),
        ("remap", ["{gone}", "--out", "{out}"]),
        ("calibrate", ["{gone}", "{gone}.ru,{gone}.en"]),
        ("backtranslate", ["{gone}.txt", "--model", "{gone}", "--out", "{out}", "--beam", "1"]),
        ("run", ["{out}", "--data", "{gone}", "--minutes", "1"]),
    ],
)
def test_one_line(name: str, arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    main = importlib.import_module(f"models.training.{name}").main
    given = [argument.format(gone=tmp_path / "gone", out=tmp_path / "out") for argument in arguments]
    assert main(given) == 1
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1, said
    assert "gone" in said.err
