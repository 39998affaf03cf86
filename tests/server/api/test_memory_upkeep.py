"""The memory's upkeep over HTTP: pairs deleted and corrected, cleaned out and brought back; files analysed."""

from __future__ import annotations

import io
from typing import Any

from service_bench import Bench

PAIRS = [
    ("Кот спит дома.", "The cat sleeps at home."),
    ("Глава 5 описывает приборы.", "Chapter 5 describes devices."),
    ("Он вышел из дома и сел в машину.", "Preheat the oven and butter a large dish."),
]


def filled(bench: Bench) -> Any:
    """The client of a service whose memory has the pairs; the last as a draft."""
    data = "".join(f"{source}\t{target}\n" for source, target in PAIRS).encode()
    answer = bench.client.post("/api/v1/memory/files", data={"file": (io.BytesIO(data), "a.tsv")})
    assert answer.get_json()["added"] == 3
    return bench.client


def test_pairs_are_deleted_and_corrected(bench: Bench) -> None:
    client = filled(bench)
    pair = {"source": PAIRS[0][0], "target": PAIRS[0][1]}
    changed = client.patch("/api/v1/memory", json=pair | {"new_target": "The cat is asleep at home."})
    assert changed.get_json()["target"] == "The cat is asleep at home."
    assert client.patch("/api/v1/memory", json=pair).status_code == 404
    assert client.delete("/api/v1/memory", json=pair).get_json() == {"deleted": 0}
    assert client.delete("/api/v1/memory", json={"source": PAIRS[0][0]}).get_json() == {"deleted": 1}
    assert client.get("/api/v1/memory/statistics").get_json()["units"] == 2


def test_a_match_with_its_number_put_right(bench: Bench) -> None:
    query = {"text": "Глава 8 описывает приборы."}
    (match,) = filled(bench).get("/api/v1/memory/matches", query_string=query).get_json()["matches"]
    assert (match["percent"], match["kind"], match["target"]) == (99, "numbers", "Chapter 8 describes devices.")
    assert match["stored"]["target"] == "Chapter 5 describes devices."


def test_the_memory_is_cleaned_and_what_was_taken_out_comes_back(bench: Bench) -> None:
    client = filled(bench)
    report = client.post("/api/v1/memory/clean", json={}).get_json()
    assert (report["counts"], report["removed"], report["name"]) == ({"outlier": 1}, 0, "")
    assert report["found"][0]["reason"] == "outlier"
    assert client.post("/api/v1/memory/clean", json={"reasons": ["odd"]}).status_code == 422
    taken = client.post("/api/v1/memory/clean", json={"remove": True}).get_json()
    assert taken["removed"] == 1
    assert client.get("/api/v1/memory/statistics").get_json()["units"] == 2
    for name in ("../x", "*", "nothing"):
        assert client.post("/api/v1/memory/restore", json={"name": name}).status_code == 404
    assert client.post("/api/v1/memory/restore", json={"name": taken["name"]}).get_json() == {"added": 1, "known": 0}


def test_documents_are_analysed(bench: Bench) -> None:
    def files() -> list[tuple[io.BytesIO, str]]:
        text = "Кот спит дома. Глава 6 описывает приборы. Совсем новое предложение."
        return [(io.BytesIO(text.encode()), "a.txt"), (io.BytesIO("Кот спит дома.".encode()), "b.txt")]

    client = filled(bench)
    made = client.post("/api/v1/memory/analysis", data={"files": files()}).get_json()
    assert [one["name"] for one in made["files"]] == ["a.txt", "b.txt"]
    assert made["total"]["bands"]["100"] == {"segments": 2, "words": 6}
    assert made["total"]["bands"]["95-99"]["segments"] == made["total"]["bands"]["new"]["segments"] == 1
    table = client.post("/api/v1/memory/analysis", data={"files": files(), "form": "csv"})
    assert table.mimetype == "text/csv"
    assert table.get_data(as_text=True).splitlines()[-1].startswith("total,0,0,")
    bad = client.post("/api/v1/memory/analysis", data={"files": [(io.BytesIO(b"\0\1"), "a.docx")]})
    assert bad.status_code == 422
