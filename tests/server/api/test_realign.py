"""Aligning a part again by API: progress line by line, stopped when the caller leaves, nothing overwritten."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from service_bench import Bench

from server.db.tables import Bead
from server.library import realign

LINES = {"Accept": "application/x-ndjson"}
TEXT = "Кошка спит на окне.\n\nДом стоит у реки.\n\nПтицы летят на юг.\n\nЗима пришла рано."


def wrong(bench: Bench) -> tuple[str, list[dict[str, Any]]]:
    """A text whose second and third translation stand in each other's place."""
    bitext_id = bench.ready(TEXT)
    with bench.database.write() as session:
        beads = list(session.scalars(sa.select(Bead).where(Bead.bitext_id == bitext_id).order_by(Bead.rank)))
        first, second, third, _ = beads
        for bead in beads:
            bead.origin = "aligner"
        first.target, second.target, third.target = [*first.target, *second.target], [], third.target
    return f"/api/v1/bitexts/{bitext_id}", bench.beads(bitext_id)


def test_progress_comes_line_by_line(bench: Bench) -> None:
    url, beads = wrong(bench)
    answer = bench.client.post(f"{url}/realign", json={"first": beads[0]["id"]}, headers=LINES)
    assert answer.mimetype == "application/x-ndjson"
    rows = [json.loads(row) for row in answer.text.split("\n") if row]
    assert rows[0] == {"range": [1, 4]}
    done = [row["done"] / row["total"] for row in rows[1:-1]]
    assert done == sorted(done)
    assert 0 <= done[0] < done[-1] == 1
    made = rows[-1]["answer"]
    assert made["edit"]["action"] == "realign"
    assert made["range"] == [1, 2]
    assert made["changed"] == 2
    assert [bool(bead["target_text"]) for bead in made["beads"]] == [True, True]


def test_errors_come_as_a_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    url, beads = wrong(bench)
    refused = bench.client.post(f"{url}/realign", json={"first": beads[2]["id"], "last": beads[0]["id"]}, headers=LINES)
    assert refused.status_code == 400
    monkeypatch.setattr("server.api.realign.LONGEST", -1.0)
    for headers in (LINES, {}):
        answer = bench.client.post(f"{url}/realign", json={"first": beads[0]["id"]}, headers=headers)
        row = json.loads(answer.text.rstrip().split("\n")[-1])
        assert row["status"] == 400
        assert "takes too long" in row["error"]


def test_stops_when_the_caller_leaves(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    url, beads = wrong(bench)
    ended = threading.Event()

    def endless(*given: Any) -> None:
        try:
            while True:
                given[2](1, 2)
                ended.wait(0.01)
        finally:
            ended.set()

    monkeypatch.setattr(realign, "plan", endless)
    answer = bench.client.post(f"{url}/realign", json={"first": beads[0]["id"]}, headers=LINES, buffered=False)
    lines = iter(answer.response)
    assert json.loads(next(lines)) == {"range": [1, 4]}
    next(lines)
    answer.close()
    assert ended.wait(20)
    assert bench.beads(url.rsplit("/", 1)[1]) == beads


def test_what_was_typed_meanwhile_holds(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    url, beads = wrong(bench)
    plan = realign.plan

    def typed_meanwhile(number: int, **fields: str) -> None:
        def after_that(*given: Any) -> realign.Plan:
            made = plan(*given)
            bead = bench.beads(url.rsplit("/", 1)[1])[number]
            changed = bench.client.patch(f"{url}/beads/{bead['id']}", json={"version": bead["version"], **fields})
            assert changed.status_code == 200
            return made

        monkeypatch.setattr(realign, "plan", after_that)

    # Within what changes: refused, and the text stays. Beside it: both hold.
    typed_meanwhile(0, target_text="Typed meanwhile.")
    refused = bench.client.post(f"{url}/realign", json={"first": beads[0]["id"]})
    assert refused.status_code == 409
    assert bench.beads(url.rsplit("/", 1)[1])[0]["target_text"] == "Typed meanwhile."
    bench.client.post(f"{url}/undo")
    typed_meanwhile(3, target_text="Winter came early, typed.")
    assert bench.client.post(f"{url}/realign", json={"first": beads[0]["id"]}).get_json()["changed"] == 2
    assert bench.beads(url.rsplit("/", 1)[1])[3]["target_text"] == "Winter came early, typed."


def test_a_change_is_undone_by_its_id(bench: Bench) -> None:
    url, beads = wrong(bench)
    made = bench.client.post(f"{url}/realign", json={"first": beads[0]["id"]}).get_json()
    last = bench.beads(url.rsplit("/", 1)[1])[3]
    bench.client.patch(f"{url}/beads/{last['id']}", json={"version": last["version"], "note": "later"})
    undone = bench.client.post(f"{url}/undo?edit={made['edit']['id']}").get_json()
    assert undone["edit"]["action"] == "realign"
    after = bench.beads(url.rsplit("/", 1)[1])
    assert [bead["target_text"] for bead in after] == [bead["target_text"] for bead in beads]
    assert after[3]["note"] == "later"
    assert bench.client.post(f"{url}/undo?edit={made['edit']['id']}").status_code == 409
