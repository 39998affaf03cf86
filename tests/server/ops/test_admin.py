"""``tolmach admin``: the right database, named in each answer; none is made by asking for one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from service_bench import Bench, contents

from server.db.engine import place_of
from server.db.migrate import open_database
from server.ops.backup import back_up
from server.settings import Settings

COMMANDS = [("backup", "a.zip"), ("keys", "add", "me"), ("keys", "list"), ("keys", "revoke", "x"), ("clean",)]
CASES = [("missing", words) for words in COMMANDS]
CASES += [(kind, COMMANDS[0]) for kind in ("empty", "of something else", "default")]


def tolmach(*words: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, with the user's own data directory within ``folder``."""
    command = [sys.executable, "-c", "from aligner.cli import main; main()", "admin", *words]
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[3]), **environ}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("kind", "words"), CASES)
def test_where_there_is_no_database_none_is_made(tmp_path: Path, kind: str, words: tuple[str, ...]) -> None:
    folder = tmp_path / "data"
    if kind in ("empty", "of something else"):
        folder.mkdir()
        with sqlite3.connect(folder / "tolmach.sqlite3") as connection:
            if kind == "of something else":
                connection.execute("create table birds (name)")
        connection.close()
    before = sorted(tmp_path.rglob("*"))
    run = tolmach(*([] if kind == "default" else ["--data", str(folder)]), *words, folder=tmp_path)
    assert run.returncode == 1
    assert "tolmach.sqlite3: no database of the service" in run.stderr.splitlines()[-1]
    assert run.stdout == ""
    assert [path for path in sorted(tmp_path.rglob("*")) if not path.name.endswith(("-wal", "-shm"))] == before


def test_an_empty_database_of_postgresql_is_none(postgres: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgres.format("postgres"), autocommit=True) as base:
        base.execute("create database nothing_in_it")
    run = tolmach("keys", "add", "me", folder=tmp_path, DATABASE_URL=postgres.format("nothing_in_it"))
    assert run.returncode == 1
    assert "/nothing_in_it" in run.stderr
    assert ": no database of the service" in run.stderr
    with psycopg.connect(postgres.format("nothing_in_it")) as base:
        assert base.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (0,)


@pytest.mark.parametrize("after", [False, True])
def test_the_directory_is_named_before_or_after_the_command(bench: Bench, tmp_path: Path, after: bool) -> None:
    bench.ready()
    data = ["--data", bench.settings.data_dir]
    place = f"database: {place_of(bench.settings)}"
    for words in (["keys", "add", "me"], ["keys", "list"], ["clean"], ["backup", str(tmp_path / "a.zip")]):
        run = tolmach(*(words + data if after else data + words), folder=tmp_path)
        assert (run.returncode, run.stderr.splitlines()[0]) == (0, place)
    assert run.stdout.startswith(f"{tmp_path / 'a.zip'}: 1 document, 4 pairs, ")


def test_a_restore_makes_the_database(bench: Bench, tmp_path: Path) -> None:
    bench.ready()
    back_up(bench.settings, tmp_path / "a.zip")
    run = tolmach("restore", "a.zip", "--data", "new", folder=tmp_path)
    assert (run.returncode, run.stdout) == (0, "a.zip: 1 document, 4 pairs restored\n")
    assert contents(replace(bench.settings, data_dir=str(tmp_path / "new"))) == contents(bench.settings)


def test_the_place_has_no_password() -> None:
    settings = Settings(database_url="postgresql://me:secret@db/tolmach")
    assert place_of(settings) == "postgresql://me:***@db/tolmach"
    with pytest.raises(Exception, match=r"postgresql://me:\*\*\*@db\.invalid/tolmach"):
        open_database(replace(settings, database_url="postgresql://me:secret@db.invalid/tolmach"))
