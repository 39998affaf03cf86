"""Files of pairs are read by a child process, within limits, while nobody waits for the database or the memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hostile_files import cell, workbook, workbook_with_a_gap, zipped
from service_bench import Bench

from aligner import limited
from aligner.memory import feed


def send(bench: Bench, url: str, name: str, data: bytes) -> Any:
    """Post a file."""
    return bench.client.post(url, data={"file": (io.BytesIO(data), name)})


@pytest.mark.parametrize("url", ["/api/v1/memory/files", "/api/v1/bitexts/{}/import"])
def test_files_that_ask_for_too_much_are_refused(make_bench: Callable[..., Bench], url: str) -> None:
    bench = make_bench(reader_memory_mb=256)
    url = url.format(bench.ready())
    answer = send(bench, url, "gap.xlsx", workbook_with_a_gap())
    assert (answer.status_code, answer.get_json()["error"].split(";")[0]) == (
        422,
        "gap.xlsx: more than 100000 empty rows one after the other",
    )
    answer = send(bench, url, "x.moses.zip", zipped({"x.ru": "а" * 100_000_000, "x.en": "b\n"}))
    assert answer.status_code == 422
    assert answer.get_json()["error"].startswith("x.moses.zip: takes more than 256 MB of memory to read")
    good = workbook(f'<row r="1">{cell("дом", "A1")}{cell("house", "B1")}</row>')
    assert send(bench, url, "good.xlsx", good).status_code == 200


@pytest.mark.parametrize(("place", "url"), [(feed, "/api/v1/memory/files"), (limited, "/api/v1/bitexts/{}/import")])
def test_nobody_waits_while_a_file_is_read(bench: Bench, monkeypatch: pytest.MonkeyPatch, place: Any, url: str) -> None:
    bitext_id = bench.ready()
    real, seen = limited.stream_limited, []

    def stream(*arguments: Any, **named: Any) -> Iterator[Any]:
        for value in real(*arguments, **named):
            bead = bench.beads(bitext_id)[1]
            changed = bench.client.patch(
                f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}",
                json={"version": bead["version"], "note": f"{len(seen)}"},
            )
            pair = {"source": "мышь", "target": f"mouse {len(seen)}"}
            added = bench.client.post("/api/v1/memory", json={"pairs": [pair]})
            seen.append((changed.status_code, added.status_code, added.get_json().get("added")))
            yield value

    monkeypatch.setattr(place, "stream_limited", stream)
    answer = send(bench, url.format(bitext_id), "a.tsv", "ru\ten\nКошка сидит на окне.\tCat on a sill.\n".encode())
    assert answer.status_code == 200, answer.text
    assert len(seen) >= 1
    assert set(seen) == {(200, 200, 1)}
