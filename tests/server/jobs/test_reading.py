"""Reading uploads within limits: a file that asks for too much fails alone, and cancelling ends it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from typing import Any

from hostile_files import pdf_drawing_forms, pdf_wide_font
from service_bench import ARTICLE, Bench, wait_for


def upload(bench: Bench, name: str, data: bytes) -> dict[str, Any]:
    """Put a file into the library."""
    answer = bench.client.post("/api/v1/documents", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def job_of(bench: Bench, made: dict[str, Any]) -> dict[str, Any]:
    """The job as it is now."""
    return bench.client.get(f"/api/v1/jobs/{made['job']['id']}").get_json()


def test_a_file_that_asks_for_too_much_fails_alone(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(reader_memory_mb=256, reader_seconds=2.0)
    large, long, good = (
        upload(bench, "large.pdf", pdf_wide_font()),
        upload(bench, "long.pdf", pdf_drawing_forms()),
        upload(bench, "good.txt", ARTICLE.encode()),
    )
    assert bench.work() == 3
    assert [job_of(bench, one)["state"] for one in (large, long, good)] == ["failed", "failed", "done"]
    assert job_of(bench, large)["error"].startswith("large.pdf: takes more than 256 MB of memory to read")
    assert job_of(bench, long)["error"].startswith("long.pdf: cannot be read within 2 seconds")


def test_cancelling_ends_the_reading(bench: Bench) -> None:
    endless = upload(bench, "endless.pdf", pdf_drawing_forms())
    worker = threading.Thread(target=bench.work)
    worker.start()
    wait_for(lambda: job_of(bench, endless)["progress"]["stage"] == "reading")
    time.sleep(1)
    assert bench.client.post(f"/api/v1/jobs/{endless['job']['id']}/cancel").status_code == 200
    wait_for(lambda: job_of(bench, endless)["state"] == "cancelled", seconds=60)
    worker.join()
    good = upload(bench, "good.txt", ARTICLE.encode())
    assert bench.work() == 1
    assert job_of(bench, good)["state"] == "done"


def test_stopping_the_worker_ends_the_reading(bench: Bench) -> None:
    endless = upload(bench, "endless.pdf", pdf_drawing_forms())
    worker = threading.Thread(target=bench.worker.work_once)
    worker.start()
    wait_for(lambda: job_of(bench, endless)["progress"]["stage"] == "reading")
    time.sleep(1)
    bench.worker.stop()
    worker.join(60)
    assert not worker.is_alive()
    assert job_of(bench, endless)["state"] == "queued"


def test_a_file_translated_in_one_call_is_limited_too(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(reader_seconds=2.0)
    form = {"source": "ru", "target": "en", "file": (io.BytesIO(pdf_drawing_forms()), "a.txt")}
    answer = bench.client.post("/translate_file", data=form)
    assert answer.status_code == 422
    assert "a.txt: cannot be read within 2 seconds" in answer.get_json()["error"]


def test_what_is_no_document_is_refused(bench: Bench) -> None:
    made = upload(bench, "strings.toml", b'title = "A cat"')
    assert bench.work() == 1
    assert job_of(bench, made)["error"].startswith("strings.toml: TOML is not read")
    form = {"source": "ru", "target": "en", "file": (io.BytesIO(b"\\documentclass{article}\n"), "a.txt")}
    answer = bench.client.post("/translate_file", data=form)
    assert (answer.status_code, "LaTeX is not read" in answer.get_json()["error"]) == (422, True)
