"""Progress over HTTP: streams that open, tell, and close; the list; the limits on streams."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from service_bench import Bench


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_a_stream_tells_the_story_of_a_job(both: Bench) -> None:
    made = both.add()
    worker = threading.Timer(0.3, both.work)
    worker.start()
    answer = both.client.get(f"/api/v1/jobs/{made['job']['id']}/events")
    told = events(answer.text)
    worker.join()
    assert answer.mimetype == "text/event-stream"
    assert told[0][1]["state"] == "queued"
    assert [name for name, _ in told[-2:]] == ["progress", "end"]
    assert told[-2][1]["state"] == "done"


def test_a_stream_closes_by_itself_and_says_when_to_come_back(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(stream_seconds=1.0)
    made = bench.add()
    began = time.monotonic()
    text = bench.client.get(f"/api/v1/jobs/events?ids={made['job']['id']}").text
    assert 0.9 < time.monotonic() - began < 5
    assert text.startswith("retry: 1000\n\n")
    assert [name for name, _ in events(text)] == ["progress"]


def test_a_stream_of_finished_jobs_ends_at_once(bench: Bench) -> None:
    ids = []
    for text in ("Да.", "Нет."):
        ids.append(bench.add(text)["job"]["id"])
    bench.work()
    told = events(bench.client.get(f"/api/v1/jobs/events?ids={','.join(ids)}").text)
    assert [name for name, _ in told] == ["progress", "progress", "end"]


def test_too_many_streams_are_refused_so_that_pages_still_answer(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(web_threads=36, stream_seconds=2.0)
    made = bench.add()
    url = f"/api/v1/jobs/{made['job']['id']}/events"
    threads = [threading.Thread(target=lambda: bench.app.test_client().get(url).get_data()) for _ in range(4)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 5
    while bench.service.watcher.streams < 4 and time.monotonic() < until:
        time.sleep(0.01)
    refused = bench.client.get(url)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    for thread in threads:
        thread.join()
    assert bench.service.watcher.streams == 0


def test_listing_jobs(bench: Bench) -> None:
    done = bench.add("Да.")
    bench.work()
    waiting = bench.add("Нет.")
    rows = bench.client.get("/api/v1/jobs?state=active").get_json()["jobs"]
    assert [row["id"] for row in rows] == [waiting["job"]["id"]]
    rows = bench.client.get(f"/api/v1/jobs?bitext_id={done['bitext']['id']}").get_json()["jobs"]
    assert [row["state"] for row in rows] == ["done"]
    assert bench.client.post(f"/api/v1/jobs/{done['job']['id']}/cancel").status_code == 409
    assert bench.client.post(f"/api/v1/jobs/{done['job']['id']}/retry").status_code == 409
