"""A service whose model reads other languages than Russian: uploads, jobs, the page, and LibreTranslate's addresses."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from marian_checkpoints import write_checkpoint
from service_bench import Bench

from server.settings import Settings
from server.translation.models import Models

UKRAINIAN = "Київ — столиця України. Їжак живе в лісі, і його ніхто не бачив."
GERMAN = "Wir trafen Prof. Dr. Weiß am 3. Oktober in Köln. Er war schon um 8 Uhr da."
ENGLISH = "The cat is sitting on the window. She looks at the birds."


@pytest.fixture
def bench_of(lite: Settings, tmp_path: Path) -> Iterator[Callable[[str], Bench]]:
    """The application with a small model between these languages as its own."""
    made: list[Bench] = []

    def make(source: str) -> Bench:
        folder = write_checkpoint(tmp_path / f"opus-mt-{source}-en", languages=(source, "en"))
        settings = replace(lite, model=str(folder), translator_threads=1)
        made.append(Bench(settings, Models(settings)))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


def send(bench: Bench, text: str, **fields: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = bench.client.post("/api/v1/documents", data={**fields, "file": (io.BytesIO(text.encode()), "a.txt")})
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize(("source", "text", "language"), [("zle", UKRAINIAN, "uk"), ("de", GERMAN, "de")])
def test_what_the_model_reads_is_translated(
    source: str, text: str, language: str, bench_of: Callable[[str], Bench]
) -> None:
    bench = bench_of(source)
    status, body = send(bench, text)
    assert status == 201, body
    bench.work()
    job = bench.client.get(f"/api/v1/jobs/{body['job']['id']}").get_json()
    assert job["state"] == "done", job
    bitext = bench.client.get(f"/api/v1/bitexts/{body['bitext']['id']}").get_json()
    assert (bitext["source_language"], bitext["target_language"], bitext["notes"]) == (language, "en", [])
    beads = bench.client.get(f"/api/v1/bitexts/{body['bitext']['id']}/beads").get_json()["beads"]
    assert len(beads) == 2


def test_what_it_does_not_read_is_refused(bench_of: Callable[[str], Bench]) -> None:
    bench = bench_of("de")
    status, body = send(bench, ENGLISH)
    assert status == 400
    assert body["error"].startswith("a.txt: the text looks like 'en', not 'de'; send its translation with it")
    assert "language=de" in body["error"]
    assert send(bench, ENGLISH, language="de")[0] == 201


def test_the_page_knows_what_the_models_read(bench_of: Callable[[str], Bench]) -> None:
    page = bench_of("de").client.get("/").get_data(as_text=True)
    assert 'data-reads="German" data-first="de">' in page
    assert '<option value="embedded" data-reads="Russian" data-first="ru" data-cyrillic>' in page


def test_libretranslates_languages_are_the_models(bench_of: Callable[[str], Bench]) -> None:
    client = bench_of("zle").client
    rows = {row["code"]: (row["name"], row["targets"]) for row in client.get("/languages").get_json()}
    assert rows == {
        "en": ("English", ["en"]),
        "ru": ("Russian", ["en", "ru"]),
        "uk": ("Ukrainian", ["en", "uk"]),
        "be": ("Belarusian", ["en", "be"]),
    }
    for source in ("uk", "auto"):
        answer = client.post("/translate", json={"q": UKRAINIAN, "source": source, "target": "en"})
        assert answer.status_code == 200
        assert answer.get_json()["translatedText"] != UKRAINIAN
    assert answer.get_json()["detectedLanguage"]["language"] == "uk"
    refused = client.post("/translate", json={"q": "Hallo", "source": "de", "target": "en"})
    assert (refused.status_code, refused.get_json()["error"]) == (400, "de is not supported")
    assert client.get("/frontend/settings").get_json()["language"]["source"] == {"code": "ru", "name": "Russian"}


def test_a_german_text_goes_to_the_german_model(bench_of: Callable[[str], Bench]) -> None:
    client = bench_of("de").client
    for text, translated in (
        (GERMAN, True),
        (ENGLISH, False),
        ("C'est la vie, dit-elle, et les enfants sont là.", False),
    ):
        answer = client.post("/translate", json={"q": text, "source": "auto", "target": "en"})
        assert (answer.get_json()["translatedText"] != text) == translated
    made = client.post("/api/v1/translate", json={"texts": [GERMAN]}).get_json()["translations"][0]
    assert [row["source"] for row in made["sentences"]] == [GERMAN[:48], GERMAN[49:]]
