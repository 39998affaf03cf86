"""LibreTranslate's real client, and the requests of other clients as they send them, against a running service."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from libretranslatepy import LibreTranslateAPI
from service_bench import multipart
from service_process import Process, serving


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with serving(tmp_path_factory.mktemp("compat"), "--web", sample=False, suggestions=True) as made:
        yield made


def post(process: Process, path: str, body: Any) -> Any:
    """JSON in, JSON out."""
    return process.ask(path, body)[1]


def test_libretranslatepy(process: Process) -> None:
    client = LibreTranslateAPI(process.url)
    text = client.translate("Кошка сидит на окне.", "ru", "en")
    assert isinstance(text, str)
    assert "cat" in text.lower()
    assert client.detect("Кошка сидит на окне и смотрит на птиц.")[0]["language"] == "ru"
    assert {row["code"] for row in client.languages()} == {"ru", "en"}


def test_weblate(process: Process) -> None:
    """machinery/libretranslate.py: languages by GET, then lists of texts."""
    assert "ru" in [row["code"] for row in process.ask("/languages")[1]]
    body = {"api_key": "", "q": ["Да.", "Нет.", "Кошка спит."], "source": "ru", "target": "en"}
    answer = post(process, "/translate", body)
    assert list(answer) == ["translatedText"]
    assert len(answer["translatedText"]) == 3
    assert answer["translatedText"][2] == post(process, "/translate", body | {"q": "Кошка спит."})["translatedText"]


def test_mastodon(process: Process) -> None:
    """HTML, a list, automatic detection, detectedLanguage for each."""
    page = "<p>Кошка <a href='https://example.org/?a=1&amp;b=2'>сидит</a> на окне.</p>"
    body = {"q": [page, "<p>Дом.</p>"], "source": "auto", "target": "en", "format": "html", "api_key": ""}
    answer = post(process, "/translate", body)
    first, second = answer["translatedText"]
    assert first.startswith("<p>")
    assert first.endswith("</p>")
    assert "<a href='https://example.org/?a=1&amp;b=2'>" in first
    assert first.count("</a>") == first.count("<a ")
    assert second.startswith("<p>")
    assert [row["language"] for row in answer["detectedLanguage"]] == ["ru", "ru"]
    assert all(isinstance(row["confidence"], float) for row in answer["detectedLanguage"])
    assert all(row["targets"] for row in process.ask("/languages")[1])


def test_omegat_plugin(process: Process) -> None:
    """GET with a query."""
    query = urllib.parse.urlencode({"q": "Кошка спит.", "source": "ru", "target": "en"})
    with urllib.request.urlopen(f"{process.url}/translate?{query}") as answer:
        assert isinstance(json.load(answer)["translatedText"], str)


def test_subtitle_edit(process: Process) -> None:
    """Batches of lines keep their number and their line breaks."""
    lines = "Кошка спит.\nДом стоит.\n\nДа!"
    text = post(process, "/translate", {"q": lines, "source": "ru", "target": "en"})["translatedText"]
    assert len(text.split("\n")) == 4
    assert text.split("\n")[2] == ""


def test_a_form_and_a_browser_of_another_site(process: Process) -> None:
    form = urllib.parse.urlencode({"q": "Да.\r\nНет.", "source": "ru", "target": "en"}).encode()
    request = urllib.request.Request(f"{process.url}/translate", form, {"Origin": "https://elsewhere.example"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "\r" not in json.load(answer)["translatedText"]
    preflight = urllib.request.Request(f"{process.url}/translate", method="OPTIONS")
    with urllib.request.urlopen(preflight) as answer:
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST"


def test_translating_a_file(process: Process) -> None:
    text = "Кошка сидит на окне.\n\nДом стоит на горе.".encode()
    body, kind = multipart({"source": "ru", "target": "en"}, "story.txt", text)
    request = urllib.request.Request(f"{process.url}/translate_file", body, {"Content-Type": kind})
    with urllib.request.urlopen(request) as answer:
        url = json.load(answer)["translatedFileUrl"]
    assert url.startswith(f"{process.url}/download_file/")
    with urllib.request.urlopen(url) as answer:
        assert answer.headers.get_filename() == "story_en.txt"
        made = answer.read().decode()
    assert "cat" in made.lower()
    assert len([line for line in made.splitlines() if line.strip()]) == 2
    assert process.ask("/download_file/none.txt") == (
        400, {"ok": False, "error": "Invalid filename", "status": 400},
    )  # fmt: skip


@pytest.mark.parametrize(("name", "line"), [("a.exe", "file format not supported"), ("", "empty file")])
def test_files_that_cannot_be_translated(process: Process, name: str, line: str) -> None:
    body, kind = multipart({"source": "ru", "target": "en"}, name, b"x")
    request = urllib.request.Request(f"{process.url}/translate_file", body, {"Content-Type": kind})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    with caught.value as answer:
        assert answer.code == 400
        assert json.load(answer)["error"] == f"Invalid request: {line}"
