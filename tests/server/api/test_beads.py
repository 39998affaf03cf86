"""Reading and changing beads over HTTP, exports, findings, outline, confidence, models, translation."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from service_bench import Bench, multipart

from models.translation import Decoding
from server.db.tables import Bead


def test_changing_over_http(both: Bench) -> None:
    bitext_id = both.ready()
    url = f"/api/v1/bitexts/{bitext_id}"
    beads = both.beads(bitext_id)
    edited = both.client.patch(
        f"{url}/beads/{beads[0]['id']}",
        json={"version": 1, "target_text": "A cat sits.", "status": "confirmed", "note": "ok"},
        headers={"X-Editor": "ann"},
    ).get_json()
    assert edited["beads"][0]["target_text"] == "A cat sits."
    assert (edited["revision"], edited["undo"]) == (2, {"undo": 1, "redo": 0})
    merged = both.client.post(
        f"{url}/merge", json={"beads": [{"id": b["id"], "version": 1} for b in beads[1:3]]}, headers={"X-Editor": "ann"}
    ).get_json()
    assert merged["removed"] == [beads[2]["id"]]
    assert (merged["beads"][0]["number"], merged["total"], merged["after"]) == (2, 3, beads[0]["id"])
    history = both.client.get(f"{url}/history").get_json()
    assert [edit["action"] for edit in history["edits"]] == ["merge", "edit"]
    assert history["edits"][1]["before"][0]["target_text"] == beads[0]["target_text"]
    assert both.client.get(f"{url}/history?since=2").get_json()["total"] == 1
    assert both.client.get(f"{url}/history?bead={beads[0]['id']}").get_json()["total"] == 1
    nobody = both.client.post(f"{url}/undo", headers={"X-Editor": "bob"})
    assert nobody.status_code == 409
    for _ in range(2):
        assert both.client.post(f"{url}/undo", headers={"X-Editor": "ann"}).status_code == 200
    after = both.beads(bitext_id)
    assert [b["target_text"] for b in after] == [b["target_text"] for b in beads]
    state = both.client.get(url, headers={"X-Editor": "ann"}).get_json()
    assert state["undo"] == {"undo": 0, "redo": 2}
    assert state["statistics"]["beads"] == 4


def test_of_two_writers_at_the_same_moment_one_wins_and_one_sees_both(both: Bench) -> None:
    bitext_id = both.ready()
    bead = both.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    answers: list[Any] = []

    def write(name: str) -> None:
        with both.app.test_client() as client:
            answers.append(client.patch(url, json={"version": 1, "target_text": f"{name}'s text."}))

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Ann", "Bob", "Cy", "Di")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    won = next(a.get_json() for a in answers if a.status_code == 200)["beads"][0]["target_text"]
    for lost in (a.get_json() for a in answers if a.status_code == 409):
        assert lost["current"]["target_text"] == won
        assert lost["yours"]["target_text"] != won


def test_findings_follow_the_text(bench: Bench) -> None:
    bitext_id = bench.ready("Кошке 7 лет.")
    url = f"/api/v1/bitexts/{bitext_id}"
    bead = bench.beads(bitext_id)[0]
    wrong = bench.client.patch(
        f"{url}/beads/{bead['id']}", json={"version": 1, "target_text": "The cat is 8 years old."}
    ).get_json()["beads"][0]
    assert "numbers-differ" in [finding["code"] for finding in wrong["findings"]]
    counts = bench.client.get(f"{url}/findings").get_json()["findings"]
    assert counts[0]["code"] == "numbers-differ"
    assert len(bench.beads(bitext_id, findings="true", code="numbers-differ")) == 1
    right = bench.client.patch(
        f"{url}/beads/{bead['id']}", json={"version": wrong["version"], "target_text": "The cat is 7 years old."}
    ).get_json()["beads"][0]
    assert right["findings"] == []
    again = bench.client.post(f"{url}/check").get_json()["findings"]
    assert [row for row in again if row["severity"] == "error"] == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("beads/{id}", {"target_text": "x"}, 422),
        ("beads/{id}", {"version": 1, "status": "maybe"}, 422),
        ("beads/{id}/split", {"version": 1, "source_at": 9999, "target_at": 1}, 400),
        ("beads/{id}/move", {"version": 1, "side": "source", "direction": "up"}, 400),
        ("beads/999999/split", {"version": 1, "source_at": 1, "target_at": 1}, 404),
        ("merge", {"beads": [{"id": 1, "version": 1}]}, 422),
        ("beads", {"after": 999999, "source_text": "x"}, 404),
        ("confirm", {"above": 2}, 422),
        ("realign", {"first": 999999}, 404),
    ],
)
def test_changes_that_make_no_sense(bench: Bench, path: str, body: dict[str, Any], status: int) -> None:
    bitext_id = bench.ready()
    bead_id = bench.beads(bitext_id)[0]["id"]
    url = f"/api/v1/bitexts/{bitext_id}/{path.format(id=bead_id)}"
    method = "PATCH" if path == "beads/{id}" else "POST"
    answer = bench.client.open(url, method=method, json=body)
    assert answer.status_code == status
    assert answer.get_json()["ok"] is False


def test_find_and_replace(both: Bench) -> None:
    bitext_id = both.ready("Кошка спит.\n\nДом стоит.\n\nКошка ест.\n\nКот.")
    url = f"/api/v1/bitexts/{bitext_id}"
    texts = ["Cat sleeps. The  cat!", "The house (cathouse).", "A CAT", "No cats"]
    for bead, text in zip(both.beads(bitext_id), texts, strict=True):
        both.client.patch(f"{url}/beads/{bead['id']}", json={"version": 1, "target_text": text})
    last = both.beads(bitext_id)[3]
    both.client.patch(f"{url}/beads/{last['id']}", json={"version": last["version"], "status": "confirmed"})

    def count(**words: object) -> tuple[int, int]:
        found = both.client.get(f"{url}/places", query_string=words).get_json()
        return found["pairs"], found["places"]

    assert count(find="cat") == (4, 5)
    assert count(find="cat", whole_words="true") == (2, 3)
    assert count(find="CAT", match_case="true") == (1, 1)
    assert count(find="the cat") == (1, 1)
    assert both.client.get(f"{url}/places", query_string={"find": " "}).status_code == 400

    made = both.client.post(f"{url}/replace", json={"find": "cat", "replace": "kitten $1\\", "whole_words": True})
    assert made.get_json()["changed"] == 2
    after = [bead["target_text"] for bead in both.beads(bitext_id)]
    assert after == ["Kitten $1\\ sleeps. The kitten $1\\!", texts[1], "A Kitten $1\\", texts[3]]
    made = both.client.post(f"{url}/replace", json={"find": "no cats"}).get_json()
    assert [(bead["target_text"], bead["status"]) for bead in made["beads"]] == [("", "draft")]
    assert both.client.post(f"{url}/replace", json={"find": "nowhere"}).get_json()["changed"] == 0
    for _ in range(2):
        assert both.client.post(f"{url}/undo").status_code == 200
    assert [" ".join(text.split()) for text in texts] == [bead["target_text"] for bead in both.beads(bitext_id)]
    assert count(find="cat") == (4, 5)


def test_beads_cannot_change_while_they_are_made(bench: Bench) -> None:
    made = bench.add()
    answer = bench.client.post(f"/api/v1/bitexts/{made['bitext']['id']}/undo")
    assert answer.status_code == 409
    assert answer.get_json()["state"] == "waiting"


def test_aligning_a_part_anew_keeps_what_is_confirmed(bench: Bench) -> None:
    russian = ["Кошка сидит на окне.", "Она смотрит на птиц.", "Дом стоит на горе.", "Вчера шёл дождь.",
               "Мой отец работает врачом.", "Поезд уходит в семь часов.", "Мы купили хлеб и молоко."]  # fmt: skip
    english = ["The cat is sitting on the window.", "She is looking at the birds.", "The house stands on a hill.",
               "It rained yesterday.", "My father works as a doctor.", "The train leaves at seven o'clock.",
               "We bought bread and milk."]  # fmt: skip
    bitext_id = bench.ready(" ".join(russian), translation_text=" ".join(english))
    url = f"/api/v1/bitexts/{bitext_id}"
    beads = bench.beads(bitext_id)
    assert [(b["source_text"], b["target_text"]) for b in beads] == list(zip(russian, english, strict=True))
    with bench.database.write() as session:  # as if the aligner had gone wrong from the second pair on
        rows = [session.get_one(Bead, bead["id"]) for bead in beads]
        sentences = [row.target[0] for row in rows]
        rows[1].target = []
        for number in range(2, 5):
            rows[number].target = [sentences[number - 1]]
        rows[5].target = sentences[4:6]
    assert [b["target_text"] for b in bench.beads(bitext_id)] != english
    fixed = bench.client.post(f"{url}/realign", json={"first": beads[1]["id"], "last": beads[5]["id"]}).get_json()
    after = bench.beads(bitext_id)
    assert [(b["source_text"], b["target_text"]) for b in after] == list(zip(russian, english, strict=True))
    assert [b["id"] for b in after] == [b["id"] for b in beads]
    assert fixed["edit"]["action"] == "realign"
    bench.client.post(f"{url}/undo")
    wrong = bench.beads(bitext_id)
    assert [b["target_text"] for b in wrong] != english
    held = bench.client.patch(
        f"{url}/beads/{wrong[3]['id']}", json={"version": wrong[3]["version"], "status": "confirmed"}
    )
    assert held.status_code == 200
    bench.client.post(f"{url}/realign", json={"first": beads[1]["id"], "last": beads[5]["id"]})
    assert (russian[3], english[2]) in [(b["source_text"], b["target_text"]) for b in bench.beads(bitext_id)]


def test_exports(bench: Bench) -> None:
    bitext_id = bench.ready()
    url = f"/api/v1/bitexts/{bitext_id}"
    bead = bench.beads(bitext_id)[1]
    bench.client.patch(
        f"{url}/beads/{bead['id']}", json={"version": 1, "target_text": "She & <the> birds.", "status": "confirmed"}
    )
    formats = [row["name"] for row in bench.client.get("/api/v1/formats").get_json()["formats"]]
    assert {"tmx", "xliff", "tsv", "json", "html", "txt", "document"} <= set(formats)
    for name in (name for name in formats if name not in ("document", "bilingual")):
        with bench.client.get(f"{url}/exports/{name}") as answer:
            assert answer.status_code == 200, (name, answer.text)
            assert len(answer.data) > 50
            assert "attachment" in answer.headers["Content-Disposition"]
    with bench.client.get(f"{url}/exports/tmx?confirmed_only=true") as tmx:
        assert b"She &amp; &lt;the&gt; birds." in tmx.data
        assert tmx.headers["X-Pairs-Written"] == "1"
    assert bench.client.get(f"{url}/exports/nothing").status_code == 404


def test_rejected_pairs_are_exported_only_when_asked_for(bench: Bench) -> None:
    bitext_id = bench.ready()
    url = f"/api/v1/bitexts/{bitext_id}"
    bead = bench.beads(bitext_id)[1]
    changed = {"version": 1, "target_text": "Wrongwrong.", "status": "rejected"}
    assert bench.client.patch(f"{url}/beads/{bead['id']}", json=changed).status_code == 200
    for form in bench.client.get("/api/v1/formats").get_json()["formats"]:
        if form["name"] in ("document", "bilingual", "ladder"):
            assert not form["filters"]
            continue
        counts = []
        for wanted in ("", "?include_rejected=true"):
            with bench.client.get(f"{url}/exports/{form['name']}{wanted}") as answer:
                counts.append(int(answer.headers["X-Pairs-Written"]))
                if answer.data[:2] != b"PK" and form["name"] != "beads":
                    assert (b"Wrongwrong" in answer.data) == (wanted != "" or not form["filters"]), form["name"]
        assert counts[1] - counts[0] == (1 if form["filters"] else 0), form["name"]


def test_the_translation_in_the_documents_own_format(bench: Bench) -> None:
    page = "<h1>Дом</h1><p>Кошка <b>сидит</b> на окне.</p>"
    body, kind = multipart({}, "page.html", page.encode())
    made = bench.client.post("/api/v1/documents", data=body, content_type=kind).get_json()
    bench.work()
    url = f"/api/v1/bitexts/{made['bitext']['id']}/exports/document"
    with bench.client.get(url) as answer:
        assert answer.status_code == 200
        assert ".html" in answer.headers["Content-Disposition"]
        assert b"<h1>" in answer.data
        assert "cat" in answer.text.lower()
        assert "Кошка" not in answer.text
    plain = bench.ready()
    refused = bench.client.get(f"/api/v1/bitexts/{plain}/exports/bilingual")
    assert refused.status_code == 422
    assert "cannot be written in both languages" in refused.get_json()["error"]


@pytest.mark.parametrize("text", ["\U0001812f слово\u0378", "² и ½", "a\u2028b\x0b", "😀" * 50, "א‏ب"])
def test_any_character_can_be_typed_and_found(bench: Bench, text: str) -> None:
    bitext_id = bench.ready()
    bead = bench.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    answer = bench.client.patch(url, json={"version": 1, "target_text": text, "source_text": text})
    assert answer.status_code in (200, 400), answer.text
    assert bench.client.get(f"/api/v1/bitexts/{bitext_id}/beads", query_string={"q": "слово"}).status_code == 200
    with bench.client.get(f"/api/v1/bitexts/{bitext_id}/exports/tmx") as tmx:
        assert tmx.status_code == 200


def test_outline_and_profile(bench: Bench) -> None:
    bitext_id = bench.ready("# Глава\n\nКошка спит. Дом стоит.\n\n## Раздел\n\nИдёт дождь.", name="book.md")
    url = f"/api/v1/bitexts/{bitext_id}"
    headings = bench.client.get(f"{url}/outline").get_json()["headings"]
    assert [(h["source"], h["level"], h["number"]) for h in headings] == [("Глава", 1, 1), ("Раздел", 2, 4)]
    stretches = bench.client.get(f"{url}/profile?buckets=2").get_json()["stretches"]
    beads = bench.beads(bitext_id)
    assert [s["beads"] for s in stretches] == [2, 3]
    assert stretches[1]["bead_id"] == beads[2]["id"]
    assert stretches[0]["least"] == min(b["confidence"] for b in beads[:2])


def test_models(bench: Bench) -> None:
    rows = bench.client.get("/api/v1/models").get_json()["models"]
    assert next(row for row in rows if row["name"] == "embedded")["present"] is True


def test_translating_texts(bench: Bench) -> None:
    answer = bench.client.post(
        "/api/v1/translate", json={"texts": ["Кошка спит.\r\n\r\n  Дом стоит. Да!", " "], "alternatives": 2}
    ).get_json()["translations"]
    first, blank = answer
    assert [s["source"] for s in first["sentences"]] == ["Кошка спит.", "Дом стоит.", "Да!"]
    outputs = [s["text"] for s in first["sentences"]]
    assert first["text"] == f"{outputs[0]}\r\n\r\n  {outputs[1]} {outputs[2]}"
    assert (blank["text"], blank["sentences"]) == (" ", [])
    assert all(len(s["alternatives"]) <= 2 and 0 <= s["confidence"] <= 1 for s in first["sentences"])
    direct = bench.service.models.translator().translate(["Кошка спит."], Decoding(beam=3, alternatives=2))[0]
    assert first["sentences"][0]["text"] == direct.text
    assert tuple(first["sentences"][0]["alternatives"]) == direct.alternatives


def test_a_line_in_another_language_is_left_as_it_is_and_marked(bench: Bench) -> None:
    foreign = "The cat is sleeping on the sofa."
    body = {"texts": ["Кошка спит.\n" + foreign, foreign, "Дом стоит."]}
    first, second, third = bench.client.post("/api/v1/translate", json=body).get_json()["translations"]
    assert first["text"].endswith("\n" + foreign)
    assert (second["text"], second["sentences"][0]["language"]) == (foreign, "en")
    marks = [[(s["language"], s["flags"], s["confidence"] > 0) for s in one["sentences"]] for one in (first, third)]
    assert marks == [[(None, [], True), ("en", ["foreign-language"], False)], [(None, [], True)]]


def test_checking_pairs(bench: Bench) -> None:
    body = {"pairs": [{"source": "Их 5.", "target": "They are 6."}, {"source": "Да.", "target": "Yes."}]}
    findings = bench.client.post("/api/v1/checks", json=body).get_json()["findings"]
    assert "numbers-differ" in [f["code"] for f in findings[0]]
    assert findings[1] == []
    codes = [row["code"] for row in bench.client.get("/api/v1/checks").get_json()["checks"]]
    assert "numbers-differ" in codes


def test_codes_over_http(both: Bench) -> None:
    """Codes of a page are in its pairs, go where a person puts them, and stand in the exports."""
    page = "<p>Кошка сидит на <b>старом</b> столе.</p><p>Смотри <a href='https://example.org/'>сюда</a>.</p>"
    data, kind = multipart({}, "page.html", page.encode())
    bitext_id = both.client.post("/api/v1/documents", data=data, content_type=kind).get_json()["bitext"]["id"]
    both.work()
    url = f"/api/v1/bitexts/{bitext_id}"
    first, second = both.beads(bitext_id)
    assert [(code["kind"], first["source_text"][code["start"] : code["end"]]) for code in first["source_codes"]] == [
        ("bold", "старом")
    ]
    assert second["target_codes"][0]["href"] == "https://example.org/"
    number = first["target_codes"][0]["id"]
    wanted = {"version": 1, "target_text": "A cat sits.", "target_codes": [{"id": number, "start": 2, "end": 5}]}
    changed = both.client.patch(f"{url}/beads/{first['id']}", json=wanted).get_json()["beads"][0]
    assert [changed["target_text"][code["start"] : code["end"]] for code in changed["target_codes"]] == ["cat"]
    with both.client.get(f"{url}/exports/tmx") as answer:
        tmx = answer.get_data(as_text=True)
    assert 'A <bpt i="1" x="1" type="bold"/>cat<ept i="1"/> sits.' in tmx
    wrong = wanted | {"version": 2, "target_codes": [{"id": 77, "start": 0, "end": 1}]}
    refused = both.client.patch(f"{url}/beads/{first['id']}", json=wrong)
    assert refused.status_code == 400
    assert "neither text of the pair has a code 77" in refused.get_data(as_text=True)


def test_an_export_has_the_title_that_a_person_gave(both: Bench) -> None:
    bitext_id = both.ready("Кошка сидит на столе.\n\nСобака спит.")
    document_id = both.client.get(f"/api/v1/bitexts/{bitext_id}").get_json()["document_id"]

    def page() -> str:
        with both.client.get(f"/api/v1/bitexts/{bitext_id}/exports/html") as answer:
            return answer.get_data(as_text=True)

    assert page().count("Кошка сидит") == 1, "the first words are no title"
    assert both.client.patch(f"/api/v1/documents/{document_id}", json={"title": "Звери дома"}).status_code == 200
    assert "<title>Звери дома</title>" in page()
