"""A cached folder is whole or absent: interruption, two builders, damage, no space."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import ModelError
from models.store.cache import place_folder
from models.store.manifest import faults, whole, write_manifest

BUILDER = """
import sys, time
from pathlib import Path
from models.store.cache import place_folder
from models.store.manifest import whole, write_manifest
def build(folder):
    print("building", flush=True)
    (folder / "a").write_text("1")
    time.sleep(float(sys.argv[2]))
    (folder / "b").write_text("2")
    write_manifest(folder)
place_folder(Path(sys.argv[1]), build, valid=whole)
"""


def good(folder: Path) -> None:
    (folder / "a").write_text("1")
    write_manifest(folder)


def test_two_processes_build_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILDER, str(tmp_path / "made"), "0.5"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    printed = "".join(process.communicate()[0] for process in running)
    assert printed.count("building") == 1
    assert all(process.returncode == 0 for process in running)
    assert whole(tmp_path / "made")


def test_a_killed_build_leaves_nothing_that_counts(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", BUILDER, str(tmp_path / "made"), "60"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    assert not (tmp_path / "made").exists()
    place_folder(tmp_path / "made", good, valid=whole)
    assert whole(tmp_path / "made")
    assert [p.name for p in tmp_path.iterdir() if "tmp" in p.name] == []


def test_a_failing_build_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "a").write_text("half")
        raise ModelError("x: broken")

    with pytest.raises(ModelError, match="x: broken"):
        place_folder(tmp_path / "made", fail, valid=whole)
    assert [p.name for p in tmp_path.iterdir()] == ["made.lock"]


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "no space left on device")

    with pytest.raises(ModelError, match=r"made: cannot be written \(no space left on device\); free some space"):
        place_folder(tmp_path / "made", full, valid=whole)
    assert not (tmp_path / "made").exists()


def test_a_damaged_folder_is_made_again(tmp_path: Path) -> None:
    made = place_folder(tmp_path / "made", good, valid=whole)
    (made / "a").write_text("")
    assert faults(made) == ["a has 0 bytes, expected 1"]
    place_folder(tmp_path / "made", good, valid=whole)
    assert (made / "a").read_text() == "1"


def test_faults_are_named(tmp_path: Path) -> None:
    assert faults(tmp_path) == ["tolmach-files.json is missing or damaged"]
    good(tmp_path)
    (tmp_path / "a").write_text("2")
    assert faults(tmp_path) == []
    assert faults(tmp_path, deep=True) == ["a does not match its checksum"]
    (tmp_path / "a").unlink()
    assert faults(tmp_path) == ["a is missing"]
