"""Files and folders appear whole or not at all; nothing is left of what failed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from models.files import replace_file, replace_folder, replace_text

ROOT = Path(__file__).parents[2]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_takes_the_old_one_s_place_and_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    with replace_file(path) as out:
        out.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    replace_text(path, "ё")
    assert path.read_bytes() == "ё".encode()
    assert names(tmp_path) == ["a.txt"]


def test_what_fails_leaves_the_old_file_and_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def half() -> None:
        with replace_file(path) as out:
            out.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]
    with pytest.raises(OSError, match="No such file"):
        replace_text(tmp_path / "none" / "a.txt", "x")


def test_data_are_on_the_disk_before_the_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, seen = tmp_path / "a.txt", []
    sync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (seen.append(path.exists()), sync(handle)))
    replace_text(path, "x")
    assert seen == [False, True], "the file before it is renamed, the folder after"
    seen.clear()
    made = tmp_path / "made"
    made.mkdir()
    (made / "one").write_text("1")
    path = tmp_path / "folder"
    replace_folder(made, path)
    assert seen == [False, True]


def test_a_folder_takes_the_old_one_s_place(tmp_path: Path) -> None:
    for name in ("made", "target", ".target.old"):
        (tmp_path / name / "in").mkdir(parents=True)
        (tmp_path / name / "in" / "file").write_text(name)
    replace_folder(tmp_path / "made", tmp_path / "target")
    assert names(tmp_path) == ["target"]
    assert (tmp_path / "target" / "in" / "file").read_text() == "made"


def test_threads_write_one_file_without_meeting(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    threads = [threading.Thread(target=replace_text, args=(path, f"{n}" * 1000)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(path.read_text())) == 1
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_program_that_is_told_to_end_leaves_no_half_file(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from models.files import replace_file\n"
        "with replace_file(Path(sys.argv[1])) as out: print('writing', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.txt")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert names(tmp_path) == []


def test_there_is_one_way_to_put_a_file_in_its_place() -> None:
    """Renames elsewhere: a spool or a database that is no output but a store of its own."""
    rename = re.compile(r"\bos\.(?:replace|rename)\(|\.rename\(|\.replace\((?:\w*path|target|file|self\.file)\)")
    found = {
        str(path.relative_to(ROOT))
        for package in ("aligner", "models", "server", "tolmach")
        for path in (ROOT / package).rglob("*.py")
        if rename.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"models/files.py", "server/ops/restore.py"}
