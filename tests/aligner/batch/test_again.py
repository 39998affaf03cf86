"""Starting again: old failures are named with what tries them again; a missing package is found before any work."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
OPTIONS = ("--beam", "1", "--to", "txt", "--quiet")


def test_old_failures_come_with_how_to_try_them_again(tmp_path: Path, run_batch: Run) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "good.txt").write_text("Спасибо.", encoding="utf-8")
    (folder / "bad.txt").touch()
    first = run_batch(folder, "-o", out, *OPTIONS)
    assert first.returncode == 1
    assert "--retry-failed" not in first.stderr
    again = run_batch(folder, "-o", out, *OPTIONS)
    assert again.returncode == 1
    assert again.stderr.splitlines()[-1] == (
        "tolmach: 1 document failed in an earlier run and was not tried again; add --retry-failed to try it"
    )
    loud = run_batch(folder, "-o", out, *OPTIONS[:-1])
    assert loud.stderr.splitlines()[-1].endswith("add --retry-failed to try it")
    (folder / "bad.txt").write_text("Да.", encoding="utf-8")
    last = run_batch(folder, "-o", out, *OPTIONS, "--retry-failed")
    assert last.returncode == 0, last.stderr
    assert "--retry-failed" not in last.stderr


def test_a_missing_package_is_one_line_before_anything_is_done(
    tmp_path: Path, run_batch: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['openpyxl'] = None")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text("Спасибо.", encoding="utf-8")
    for option in ("--to", "--merge-to"):
        done = run_batch(folder, "-o", out, "--merge", "run", option, "tmx,xlsx")
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("tolmach: xlsx: needs openpyxl; install with: ")
        assert line.endswith(" -m pip install openpyxl")
        assert not out.exists()
