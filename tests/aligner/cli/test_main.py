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
    assert "Did you mean 'translate'?" in done.err
    assert "Did you mean" not in tolmach("xyz").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nofile.tmx"], "tolmach: nofile.tmx: no such file; name a bitext file"),
        (["translate", "."], "tolmach: .: this is a folder; give a file, or use 'tolmach batch' for a folder"),
        (["translate", "a.txt", "--glossary", "no.tsv"],
         "tolmach: no.tsv: glossary cannot be read (no such file or directory); check the name"),
        (["align", "a.txt", "b.txt", "--gold", "no"],
         "tolmach: no: gold file cannot be read (no such file or directory); check the name"),
        (["evaluate", "a.txt", "no.en"], "tolmach: no.en: cannot be read (no such file or directory); check the name"),
        (["memory", "stats", "-m", "no.db"],
         "tolmach: no.db: no such translation memory; 'tolmach memory add' makes one"),
        (["memory", "-m", "no.db", "stats"],
         "tolmach: no.db: no such translation memory; 'tolmach memory add' makes one"),
        (["align", "a.txt", "./a.txt"],
         "Error: a.txt and a.txt are the same file; name the text and its translation"),
    ],
)  # fmt: skip
def test_mistakes_are_answered_with_what_to_do(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Мы встретились в Астане.", encoding="utf-8")
    done = tolmach(*arguments)
    assert done.code in (1, 2)
    assert done.err.splitlines()[-1] == said
    assert done.out == ""
    assert "0 pairs" not in done.err


def test_a_memory_is_named_before_or_behind_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.tsv").write_text("ru\ten\nДа.\tYes.\n", encoding="utf-8")
    monkeypatch.setenv("TOLMACH_MEMORY", str(tmp_path / "other.db"))
    named = str(tmp_path / "named.db")
    assert tolmach("memory", "add", "-m", named, str(tmp_path / "a.tsv")).code == 0
    assert tolmach("memory", "-m", named, "stats").out.startswith(f"{named}: 1 pair of 1 source, ")
    assert not (tmp_path / "other.db").exists()


def test_usage_of_train_names_the_command() -> None:
    assert tolmach("train", "--help").out.startswith("usage: tolmach train ")


def test_a_misspelt_variable_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLMACH_MODLE", "opus-mt-ru-en")
    done = tolmach("models")
    assert (done.code, done.err) == (1, "tolmach: TOLMACH_MODLE: unknown variable; did you mean TOLMACH_MODEL?\n")
    monkeypatch.delenv("TOLMACH_MODLE")
    monkeypatch.setenv("TOLMACH_SOMETHING_ELSE", "1")
    assert tolmach("models").code == 0


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
