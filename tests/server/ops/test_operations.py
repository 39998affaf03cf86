"""Health, metrics, logs, retention, keys on the command line."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families
from service_bench import Bench, multipart

from server.cli.admin import admin
from server.db.tables import Bead, Document, Download, Job, Upload
from server.ops.logs import JsonFormatter, job_id_var, request_id_var, set_up_logs
from server.ops.retention import DAY, sweep
from server.web.access import create_key


def test_health_and_readiness(bench: Bench) -> None:
    assert bench.client.get("/healthz").get_json() == {"status": "ok"}
    ready = bench.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json()["checks"] == {"database": "ok", "worker": "ok", "model": "embedded"}


def test_a_queue_that_nobody_works_on_is_reported(bench: Bench) -> None:
    bench.add()
    with bench.database.write() as session:
        session.execute(sa.update(Job).values(updated=time.time() - 100))
    assert "is 'tolmach worker' running?" in bench.client.get("/readyz").get_json()["checks"]["worker"]


def test_a_database_that_is_gone_is_503_and_comes_back(bench: Bench) -> None:
    path = Path(bench.settings.data_dir) / "tolmach.sqlite3"
    away = path.with_name("away")
    bench.database.dispose()
    path.rename(away)
    path.mkdir()
    for url in ("/readyz", "/api/v1/documents"):
        answer = bench.client.get(url)
        assert answer.status_code == 503, answer.text
    assert bench.client.get("/api/v1/documents").headers["Retry-After"]
    assert bench.client.get("/healthz").status_code == 200
    assert bench.client.get("/metrics").status_code == 200
    path.rmdir()
    away.rename(path)
    assert bench.client.get("/api/v1/documents").status_code == 200


def test_a_locked_database_is_503_and_readers_go_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bitext_id = bench.ready()
    import server.db.engine as engine

    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    other = Bench(bench.settings, bench.service.models)
    with bench.database.write() as session:
        session.execute(sa.update(Document).values(title="held"))
        began = time.monotonic()
        answer = other.client.post("/api/v1/documents", json={"text": "Да."})
        assert (answer.status_code, answer.get_json()["status"]) == (503, 503)
        assert time.monotonic() - began < 5
        assert len(other.beads(bitext_id)) == 4
    assert other.client.post("/api/v1/documents", json={"text": "Да."}).status_code == 201
    other.close()


def test_a_full_disk_is_507_and_nothing_is_half_saved(bench: Bench) -> None:
    with bench.database.engine.connect() as connection:
        pages = connection.execute(sa.text("pragma page_count")).scalar_one()
    bench.database.dispose()
    sa.event.listen(
        bench.database.engine, "connect", lambda raw, _: raw.execute(f"pragma max_page_count = {pages + 10}")
    )
    body, kind = multipart({}, "big.txt", "Да. ".encode() * 100_000)
    answer = bench.client.post("/api/v1/documents", data=body, content_type=kind)
    assert (answer.status_code, answer.get_json()["error"]) == (507, "the disk is full; nothing was saved")
    assert bench.client.get("/api/v1/documents").get_json()["total"] == 0


def test_metrics_count_requests_jobs_and_pairs(bench: Bench) -> None:
    bench.ready()
    bench.client.get("/api/v1/nothing")
    bench.client.post("/api/v1/translate", json={"texts": ["Да."]})
    text = bench.client.get("/metrics").text
    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert found["tolmach_jobs", ("state", "done")] == 1
    assert found[("tolmach_beads",)] == 4
    assert found[("tolmach_sentences_translated_total",)] == 1
    key = ("tolmach_requests_total", ("endpoint", "/api/v1/documents"), ("method", "POST"), ("status", "201"))
    assert found[key] == 1
    assert "/api/v1/nothing" not in text


def test_metrics_may_ask_for_a_token(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(metrics_token="secret")
    assert bench.client.get("/metrics").status_code == 401
    assert bench.client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200
    assert make_bench(metrics=False).client.get("/metrics").status_code == 404


def test_log_lines_carry_the_ids_and_no_query(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        bench.client.get("/api/v1/memory?q=тайна", headers={"X-Request-Id": "r-7"})
    record = next(r for r in caplog.records if r.name == "tolmach.access")
    assert "тайна" not in record.getMessage()
    line = logging.LogRecord("a", logging.INFO, "", 0, "Привет", (), None)
    tokens = request_id_var.set("r-7"), job_id_var.set("j-1")
    try:
        bare = set_up_logs
        from server.ops.logs import IdFilter

        IdFilter().filter(line)
        row = json.loads(JsonFormatter().format(line))
    finally:
        request_id_var.reset(tokens[0])
        job_id_var.reset(tokens[1])
    assert bare is set_up_logs
    assert (row["message"], row["request_id"], row["job_id"], row["level"]) == ("Привет", "r-7", "j-1", "info")


def test_a_job_knows_the_request_that_made_it(bench: Bench) -> None:
    bench.client.post("/api/v1/documents", json={"text": "Да."}, headers={"X-Request-Id": "r-9"})
    with bench.database.read() as session:
        assert session.scalars(sa.select(Job.request_id)).one() == "r-9"


def test_retention(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(keep_uploads_days=2.0, keep_documents_days=10.0, trash_days=1.0)
    bench.ready()
    waiting = bench.add("Нет.")["document"]["id"]
    with bench.database.write() as session:
        session.add(Download(name="x", data=b"x", expires=time.time() + 60))

    def count(table: type) -> int:
        with bench.database.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0

    now = time.time()
    assert sweep(bench.database, bench.settings, now) == {"documents": 0, "uploads": 0, "downloads": 0, "replays": 0}
    assert sweep(bench.database, bench.settings, now + 3 * DAY)["uploads"] == 1
    assert count(Upload) == 1  # the other has still to be read
    assert count(Download) == 0
    assert sweep(bench.database, bench.settings, now + 11 * DAY)["documents"] == 1
    assert (count(Document), count(Bead)) == (1, 0)
    bench.client.delete(f"/api/v1/documents/{waiting}")
    assert sweep(bench.database, bench.settings, now + 0.5 * DAY)["documents"] == 0
    assert sweep(bench.database, bench.settings, now + 2 * DAY)["documents"] == 1
    assert (count(Document), count(Upload), count(Job)) == (0, 0, 0)


def test_keys(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(api_keys="on")
    assert bench.client.get("/api/v1/documents").status_code == 401
    assert bench.client.get("/healthz").status_code == 200
    with bench.database.write() as session:
        row, key = create_key(session, "ann")
    for headers in ({"Authorization": f"Bearer {key}"}, {"X-Api-Key": key}):
        assert bench.client.get("/api/v1/documents", headers=headers).status_code == 200
    wrong = bench.client.get("/api/v1/documents", headers={"Authorization": "Bearer tk_x"})
    assert wrong.get_json() == {"ok": False, "error": "Invalid API key", "status": 403}
    run = CliRunner().invoke(admin, ["keys", "list"], env={"TOLMACH_DATA_DIR": bench.settings.data_dir})
    assert row.id in run.output
    CliRunner().invoke(admin, ["keys", "revoke", row.id], env={"TOLMACH_DATA_DIR": bench.settings.data_dir})
    assert bench.client.get("/api/v1/documents", headers={"X-Api-Key": key}).status_code == 403
    made = CliRunner().invoke(admin, ["keys", "add", "bob"], env={"TOLMACH_DATA_DIR": bench.settings.data_dir})
    fresh = made.output.strip().splitlines()[-1]
    assert bench.client.get("/api/v1/documents", headers={"X-Api-Key": fresh}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": "http://localhost"}, 201),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_page_of_another_site_can_change_nothing(bench: Bench, headers: dict[str, str], status: int) -> None:
    assert bench.client.post("/api/v1/documents", json={"text": "Да."}, headers=headers).status_code == status


def test_only_known_host_names_are_answered(bench: Bench) -> None:
    assert bench.client.get("/api/v1/documents", headers={"Host": "evil.example"}).status_code == 400
    assert bench.client.get("/api/v1/documents", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_an_address_cannot_write_lines_of_its_own_into_the_log(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="tolmach.access"):
        bench.client.get("/read/кот%0A2026-11-22 admin logged in%1b%5b31m")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "tolmach.access"]
    assert line.startswith("GET /read/кот%0A2026-11-22 admin logged in%1B[31m 404 ")
