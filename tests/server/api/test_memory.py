"""The memory over HTTP: filled by confirming, by files, by suggestions; searched; edited exports imported."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from service_bench import Bench


def confirm(bench: Bench, bitext_id: str, number: int, text: str) -> dict[str, Any]:
    """Retype and confirm a bead."""
    bead = bench.beads(bitext_id)[number - 1]
    answer = bench.client.patch(
        f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}",
        json={"version": bead["version"], "target_text": text, "status": "confirmed"},
        headers={"X-Editor": "ann"},
    )
    assert answer.status_code == 200
    return answer.get_json()


def test_confirmed_pairs_are_remembered(bench: Bench) -> None:
    bitext_id = bench.ready()
    confirm(bench, bitext_id, 1, "A cat sits at the window.")
    found = bench.client.get("/api/v1/memory", query_string={"q": "кошки окна"}).get_json()["units"]
    assert [(u["source"], u["target"], u["status"], u["creator"]) for u in found] == [
        ("Кошка сидит на окне.", "A cat sits at the window.", "confirmed", "ann")
    ]
    exact = bench.client.get("/api/v1/memory/matches", query_string={"text": "Кошка сидит на окне."}).get_json()
    assert exact["matches"][0]["percent"] == 100
    like = bench.client.get("/api/v1/memory/matches", query_string={"text": "Собака сидит на окне."}).get_json()
    assert 70 <= like["matches"][0]["percent"] < 100
    assert bench.client.get("/api/v1/memory/statistics").get_json()["confirmed"] == 1


def test_confirming_many_at_once_is_remembered(bench: Bench) -> None:
    bitext_id = bench.ready()
    answer = bench.client.post(
        f"/api/v1/bitexts/{bitext_id}/confirm", json={"above": 0, "without_findings": False}
    ).get_json()
    assert answer["changed"] == 4
    assert bench.client.get("/api/v1/memory/statistics").get_json()["confirmed"] == 4


def test_what_was_confirmed_goes_before_the_model_in_the_next_document(bench: Bench) -> None:
    bitext_id = bench.ready()
    confirm(bench, bitext_id, 2, "Birds it watches!")
    beads = bench.beads(bench.ready("Дом стоит на горе. Она смотрит на птиц. Снег идёт."))
    assert [bead["origin"] for bead in beads] == ["mt", "memory", "mt"]
    assert beads[1]["target_text"] == "Birds it watches!"


def test_a_draft_is_not_remembered(bench: Bench) -> None:
    bitext_id = bench.ready()
    bead = bench.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    bench.client.patch(url, json={"version": 1, "target_text": "A draft."})
    assert bench.client.get("/api/v1/memory/statistics").get_json()["units"] == 0


def test_adding_pairs_and_files(bench: Bench) -> None:
    pairs = [{"source": "Да.", "target": "Yes."}, {"source": "Да.", "target": "Yes."}, {"source": "x", "target": ""}]
    added = bench.client.post("/api/v1/memory", json={"pairs": pairs}).get_json()
    assert added == {"added": 1, "known": 1, "skipped": 1}
    bitext_id = bench.ready()
    with bench.client.get(f"/api/v1/bitexts/{bitext_id}/exports/tmx") as tmx:
        data = tmx.data
    answer = bench.client.post("/api/v1/memory/files", data={"file": (io.BytesIO(data), "a.tmx"), "confirmed": "true"})
    assert answer.get_json()["added"] == 4
    bad = bench.client.post("/api/v1/memory/files", data={"file": (io.BytesIO(b"<tmx"), "a.tmx")})
    assert bad.status_code == 422
    assert "a.tmx" in bad.get_json()["error"]


def test_suggestions_are_off_until_switched_on(make_bench: Callable[..., Bench]) -> None:
    body = {"q": "Кот.", "s": "Tomcat.", "source": "ru", "target": "en"}
    refused = make_bench().client.post("/suggest", json=body)
    assert (refused.status_code, refused.get_json()["error"]) == (403, "Suggestions are disabled on this server.")
    bench = make_bench(suggestions=True)
    assert bench.client.post("/suggest", json=body).get_json() == {"success": True}
    found = bench.client.get("/api/v1/memory?q=кот").get_json()["units"]
    assert [(u["target"], u["status"]) for u in found] == [("Tomcat.", "draft")]
    missing = bench.client.post("/suggest", json={"q": "x"})
    assert missing.get_json()["error"] == "Invalid request: missing s parameter"


def test_an_edited_export_comes_back_as_one_change_with_its_conflicts(bench: Bench) -> None:
    bitext_id = bench.ready()
    url = f"/api/v1/bitexts/{bitext_id}"
    with bench.client.get(f"{url}/exports/tmx") as tmx:
        text = tmx.data.decode()
    beads = bench.beads(bitext_id)
    for number, new in ((0, "The cat &amp; the window."), (1, "She watches birds.")):
        assert text.count(f"<seg>{beads[number]['target_text']}</seg>") == 1
        text = text.replace(f"<seg>{beads[number]['target_text']}</seg>", f"<seg>{new}</seg>")
    confirm(bench, bitext_id, 2, "Mine, confirmed.")
    answer = bench.client.post(f"{url}/import", data={"file": (io.BytesIO(text.encode()), "edited.tmx")}).get_json()
    assert [bead["target_text"] for bead in answer["beads"]] == ["The cat & the window."]
    assert answer["beads"][0]["status"] == "confirmed"
    assert len(answer["conflicts"]) == 1
    assert "Mine, confirmed." in answer["conflicts"][0]
    assert answer["edit"]["action"] == "import"
    bench.client.post(f"{url}/undo")
    assert bench.beads(bitext_id)[0]["target_text"] == beads[0]["target_text"]


def test_a_remark_made_in_another_program_comes_home(bench: Bench) -> None:
    bitext_id = bench.ready()
    url = f"/api/v1/bitexts/{bitext_id}"
    with bench.client.get(f"{url}/exports/xliff") as xliff:
        text = xliff.data.decode()
    assert text.count("</target>") >= 2
    text = text.replace("</target>", "</target><note>Which window?</note>", 1)
    answer = bench.client.post(f"{url}/import", data={"file": (io.BytesIO(text.encode()), "edited.xlf")}).get_json()
    assert [bead["note"] for bead in answer["beads"]] == ["Which window?"]
    bench.client.post(f"{url}/undo")
    assert bench.beads(bitext_id)[0]["note"] == ""


def matches(bench: Bench) -> list[tuple[str, str]]:
    """What the memory has for the first sentence: the translations with their status, best first."""
    found = bench.client.get("/api/v1/memory/matches", query_string={"text": "Кошка сидит на окне."}).get_json()
    return [(match["target"], match["status"]) for match in found["matches"]]


def test_what_is_confirmed_no_more_is_not_put_before_the_model(bench: Bench) -> None:
    bitext_id = bench.ready()
    url = f"/api/v1/bitexts/{bitext_id}"

    def change(**fields: Any) -> None:
        bead = bench.beads(bitext_id)[0]
        answer = bench.client.patch(f"{url}/beads/{bead['id']}", json={"version": bead["version"], **fields})
        assert answer.status_code == 200

    change(target_text="By mistake.", status="confirmed")
    assert matches(bench) == [("By mistake.", "confirmed")]
    bench.client.post(f"{url}/undo")
    assert matches(bench) == []
    found = bench.client.get("/api/v1/memory", query_string={"q": "mistake"}).get_json()
    assert found["units"] == []
    bench.client.post(f"{url}/redo")
    assert matches(bench) == [("By mistake.", "confirmed")]
    change(target_text="A cat sits on the window.")  # a typo in a confirmed pair put right: it is confirmed still
    assert matches(bench) == [("A cat sits on the window.", "confirmed")]
    change(note="Looked at twice.")
    change(status="rejected")
    assert matches(bench) == []
    assert bench.beads(bench.ready("Кошка сидит на окне."))[0]["origin"] == "mt"


def test_replacing_in_confirmed_pairs_reaches_the_memory(bench: Bench) -> None:
    bitext_id = bench.ready()
    confirm(bench, bitext_id, 1, "A kat sits.")
    bench.client.post(f"/api/v1/bitexts/{bitext_id}/replace", json={"find": "kat", "replace": "cat"})
    assert matches(bench) == [("A cat sits.", "confirmed")]


def test_what_another_file_brought_is_not_lost_by_undoing(bench: Bench) -> None:
    pair = {"source": "Кошка сидит на окне.", "target": "From the client."}
    bench.client.post("/api/v1/memory", json={"pairs": [pair]})
    bitext_id = bench.ready()
    confirm(bench, bitext_id, 1, "From the client.")
    bench.client.post(f"/api/v1/bitexts/{bitext_id}/undo", headers={"X-Editor": "ann"})
    assert matches(bench) == [("From the client.", "draft")]
