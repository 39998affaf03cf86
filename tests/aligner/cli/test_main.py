"""The entry point: every command is listed, loads, and explains itself; help is quick to import."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from commands import tolmach

from aligner.cli import COMMANDS


def test_help_lists_every_command() -> None:
    done = tolmach("--help")
    assert done.code == 0
    for name, (_, line) in COMMANDS.items():
        assert name in done.out
        assert line.split(",")[0] in " ".join(done.out.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(name: str) -> None:
    done = tolmach(name, "--help")
    assert done.code == 0
    assert "usage: tolmach" in done.out.lower()


def test_unknown_command_exits_2() -> None:
    done = tolmach("translte")
    assert done.code == 2
    assert "translte" in done.err


def test_help_imports_nothing_heavy() -> None:
    heavy = "{'torch', 'transformers', 'ctranslate2', 'numpy', 'lxml', 'flask', 'sqlalchemy', 'ray', 'rich'}"
    code = (
        "import sys; from aligner.cli import cli\n"
        "try: cli(['--help'], prog_name='tolmach')\n"
        f"except SystemExit: print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and limits the address space")
def test_too_little_memory_is_one_line(tmp_path: Path) -> None:
    """A process that may take 30 MB more cannot read a file, which may have 64."""
    text = tmp_path / "text.txt"
    text.write_text("Мы встретились в Астане.", encoding="utf-8")
    code = """
import resource, sys
from pathlib import Path
from aligner.cli import main
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + 30_000_000, taken + 30_000_000))
sys.argv[1:] = ["segment", sys.argv[1]]
main()
"""
    done = subprocess.run([sys.executable, "-c", code, str(text)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("tolmach: not enough memory; ")
    assert done.stderr.count("\n") == 1


def test_what_the_system_refuses_is_one_line() -> None:
    done = tolmach("memory", "-m", "x" * 300, "stats")
    assert done.code == 1
    assert done.error_lines == [f"tolmach: {'x' * 300}: file name too long; check the name and the disk"]
    assert done.err.count("\n") == 1


def test_a_reader_that_goes_away_leaves_no_noise(tmp_path: Path) -> None:
    """``tolmach translate … --to xlsx | head -c 1``: a zip file cannot be closed on a broken pipe."""
    text = tmp_path / "text.txt"
    text.write_text("Мы встретились в Астане.", encoding="utf-8")
    command = [sys.executable, "-c", "from aligner.cli import main; main()"]
    with subprocess.Popen(
        [*command, "translate", str(text), "--to", "xlsx", "--beam", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_ctrl_c_is_seen_by_the_shell(tmp_path: Path) -> None:
    """A loop over files goes on after any exit code; only a death by the signal stops it."""
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    # Whatever runs the tests may ignore the signal, which its children inherit.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from aligner.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "segment", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        with pipe.open("wb"):  # open as soon as the command reads
            running.send_signal(signal.SIGINT)
            assert running.stderr is not None
            said = running.stderr.read()
        assert running.wait() == -signal.SIGINT
    assert said.strip() == "tolmach: stopped"
