"""A user's script is checked by ``mypy --strict``: the examples of the page are one."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_examples_pass_mypy(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    script = tmp_path / "script.py"
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    script.write_text(f"{code}\nreveal_type(found)\ntolmach.read(5)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert 'Revealed type is "aligner.align.aligning.Alignment"' in done.stdout
    assert 'Argument 1 to "read" has incompatible type "int"' in done.stdout
    assert "Found 1 error in 1 file" in done.stdout


def test_an_editable_install_is_a_path_that_type_checkers_follow() -> None:
    """With a package-dir setuptools writes the folder into a .pth file, without one an import hook, which they do not
    look into; and each package says that it is typed."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    assert config["package-dir"] == {"": "."}
    packages = [pattern.rstrip("*") for pattern in config["packages"]["find"]["include"]]
    assert sorted(packages) == ["aligner", "models", "server", "tolmach"]
    assert all((ROOT / package / "py.typed").is_file() for package in packages)
