"""``tolmach demo``: the pairs on the terminal, four files in the folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from commands import tolmach
from lxml import etree

ROOT = Path(__file__).parents[3]


def test_demo(tmp_path: Path) -> None:
    done = tolmach("demo", "-o", str(tmp_path / "out"))
    assert done.code == 0, done.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"demo.tmx", "demo.html", "demo-human.tmx", "demo-human.html"}
    assert all(f"out/{name}" in done.err for name in names)
    machine = etree.parse(tmp_path / "out" / "demo.tmx").findall(".//tu")
    human = etree.parse(tmp_path / "out" / "demo-human.tmx").findall(".//tu")
    assert len(machine) == len(human) == 14
    assert {unit.findtext("prop[@type='x-origin']") for unit in machine} == {"mt"}
    assert {unit.findtext("prop[@type='x-origin']") for unit in human} == {"aligner"}
    assert {unit.findtext("prop[@type='x-align-type']") for unit in human} == {"1-1", "1-2"}
    assert "Water knows no borders" in " ".join(done.out.split())
    # The README shows the second table as it is.
    shown = re.findall(r"^ +(\d+) +([01]\.\d\d) ", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    printed = re.findall(r"^ +(\d+) +([01]\.\d\d) ", done.out.partition("human translation")[2], re.M)
    assert shown
    assert set(shown) <= set(printed)


def test_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = tolmach("demo", "-o", str(tmp_path / "file" / "out"))
    assert done.code == 1
    assert len(done.error_lines) == 1


def test_the_command_to_type_next_works_as_printed(tmp_path: Path) -> None:
    """As `make demo` calls it: by its path in an environment that is not on the PATH."""
    place = tmp_path / ".venv" / "bin"
    place.mkdir(parents=True)
    (place / "activate").touch()
    command = place / "tolmach"
    command.write_text(f"#!{sys.executable}\nfrom aligner.cli import main\nmain()\n")
    command.chmod(0o755)
    where = {"cwd": tmp_path, "env": os.environ | {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}}
    done = subprocess.run([".venv/bin/tolmach", "demo"], **where, capture_output=True, text=True, check=True)  # type: ignore[call-overload]
    lines = done.stdout.splitlines()
    assert any(". .venv/bin/activate" in line for line in lines)
    assert any("'.venv/bin/tolmach models'" in line for line in lines)
    typed = subprocess.run(lines[-1], shell=True, **where, capture_output=True, text=True, check=True)  # type: ignore[call-overload]
    assert typed.stdout.strip() == "Hello, world!"
