"""A stranger's package that hides one of ours is one line, for a script and for the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in a folder that comes before everything else on its path."""
    environment = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("hidden", ["models.py", "server/__init__.py", "aligner/__init__.py"])
def test_a_package_that_hides_ours_is_named(tmp_path: Path, hidden: str) -> None:
    path = tmp_path / hidden
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine = 1\n", encoding="utf-8")
    name = hidden.partition("/")[0].removesuffix(".py")
    line = (
        f"Tolmach's package '{name}' is hidden by {path}: rename that one, start Python in another folder, or install"
    )
    for script in ("import tolmach", f"import {name}, tolmach"):
        done = run(tmp_path, "-c", script)
        assert done.stderr.splitlines()[-1].startswith(f"ImportError: {line}")
    done = run(tmp_path, "-m", "tolmach", "--help")
    assert done.returncode == 1
    assert done.stderr.startswith(f"tolmach: {line}")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_without_python_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    assert run(tmp_path, "-c", "import tolmach; print(tolmach.segment('Да. Нет.'))").stdout == "['Да.', 'Нет.']\n"


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    for file in (ROOT / "tolmach").glob("*.py"):
        (alone / "tolmach").mkdir(exist_ok=True)
        (alone / "tolmach" / file.name).write_bytes(file.read_bytes())
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import tolmach"], cwd=alone, capture_output=True, text=True, check=False
    )
    assert f"Tolmach's package 'models' is missing beside {alone / 'tolmach'}: install Tolmach again" in done.stderr
