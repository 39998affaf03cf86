"""Disks that are full, files that change, and documents whose translation fails: nothing is lost, nothing half."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from batchruns import tree, write_corpus

from aligner.batch.cache import Cache
from aligner.batch.errors import StorageError
from aligner.batch.fetch import fetch
from aligner.batch.items import Place
from aligner.batch.outputs import write_output
from aligner.errors import ExportError, ReadError
from models.translation import Translation

Run = Callable[..., subprocess.CompletedProcess[str]]
OPTIONS = ("--beam", "1", "--to", "tmx")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", folder], capture_output=True).returncode:
        pytest.skip("mounting a small file system is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_stops_the_run_and_the_same_command_goes_on(
    tmp_path: Path, small_disk: Path, run_batch: Run
) -> None:
    corpus, out = write_corpus(tmp_path / "in", 12), small_disk / "out"
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(250_000))
    stopped = run_batch(corpus, "-o", out, *OPTIONS)
    assert stopped.returncode == 1
    lines = stopped.stderr.strip().splitlines()
    assert "Traceback" not in stopped.stderr
    assert "run the same command again" in lines[-1]
    assert "failed:" not in stopped.stderr
    ballast.write_bytes(bytes(400_000)[: shutil.disk_usage(small_disk).free + ballast.stat().st_size])
    still = run_batch(corpus, "-o", out, *OPTIONS)
    assert still.returncode == 1
    assert len(still.stderr.strip().splitlines()) == 1, still.stderr
    assert "no space left on device); put that right, then run the same command again" in still.stderr
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    done = run_batch(corpus, "-o", out, *OPTIONS)
    assert done.returncode == 0, done.stderr
    elsewhere = run_batch(corpus, "-o", tmp_path / "whole", *OPTIONS)
    assert elsewhere.returncode == 0
    assert tree(out) == tree(tmp_path / "whole")


def test_a_disk_that_turns_read_only(tmp_path: Path, small_disk: Path, run_batch: Run) -> None:
    corpus, out = write_corpus(tmp_path / "in", 3), small_disk / "out"

    def remount(how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", small_disk], check=True)

    def refused() -> str:
        done = run_batch(corpus, "-o", out, *OPTIONS)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        return done.stderr

    remount("ro,size=20m")
    assert "cannot be made (read-only file system); choose another --out" in refused()
    remount("rw,size=20m")
    assert run_batch(corpus, "-o", out, *OPTIONS).returncode == 0
    made = tree(out)
    remount("ro,size=20m")
    assert "(read-only file system); put that right, then run the same command again" in refused()
    remount("rw,size=20m")
    assert run_batch(corpus, "-o", out, *OPTIONS).returncode == 0
    assert tree(out) == made


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"x" * 1000)
    look = os.fstat

    def grows(handle: int) -> os.stat_result:
        """Another program writes between every two looks at the file."""
        found = look(handle)
        with path.open("ab") as file:
            file.write(b"y")
        return found

    with monkeypatch.context() as patch:
        patch.setattr("aligner.batch.fetch.os.fstat", grows)
        with pytest.raises(ReadError, match="changes while it is read; run again with --retry-failed"):
            fetch(Place(str(path)), 1 << 30)
    assert len(fetch(Place(str(path)), 1 << 30)) == path.stat().st_size > 1000


def test_an_output_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    stage, out = tmp_path / "stage", tmp_path / "out"
    stage.mkdir()
    out.mkdir()
    write_output(str(out), "a/b.txt", stage, "1", lambda file: file.write(b"first") and None)

    def fail(file: object) -> None:
        file.write(b"half")  # type: ignore[attr-defined]
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageError, match="no space left on device"):
        write_output(str(out), "a/b.txt", stage, "1", fail)
    assert (out / "a" / "b.txt").read_bytes() == b"first"
    (out / "c").write_bytes(b"")
    with pytest.raises(ExportError, match="check the output folder"):
        write_output(str(out), "c/d.txt", stage, "2", lambda file: file.write(b"x") and None)
    assert sorted(tree(out)) == ["a/b.txt", "c"]


def test_the_cache_gives_back_what_it_took(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    made = [
        Translation("Да.", "Yes.", -0.123456789),
        Translation("", ""),
        Translation("Нет\ud800.", "No.", -1e-9, ("Nope.",), ((0, 3, 0, 2),), ("copy",)),
    ]
    cache = Cache(path)
    cache.put(made)
    cache.put([Translation("Да.", "Another.", 0.0)])
    assert cache.get(["Да.", "", "Нет\ud800.", "Кто?"]) == {t.source: t for t in made}
    cache.close()
    path.write_bytes(b"not a database, but long enough to be taken for one" * 100)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    cache = Cache(path)
    assert len(cache) == 0
    cache.close()
