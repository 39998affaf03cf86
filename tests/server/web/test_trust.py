"""What strangers, other sites, log lines and other users of the machine do not get."""

from __future__ import annotations

import io
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from service_bench import Bench, free_port, wait_for

from server.api import idempotency
from server.db.tables import Replay
from server.db.upgrading import is_dead, this_machine
from server.serving.web import without_requests
from server.settings import Settings, SettingsError, load_settings
from server.web.access import create_key


def key_for(bench: Bench, name: str = "me") -> dict[str, str]:
    with bench.database.write() as session:
        return {"Authorization": f"Bearer {create_key(session, name)[1]}"}


def test_metrics_and_readiness_say_nothing_to_strangers(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(host="0.0.0.0")
    key = key_for(bench)
    assert bench.client.get("/metrics").status_code == 401
    assert bench.client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401
    assert b"tolmach_documents" in bench.client.get("/metrics", headers=key).data
    assert bench.client.get("/readyz").get_json() == {"status": "ok"}
    assert bench.client.get("/readyz", headers=key).get_json()["checks"]["database"] == "ok"


@pytest.mark.parametrize(("hosts", "begins"), [("", "/download_file/"), ("tolmach.example", "http://tolmach.example/")])
def test_a_link_is_made_from_no_host_that_was_not_vetted(
    make_bench: Callable[..., Bench], hosts: str, begins: str
) -> None:
    bench = make_bench(host="0.0.0.0", trusted_hosts=hosts)
    form = {"file": (io.BytesIO("Да.".encode()), "a.txt"), "source": "ru", "target": "en"}
    host = hosts or "evil.example"
    answer = bench.client.post("/translate_file", data=form, headers=key_for(bench) | {"Host": host})
    assert answer.get_json()["translatedFileUrl"].startswith(begins)


def test_a_page_of_another_site_stores_nothing_on_loopback(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(suggestions=True)
    foreign = {"Origin": "http://evil.example"}

    def send(headers: dict[str, str]) -> list[int]:
        form = {"file": (io.BytesIO("Да.".encode()), "a.txt"), "source": "ru", "target": "en"}
        words = {"q": "Да.", "s": "Yes.", "source": "ru", "target": "en"}
        made = [bench.client.post("/translate_file", data=form, headers=headers)]
        return [
            *(one.status_code for one in made),
            bench.client.post("/suggest", json=words, headers=headers).status_code,
        ]

    assert send(foreign) == [403, 403]
    assert send({}) == send(foreign | key_for(bench)) == [200, 200]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Invalid HTTP request line: 'GET /translate?q=Ð°&api_key=tk_x HTTP/1.1'", "Invalid HTTP request line"),
        ('Invalid HTTP Header: "X-Api-Key tk_x"', "Invalid HTTP Header"),
        ("Error handling request /translate?q=secret", "Error handling request /translate"),
        ("Worker timeout (pid:7)", "Worker timeout (pid:7)"),
    ],
)
def test_lines_of_the_web_server_quote_no_request(line: str, left: str) -> None:
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 0, "%s", (line,), None)
    assert without_requests(record)
    assert record.getMessage() == left


def test_data_are_for_their_owner_only(lite: Settings) -> None:
    (lite.directory / "tolmach.sqlite3").chmod(0o644)
    with Bench(lite, None).database.read():  # type: ignore[arg-type]
        modes = {path.name: path.stat().st_mode & 0o777 for path in lite.directory.iterdir() if path.is_file()}
    assert {"tolmach.sqlite3", "tolmach.sqlite3-wal", "secret_key"} <= set(modes)
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("content", ["", "abc"])
def test_a_secret_key_that_was_cut_short_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret_key").write_text(content)
    with pytest.raises(SettingsError, match="empty or cut short"):
        load_settings({}, data_dir=str(tmp_path)).key_for_cookies()


def test_a_deleted_write_ahead_log_is_503_and_nothing_acknowledged_is_lost(bench: Bench) -> None:
    made = bench.add()["document"]["id"]
    for end in ("-wal", "-shm"):
        (bench.settings.directory / f"tolmach.sqlite3{end}").unlink()
    for _ in range(2):
        answer = bench.client.post("/api/v1/documents", json={"text": "Нет."})
        assert answer.status_code == 503
    assert "tolmach.sqlite3-wal was deleted" in bench.client.get("/readyz").get_json()["checks"]["database"]
    # As after kill -9: another process opens the files while the old connections still stand.
    again = Bench(replace(bench.settings), bench.service.models)
    assert [row["id"] for row in again.client.get("/api/v1/documents").get_json()["documents"]] == [made]
    again.close()


def test_processes_of_another_container_are_not_taken_for_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert is_dead(f"{this_machine()}:{child.pid}:ab")
    assert not is_dead(f"{this_machine()}:{os.getpid()}:ab")
    assert not is_dead(f"{socket.gethostname()}/other/4026531836:{child.pid}:ab")


def test_idempotency_keys_of_callers_without_a_name_are_their_own(bench: Bench) -> None:
    def post(text: str, program: str) -> int:
        headers = {"Idempotency-Key": "k", "User-Agent": program}
        return bench.client.post("/api/v1/documents", json={"text": text}, headers=headers).status_code

    assert (post("Да.", "a"), post("Нет.", "b"), post("Нет.", "a")) == (201, 201, 400)


def test_a_request_that_takes_long_is_not_done_twice(bench: Bench) -> None:
    def post() -> int:
        headers = {"Idempotency-Key": "k", "X-Editor": "me"}
        return bench.client.post("/api/v1/documents", json={"text": "Да."}, headers=headers).status_code

    assert post() == 201
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()

    def as_begun_by(process: str) -> None:
        with bench.database.write() as session:
            for row in session.query(Replay):
                row.status, row.body, row.created = 0, process, time.time() - 600

    as_begun_by(idempotency.process())
    assert post() == 409
    as_begun_by(f"{this_machine()}:{child.pid}")
    assert post() == 200


def test_children_whose_parent_died_while_they_start_end(tmp_path: Path) -> None:
    """The parent's number is handed over: by the time they could ask for it, it would be another's."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    environ = os.environ | {"TOLMACH_SUPERVISED": str(gone.pid), "TOLMACH_DATA_DIR": str(tmp_path)}
    environ |= {"TOLMACH_PORT": str(free_port()), "TOLMACH_TRANSLATOR_THREADS": "1"}
    run = [sys.executable, "-c", "from aligner.cli import main; main()"]
    children = [subprocess.Popen([*run, *words], env=environ) for words in (["worker"], ["serve", "--web"])]
    try:
        wait_for(lambda: all(child.poll() is not None for child in children), 60)
    finally:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
            child.wait()
