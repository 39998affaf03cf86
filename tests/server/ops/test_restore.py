"""Bad backups: each is refused in one line, and the library and the memory are as they were."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from service_bench import Bench, contents

from models.errors import TolmachError
from server.cli.admin import admin
from server.db.upgrading import DATABASE
from server.library import memory
from server.ops.backup import MEMORY, back_up
from server.ops.restore import restore
from server.settings import Settings

HEDGEHOG = ("Ёжик.", "A hedgehog.", "ru", "en")


def sql(*statements: str) -> Callable[[Path], None]:
    """Statements that damage the backup's database."""

    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            connection.execute("pragma foreign_keys = off")
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return damage


def overwrite(name: str, data: bytes, at: int = 0) -> Callable[[Path], None]:
    """Bytes over a file of the backup."""

    def damage(folder: Path) -> None:
        with (folder / name).open("r+b") as out:
            out.seek(at)
            out.write(data)

    return damage


def cut(name: str, size: int) -> Callable[[Path], None]:
    """A file of the backup cut off."""
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:size])


def other_database(folder: Path) -> None:
    """A memory that is a database of something else."""
    (folder / MEMORY).unlink()
    with closing(sqlite3.connect(folder / MEMORY)) as connection:
        connection.execute("create table birds (name)")


DAMAGES = {
    "json": sql("update beads set source = '[\"x'"),
    "json of another kind": sql("update beads set links = '7'"),
    "deep json": sql("update beads set source = '" + "[" * 100_000 + "]" * 100_000 + "'"),
    "foreign key": sql("update bitexts set document_id = 'nosuch'"),
    "no such table": sql("drop table edits"),
    "no such column": sql("alter table jobs drop column request_id"),
    "text for a number": sql("update beads set rank = 'first'"),
    "null": sql("pragma writable_schema = on", "update sqlite_master set sql = replace(sql, 'version INTEGER NOT "
                "NULL', 'version INTEGER') where name = 'beads'", "pragma writable_schema = reset",
                "update beads set version = null"),
    "not utf-8": sql("update beads set note = cast(x'ff' as text)"),
    "newer schema": sql("update alembic_version set version_num = '9999'"),
    "no schema": sql("drop table alembic_version"),
    "empty": cut(DATABASE, 0),
    "cut": cut(DATABASE, 70_000),
    "a damaged page": overwrite(DATABASE, b"\xaa" * 4096, 8192),
    "memory of garbage": overwrite(MEMORY, b"garbage " * 1000),
    "memory cut": cut(MEMORY, 40_000),
    "memory empty": cut(MEMORY, 0),
    "memory of something else": other_database,
}  # fmt: skip


def pack(folder: Path, path: Path) -> None:
    """The two files as a backup."""
    with zipfile.ZipFile(path, "w") as out:
        for name in (DATABASE, MEMORY):
            out.write(folder / name, name)


def damaged(settings: Settings, folder: Path, damage: Callable[[Path], None]) -> Path:
    """A backup of what the service holds, damaged."""
    back_up(settings, folder / "good.zip")
    with zipfile.ZipFile(folder / "good.zip") as stored:
        stored.extractall(folder / "unpacked")
    damage(folder / "unpacked")
    pack(folder / "unpacked", folder / "bad.zip")
    return folder / "bad.zip"


@pytest.mark.parametrize("name", DAMAGES)
def test_a_bad_backup_changes_nothing(bench: Bench, tmp_path: Path, name: str) -> None:
    bench.ready()
    memory.add(bench.settings, [memory.make_unit(*HEDGEHOG)])
    bad = damaged(bench.settings, tmp_path, DAMAGES[name])
    before = contents(bench.settings)
    folder = Path(bench.settings.data_dir)
    files = {file.name for file in folder.iterdir()}
    run = CliRunner().invoke(
        admin, ["restore", "--replace", str(bad)], env={"TOLMACH_DATA_DIR": bench.settings.data_dir}
    )
    assert isinstance(run.exception, TolmachError), run.exception
    assert str(run.exception).startswith(f"{bad}: not restored: ")
    assert "\n" not in str(run.exception)
    assert "tolmach-restore-" not in str(run.exception)  # the place it was unpacked to says nothing to anybody
    assert contents(bench.settings) == before
    assert memory.lookup(bench.settings, "Ёжик.", ("ru", "en"), 70, 5)[0].unit.target == "A hedgehog."
    assert {file.name for file in folder.iterdir()} == files


def test_on_postgresql_too(both: Bench, tmp_path: Path) -> None:
    both.ready()
    before = contents(both.settings)
    memory.add(both.settings, [memory.make_unit(*HEDGEHOG)])
    # What SQLite keeps and PostgreSQL does not take shows only when most is copied.
    bad = damaged(both.settings, tmp_path, sql("update jobs set total = 1 << 40, error = 'x' || char(0)"))
    if both.database.is_sqlite:
        assert restore(both.settings, bad, replace_all=True)["beads"] == 4
        return
    with pytest.raises(TolmachError, match="not restored"):
        restore(both.settings, bad, replace_all=True)
    assert contents(both.settings) == before


def test_a_member_outside_the_folder_is_left_alone(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    before = contents(bench.settings)
    back_up(bench.settings, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as out:
        out.writestr(f"../{DATABASE}", b"x")
    restore(bench.settings, tmp_path / "a.zip", replace_all=True)
    assert contents(bench.settings) == before


def test_a_damaged_member_is_refused(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    before = contents(bench.settings)
    back_up(bench.settings, tmp_path / "a.zip")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[200:260] = bytes(60)
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(TolmachError, match=r"a\.zip: not restored: "):
        restore(bench.settings, tmp_path / "a.zip", replace_all=True)
    assert contents(bench.settings) == before


def test_a_memory_that_holds_pairs_is_not_replaced_unasked(bench: Bench, tmp_path: Path) -> None:
    memory.add(bench.settings, [memory.make_unit(*HEDGEHOG)])
    back_up(bench.settings, tmp_path / "a.zip")
    elsewhere = replace(bench.settings, data_dir=str(tmp_path / "new"))
    memory.add(elsewhere, [memory.make_unit("Ёж.", "A hedgehog, too.", "ru", "en")])
    with pytest.raises(TolmachError, match="is not empty; --replace"):
        restore(elsewhere, tmp_path / "a.zip")
    assert memory.lookup(elsewhere, "Ёж.", ("ru", "en"), 100, 5)[0].unit.target == "A hedgehog, too."
    restore(elsewhere, tmp_path / "a.zip", replace_all=True)
    assert not memory.lookup(elsewhere, "Ёж.", ("ru", "en"), 100, 5)


def test_killed_in_the_middle_nothing_is_lost(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    memory.add(bench.settings, [memory.make_unit(*HEDGEHOG)])
    back_up(bench.settings, tmp_path / "a.zip")
    before = contents(bench.settings)
    # The process dies when all is deleted and the last table is being copied.
    script = (
        "import os, sys, pathlib\n"
        "from server.ops import backup, restore\n"
        "from server.settings import load_settings\n"
        "whole = backup.parts_of\n"
        "def dying(reader, table):\n"
        "    if table is backup.Base.metadata.sorted_tables[-1]: os._exit(9)\n"
        "    return whole(reader, table)\n"
        "backup.parts_of = dying\n"
        "restore.restore(load_settings({}, data_dir=sys.argv[1]), pathlib.Path(sys.argv[2]), replace_all=True)\n"
    )
    made = subprocess.run([sys.executable, "-c", script, bench.settings.data_dir, tmp_path / "a.zip"], check=False)
    assert made.returncode == 9
    assert contents(bench.settings) == before
    assert memory.lookup(bench.settings, "Ёжик.", ("ru", "en"), 100, 5)
