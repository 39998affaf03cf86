"""The service says what a translation in the document's own format leaves in Russian: on the text, on the download."""

from __future__ import annotations

import io

from service_bench import Bench

PAGE = "<html lang=ru><body>{}<p>Министр прибыл в Москву сегодня утром.</p></body></html>"


def test_what_is_not_translated_is_noted_on_the_text_and_the_download(bench: Bench) -> None:
    made = {}
    for name, more in (("menu.html", "<iframe srcdoc='Карта сайта'></iframe>"), ("plain.html", "")):
        data = {"file": (io.BytesIO(PAGE.format(more).encode()), name)}
        made[name] = bench.client.post("/api/v1/documents", data=data).get_json()["bitext"]["id"]
    assert bench.work() == 2
    notes = {name: bench.client.get(f"/api/v1/bitexts/{one}").get_json()["notes"] for name, one in made.items()}
    (note,) = notes["menu.html"]
    assert note.startswith("menu.html: 1 passage is not translated and stays as it was: embedded document 1 ")
    assert "«Карта сайта»" in note
    assert notes["plain.html"] == []
    for name, count in (("menu.html", "1"), ("plain.html", "0")):
        with bench.client.get(f"/api/v1/bitexts/{made[name]}/exports/document") as answer:
            assert answer.status_code == 200
            assert answer.headers["X-Passages-Not-Translated"] == count


def test_a_file_translated_in_one_call_says_it_too(bench: Bench) -> None:
    for more, noted in (("<iframe srcdoc='Карта сайта'></iframe>", True), ("", False)):
        data = {"file": (io.BytesIO(PAGE.format(more).encode()), "a.html"), "source": "ru", "target": "en"}
        answer = bench.client.post("/translate_file", data=data).get_json()
        assert "translatedFileUrl" in answer
        assert ("«Карта сайта»" in answer.get("note", "")) is noted
