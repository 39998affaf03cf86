"""Advice works as printed: commands for this Python and this shell; nothing that is missing ends in a traceback."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import advice
from models.errors import ModelError

SERVE = ["alembic", "apiflask", "babel", "flask", "flask_limiter", "gunicorn", "limits", "sqlalchemy", "werkzeug"]
SERVE += ["prometheus_client"]
TOLMACH = [sys.executable, "-c", "import sys; sys.argv[0] = 'tolmach'; from aligner.cli import main; main()"]


@pytest.fixture(autouse=True)
def at_a_shell() -> Iterator[None]:
    """As the command line sets it."""
    advice.for_a_shell()
    yield
    advice.for_pages()


def without(folder: Path, modules: list[str]) -> dict[str, str]:
    """An environment in which these modules are not installed."""
    (folder / "sitecustomize.py").write_text(f"import sys; sys.modules.update(dict.fromkeys({modules}))")
    return os.environ | {"PYTHONPATH": f"{folder}:{Path(__file__).parents[2]}", "TOLMACH_DATA": str(folder)}


def said_without(folder: Path, modules: list[str], command: list[str]) -> str:
    """The one line that a command ends with where these modules are missing."""
    done = subprocess.run(
        command, env=without(folder, modules), cwd=folder, capture_output=True, text=True, check=False
    )
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines)) == (1, 1), done.stderr
    return lines[0]


@pytest.mark.parametrize(
    "arguments",
    [["serve"], ["worker"], ["admin", "keys", "list"], ["admin", "backup", "x.zip"], ["admin", "clean"]],
    ids=" ".join,
)
def test_the_service_without_its_extra(arguments: list[str], tmp_path: Path) -> None:
    said = said_without(tmp_path, SERVE, TOLMACH + arguments)
    head, command = said.split("; install it with: ")
    assert head == "tolmach: this needs the extra 'serve'"
    words = shlex.split(command)
    assert words[:4] == [sys.executable, "-m", "pip", "install"]
    assert set(words[4:]) == set(advice.wanted("serve"))


@pytest.mark.parametrize(
    "command",
    [
        [*TOLMACH, "train", "W", "--data", "D", "--minutes", "1"],
        *([sys.executable, "-m", f"models.training.{name}", "x"] for name in ("train", "release", "warm_start")),
        [sys.executable, "-m", "models.training.run", "W", "--data", "D", "--minutes", "1"],
    ],
    ids=lambda command: " ".join(command[2:4])[-30:],
)
def test_training_without_its_extra(command: list[str], tmp_path: Path) -> None:
    said = said_without(tmp_path, ["torch", "transformers"], command)
    assert said.endswith(f"this needs the extra 'train'; install it with: {advice.install('torch', 'transformers')}")


def test_downloading_without_its_extra(tmp_path: Path) -> None:
    said = said_without(tmp_path, ["huggingface_hub"], [*TOLMACH, "models", "get", "opus-mt-ru-en"])
    assert said.endswith(f"install it with: {advice.install('huggingface-hub')}")


def test_a_fault_of_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    broken = without(tmp_path, ["numpy"])
    done = subprocess.run([*TOLMACH, "demo"], env=broken, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" in done.stderr


def test_commands_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/my tolmach/bin/python")
    assert advice.install("a", "ray[data]") == "'/opt/my tolmach/bin/python' -m pip install a 'ray[data]'"
    assert advice.wanted("postgres") == ["psycopg[binary]"]
    assert advice.module_of("psycopg[binary]") == "psycopg"
    assert set(advice.extras()) >= {"serve", "hub", "xlsx", "train", "labse", "parquet", "cluster"}
    monkeypatch.setattr(advice, "find_spec", lambda _: None)
    assert advice.install("a") == "uv pip install --python '/opt/my tolmach/bin/python' a"
    advice.for_pages()
    assert advice.install("a") == "python -m pip install a"


def test_an_extra_that_is_there_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert advice.lacking("train") == ["torch"]
    assert advice.install_extra("train") == advice.install("torch")


def test_what_is_explained() -> None:
    error = ModelError("x")
    assert advice.explained(error) is error
    assert advice.explained(ValueError()) is None
    assert advice.explained(ModuleNotFoundError(name="aligner.nothing")) is None
    told = advice.explained(ModuleNotFoundError(name="flask_limiter.util"))
    assert told is not None
    assert "'serve'" in str(told)


def test_what_to_type_for_tolmach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "my env" / "tolmach"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setattr(sys, "argv", ["my env/tolmach", "demo"])
    advice.for_a_shell()
    assert advice.program() == "'my env/tolmach'"
    # pipx links the command into a folder of the PATH.
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tolmach").symlink_to(script)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    advice.for_a_shell()
    assert advice.program() == "tolmach"
    monkeypatch.setenv("PATH", "/usr/bin")
    advice.for_a_shell()
    advice.for_pages()
    assert advice.program() == "tolmach"
