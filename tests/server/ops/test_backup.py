"""Backups: everything comes back, into either database; nothing is overwritten by accident."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from service_bench import Bench, contents

from models.errors import TolmachError
from server.app import create_app
from server.library import memory
from server.ops.backup import back_up, check_place
from server.ops.restore import restore


def test_from_either_database_into_either(both: Bench, tmp_path: Path) -> None:
    bitext_id = both.ready()
    bead = both.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    both.client.patch(url, json={"version": 1, "target_text": "Ёжик.", "status": "confirmed"})
    before = contents(both.settings)
    assert back_up(both.settings, tmp_path / "a.zip")["beads"] == 4
    elsewhere = replace(both.settings, database_url="", data_dir=str(tmp_path / "new"))
    restore(elsewhere, tmp_path / "a.zip")
    assert contents(elsewhere) == before
    assert memory.stats(elsewhere).confirmed == 1
    back = both.client.delete(f"/api/v1/documents/{both.client.get('/api/v1/documents').json['documents'][0]['id']}")
    assert back.status_code == 200
    back_up(elsewhere, tmp_path / "b.zip")
    restore(both.settings, tmp_path / "b.zip", replace_all=True)
    assert contents(both.settings) == before
    app = create_app(both.settings)
    client = app.test_client()
    again = client.post(f"/api/v1/bitexts/{bitext_id}/beads", json={"source_text": "Новая."})
    assert again.status_code == 200  # PostgreSQL counts on from the restored numbers
    app.extensions["tolmach"].database.dispose()


def test_a_memory_in_postgresql_is_kept_too(bench: Bench, postgres: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgres.format("postgres"), autocommit=True) as base:
        base.execute("create database remembered")
    shared = replace(bench.settings, memory=postgres.format("remembered"))
    memory.add(shared, [memory.make_unit("Ёжик.", "A hedgehog.", "ru", "en")])
    assert memory.lookup(shared, "Ёжик.", ("ru", "en"), 70, 5)[0].unit.target == "A hedgehog."
    back_up(shared, tmp_path / "a.zip")
    elsewhere = replace(bench.settings, data_dir=str(tmp_path / "new"))
    restore(elsewhere, tmp_path / "a.zip")
    assert memory.stats(elsewhere).confirmed == 1
    memory.add(elsewhere, [memory.make_unit("Ёж.", "A hedgehog, too.", "ru", "en")])
    back_up(elsewhere, tmp_path / "b.zip")
    restore(shared, tmp_path / "b.zip", replace_all=True)
    assert memory.stats(shared).units == 2


def test_a_running_job_in_a_backup_starts_again(bench: Bench, tmp_path: Path) -> None:
    made = bench.add()
    with bench.database.write() as session:
        session.execute(sa.text("update jobs set state = 'running', lease_owner = 'x', lease_until = 9e12"))
    back_up(bench.settings, tmp_path / "a.zip")
    restore(bench.settings, tmp_path / "a.zip", replace_all=True)
    assert bench.work() == 1
    assert len(bench.beads(made["bitext"]["id"])) == 4


def test_a_full_database_is_not_replaced_unasked(bench: Bench, tmp_path: Path) -> None:
    bench.add()
    back_up(bench.settings, tmp_path / "a.zip")
    before = contents(bench.settings)
    with pytest.raises(TolmachError, match="not empty; --replace"):
        restore(bench.settings, tmp_path / "a.zip")
    assert contents(bench.settings) == before


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_backup_is_refused(bench: Bench, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(TolmachError, match=r"x\.zip"):
        restore(bench.settings, tmp_path / "x.zip")


def test_a_backup_is_not_overwritten_by_accident(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x")
    with pytest.raises(TolmachError, match="exists already"):
        check_place(tmp_path / "a.zip", overwrite=False)
    with pytest.raises(TolmachError, match="cannot be written"):
        check_place(tmp_path / "none" / "a.zip", overwrite=False)
