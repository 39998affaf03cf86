"""``-`` is standard input and standard output in every command that reads or writes a file; pipes are read too."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from commands import tolmach

TABLE = "да\tyes\nнет\tno\n".encode()


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is called ``-`` by mistake would be seen here."""
    monkeypatch.chdir(tmp_path)


def test_convert_to_and_from(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_bytes(TABLE)
    done = tolmach("convert", "a.tsv", "-", "--to", "tmx")
    assert (done.code, done.err) == (0, "standard output: 2 pairs\n")
    assert "<seg>yes</seg>" in done.out
    back = tolmach("convert", "-", "b.jsonl", "--from", "tmx", stdin=done.out.encode())
    assert (back.code, back.err) == (0, "b.jsonl: 2 pairs\n")
    assert {path.name for path in tmp_path.iterdir()} == {"a.tsv", "b.jsonl"}


def test_what_fails_sends_nothing_on(tmp_path: Path) -> None:
    (tmp_path / "bad.tmx").write_text("<tmx><header/><body><tu></body></tmx>")
    for arguments, said in (
        (("bad.tmx", "-", "--to", "tsv"), "bad.tmx: line 1: "),
        (("bad.tmx", "-"), "standard output has no extension; say the format with --to"),
        (("-", "a.tmx"), "standard input has no extension; say the format with --from"),
    ):
        done = tolmach("convert", *arguments, stdin=TABLE)
        assert (done.code, done.out) == (1, "")
        assert len(done.error_lines) == 1
        assert said in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["bad.tmx"]


def test_the_document_translated(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Да.\tYes.\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("Да.\n", encoding="utf-8")
    assert tolmach("convert", "a.tsv", "-", "--original", "a.md").out == "Yes.\n"


def test_check(tmp_path: Path) -> None:
    done = tolmach("check", "-", "--from", "tsv", "--report", "tsv", "-o", "-", stdin="В 2007\tIn 2008\n".encode())
    assert done.code == 1
    assert done.out.splitlines()[1].startswith("standard input\t1\t\tnumbers-differ")
    assert list(tmp_path.iterdir()) == []


def test_memory(tmp_path: Path) -> None:
    done = tolmach("memory", "-m", "m", "add", "-", "--from", "tsv", stdin=TABLE)
    assert (done.code, done.out) == (0, "standard input: 2 new, 0 known\n")
    done = tolmach("memory", "-m", "m", "export", "-", "--to", "jsonl")
    assert (len(done.out.splitlines()), done.err) == (2, "standard output: 2 pairs\n")
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_folder_called_so_is_standard_output_or_wrong_usage(tmp_path: Path) -> None:
    text = "Мы встретились в Астане.".encode()
    done = tolmach("translate", "-", "-o", "-", "--beam", "1", stdin=text)
    assert (done.code, done.out.isascii()) == (0, True)
    assert tolmach("translate", "-", "-o", "-", "--to", "tmx,html", stdin=text).code == 2
    assert tolmach("demo", "-o", "-").code == 2
    assert tolmach("batch", "x", "-o", "-").code == 2
    assert list(tmp_path.iterdir()) == []


def test_evaluate(tmp_path: Path) -> None:
    (tmp_path / "r").write_text("Yes.\n")
    done = tolmach("evaluate", "-", "r", "-o", "-", "--beam", "1", stdin="Да.\n".encode())
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert "BLEU = " in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe(tmp_path: Path) -> None:
    """``tolmach convert <(gunzip -c a.tsv.gz) a.tmx --from tsv``."""
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(TABLE,))
    writer.start()
    done = tolmach("convert", "pipe", "-", "--from", "tsv", "--to", "jsonl")
    writer.join()
    assert (done.code, len(done.out.splitlines())) == (0, 2)
