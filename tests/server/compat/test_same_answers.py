"""One text, one translation: by the command line, in a batch run, over the API and over LibreTranslate's addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import tolmach
from service_bench import Bench, multipart

from server.settings import load_settings
from server.translation.models import Models

PHRASES = {
    "Привет": "Hello",
    "привет!": "hello!",
    "Как дела?": "How are you?",
    "Привет, мир!": "Hello, world!",
    "Я тебя люблю": "I love you",
    "понедельник": "Monday",
    "ДА!": "YES!",
    "Спасибо.": "Thank you.",
}
#: Of many lengths, so that they share batches in the service and not on the command line.
SENTENCES = (
    "Кошка сидит на окне и смотрит на птиц.",
    "Я вчера купил новую книгу о путешествиях по северным морям, но ещё не успел её прочитать.",
    "Дом стоит на горе.",
    "Совет принял решение продолжить переговоры о границе, несмотря на возражения обеих сторон.",
    "Он не знал, что ей ответить.",
    "Погода в Москве была хорошая, и дети играли в парке до самого вечера.",
    "По его словам, за последние годы площадь ледников сократилась почти на треть, а в отдельных долинах ещё больше.",
)


@pytest.fixture
def bench(tmp_path: Path, models: Models) -> Iterator[Bench]:
    """A service with the settings that everybody begins with."""
    made = Bench(load_settings({}, data_dir=str(tmp_path / "service")), models)
    yield made
    made.close()


@pytest.fixture
def texts() -> list[str]:
    return [*PHRASES, *SENTENCES]


def paragraphs(text: str) -> list[str]:
    return text.strip().split("\n\n")


def test_all_ways_give_the_same(bench: Bench, texts: list[str], tmp_path: Path) -> None:
    source = tmp_path / "in" / "texts.ru.txt"
    source.parent.mkdir()
    source.write_text("\n\n".join(texts), encoding="utf-8")
    by_command = paragraphs(tolmach("translate", str(source)).out)
    assert by_command[: len(PHRASES)] == list(PHRASES.values())

    done = tolmach("batch", str(source.parent), "-o", str(tmp_path / "out"), "--to", "txt", "--quiet")
    assert done.code == 0, done.err
    (written,) = (tmp_path / "out").glob("*.txt")
    assert paragraphs(written.read_text(encoding="utf-8")) == by_command

    answer = bench.client.post("/api/v1/translate", json={"texts": texts}).get_json()
    assert [made["text"] for made in answer["translations"]] == by_command
    one_by_one = [
        bench.client.post("/api/v1/translate", json={"texts": [text]}).get_json()["translations"][0] for text in texts
    ]
    assert [made["text"] for made in one_by_one] == by_command

    body = {"q": texts, "source": "ru", "target": "en"}
    assert bench.client.post("/translate", json=body).get_json()["translatedText"] == by_command
    data, kind = multipart({"source": "ru", "target": "en"}, "texts.txt", "\n\n".join(texts).encode())
    url = bench.client.post("/translate_file", data=data, content_type=kind).get_json()["translatedFileUrl"]
    assert paragraphs(bench.client.get(url).get_data(as_text=True)) == by_command


def test_phrases_in_html(bench: Bench) -> None:
    body = {"q": "<p><b>Привет!</b></p><p>понедельник</p>", "source": "ru", "target": "en", "format": "html"}
    answer = bench.client.post("/translate", json=body).get_json()
    assert answer["translatedText"] == "<p><b>Hello!</b></p><p>Monday</p>"
