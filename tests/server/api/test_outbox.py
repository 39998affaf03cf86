"""Confirmed pairs on their way into the memory: none is lost while it is locked, and the order is kept."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from service_bench import Bench, wait_for

from models.messages import Message
from server.db.tables import Outgoing
from server.library import outbox
from server.library.memory import memory_path
from server.settings import load_settings
from server.web.places import shortened, without_places

TEXT = "A cat sits at the window."


@contextmanager
def locked(bench: Bench, how: str = "begin immediate") -> Iterator[None]:
    """Another program writes to the memory."""
    assert bench.client.get("/api/v1/memory/statistics").status_code == 200
    with closing(sqlite3.connect(str(memory_path(bench.settings)), isolation_level=None)) as other:
        if how == "exclusive":
            other.execute("pragma locking_mode = exclusive")
            how = "begin exclusive"
        other.execute(how)
        yield
        other.execute("rollback")


def confirm(bench: Bench, bitext_id: str, text: str = TEXT) -> dict[str, Any]:
    """Retype and confirm the first bead."""
    bead = bench.beads(bitext_id)[0]
    body = {"version": bead["version"], "target_text": text, "status": "confirmed"}
    answer = bench.client.patch(f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def waiting(bench: Bench) -> int:
    """How many pairs wait."""
    with bench.database.read() as session:
        return outbox.waiting(session)


def units(bench: Bench) -> list[tuple[str, str]]:
    """All that the memory offers."""
    found = bench.client.get("/api/v1/memory", query_string={"q": "cat"}).get_json()["units"]
    return [(unit["target"], unit["status"]) for unit in found]


def test_a_pair_confirmed_while_the_memory_is_locked_is_sent_once(both: Bench) -> None:
    bench = both
    bitext_id = bench.ready()
    with locked(bench):
        answer = confirm(bench, bitext_id)
        assert answer["memory_waiting"] == 1
        assert bench.beads(bitext_id)[0]["status"] == "confirmed"
        assert "1 confirmed pair waits for the translation memory" in bench.client.get(f"/edit/{bitext_id}").text
        assert outbox.send(bench.database, bench.settings) == 1
    worker = threading.Thread(target=bench.worker.run)
    worker.start()
    wait_for(lambda: not waiting(bench))
    bench.worker.stop()
    worker.join()
    assert outbox.send(bench.database, bench.settings) == 0
    assert units(bench) == [(TEXT, "confirmed")]
    assert bench.client.get("/api/v1/memory/statistics").get_json()["units"] == 1


def test_what_was_confirmed_and_undone_meanwhile_is_not_offered(bench: Bench) -> None:
    bitext_id = bench.ready()
    with locked(bench):
        confirm(bench, bitext_id)
        assert bench.client.post(f"/api/v1/bitexts/{bitext_id}/undo").get_json()["memory_waiting"] == 2
    answer = confirm(bench, bitext_id, "One more cat.")  # the next change sends what waits, before its own
    assert "memory_waiting" not in answer
    assert waiting(bench) == 0
    assert units(bench) == [("One more cat.", "confirmed")]


def test_a_process_that_ends_before_the_memory_has_the_pair_loses_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bitext_id = bench.ready()

    class KilledError(BaseException):
        pass

    def killed(*_: object) -> int:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "opened", killed)
        with pytest.raises(KilledError):
            confirm(bench, bitext_id)
    assert waiting(bench) == 1
    assert outbox.send(bench.database, bench.settings) == 0
    assert units(bench) == [(TEXT, "confirmed")]


def test_one_that_ends_before_the_pair_is_struck_off_sends_it_twice_to_no_effect(bench: Bench) -> None:
    bitext_id = bench.ready()
    with locked(bench):
        confirm(bench, bitext_id)
    with bench.database.read() as session:
        row = session.query(Outgoing).one()
        again = {"remembered": row.remembered, "withdrawn": row.withdrawn, "pairs": row.pairs}
    outbox.send(bench.database, bench.settings)
    with bench.database.write() as session:
        session.add(Outgoing(**again))
    assert outbox.send(bench.database, bench.settings) == 0
    assert units(bench) == [(TEXT, "confirmed")]


def test_a_memory_that_cannot_be_reached_is_503_without_its_path(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from aligner.memory import sqlite

    monkeypatch.setattr(sqlite.SqliteMemory.__init__, "__defaults__", (0.1,))
    with locked(bench, "exclusive"):
        answers = [
            bench.client.get("/api/v1/memory/statistics"),
            bench.client.get("/api/v1/memory/matches", query_string={"text": "Кошка."}),
            bench.client.post("/api/v1/memory", json={"pairs": [{"source": "Да.", "target": "Yes."}]}),
        ]
    path = memory_path(bench.settings)
    assert path is not None
    path.unlink()
    path.mkdir()
    answers.append(bench.client.get("/api/v1/memory/statistics"))
    for answer in answers:
        assert answer.status_code == 503, answer.text
        assert str(bench.settings.directory) not in answer.text
        assert "memory" in answer.get_json()["error"]


def test_messages_lose_the_folders_of_the_service_and_nothing_else() -> None:
    settings = load_settings({}, data_dir="/srv/data", memory="/mnt/tm/all.sqlite3")
    assert shortened("/mnt/tm/all.sqlite3: is locked", settings) == "all.sqlite3: is locked"
    assert shortened("denied: '/srv/data/x/a.txt'", settings) == "denied: 'x/a.txt'"
    assert shortened("denied: '/srv/data'", settings) == "denied: 'data'"
    assert shortened("sqlite:////srv/data/tolmach.sqlite3", settings) == "sqlite:///tolmach.sqlite3"
    kept = "https://example.org/srv/data/x and /srv/database/y"
    assert shortened(kept, settings) == kept
    error = Message(
        "{path}: {reason}", path="/mnt/tm/all.sqlite3", reason=Message("denied: {path}", path="/srv/data/a")
    )
    assert str(without_places(error, settings)) == "all.sqlite3: denied: a"
