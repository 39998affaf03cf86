"""A file that may not be read is one line and exit 1, and the other files are done, as root sees it too."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from permissions import without_privileges

from aligner.cli import cli


def commands(group: click.Command, names: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command and what is typed for it."""
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None
            yield from commands(found, (*names, name))
    else:
        yield " ".join(names), group


def test_no_command_leaves_the_question_to_click() -> None:
    """Click would end the whole run with exit 2 and the help before any other file is looked at."""
    asked = [
        f"{name}: {parameter.name}"
        for name, command in commands(cli)
        for parameter in command.params
        if isinstance(parameter.type, click.Path) and parameter.type.readable
    ]
    assert asked == []


def test_the_other_files_are_done(tmp_path: Path) -> None:
    locked = tmp_path / "locked.txt"
    locked.write_text("Это текст.", encoding="utf-8")
    locked.chmod(0)
    short = tmp_path / "short.txt"
    short.write_text("Комитет принял решение по этому вопросу.", encoding="utf-8")
    tolmach = Path(sys.executable).with_name("tolmach")
    line = [str(tolmach), "translate", str(locked), str(short), "-o", str(tmp_path), "--to", "tsv"]
    done = subprocess.run([*without_privileges(), *line], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"tolmach: {locked}: no permission to read it; check its access rights",
        f"{tmp_path}/short.ru-en.tsv: 1 pair",
    ]
