"""LibreTranslate's contract, line by line: what is checked, in which order, in which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from service_bench import Bench

from server.compat.finish import finish


def ask(bench: Bench, **body: Any) -> tuple[int, dict[str, Any]]:
    """POST /translate as JSON."""
    answer = bench.client.post("/translate", json=body)
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "Invalid request: missing q parameter"),
        ({"q": ""}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"q": "x"}, "Invalid request: missing source parameter"),
        ({"q": "x", "source": "ru"}, "Invalid request: missing target parameter"),
        ({"q": "x", "source": "ru", "target": "en", "alternatives": "y"},
         "Invalid request: alternatives parameter is not a number"),
        ({"q": "x", "source": "ru", "target": "en", "alternatives": 99},
         "Invalid request: alternatives parameter must be <= 10"),
        ({"q": ["x"] * 201, "source": "ru", "target": "en"}, "Invalid request: request (201) exceeds text limit (200)"),
        ({"q": "я" * 5001, "source": "ru", "target": "en"},
         "Invalid request: request (5001) exceeds text limit (5000)"),
        ({"q": ["я", "я" * 5001], "source": "ru", "target": "en"},
         "Invalid request: request (5001) exceeds text limit (5000)"),
        ({"q": "x", "source": "xx", "target": "yy"}, "xx is not supported"),
        ({"q": "x", "source": "ru", "target": "auto"}, "auto is not supported"),
        ({"q": "x", "source": "ru", "target": "yy", "format": "z"}, "yy is not supported"),
        ({"q": "x", "source": "ru", "target": "en", "format": "z"}, "z format is not supported"),
        ({"q": "x", "source": "en", "target": "ru"},
         "Russian (ru) is not available as a target language from English (en)"),
        ({"q": [1], "source": "ru", "target": "en"}, "Invalid request: q parameter must be a text or a list of texts"),
    ],
)  # fmt: skip
def test_refusals(bench: Bench, body: dict[str, Any], error: str) -> None:
    status, answer = ask(bench, **body)
    assert (status, answer["error"]) == (400, error)


HALF = b'{"q": "\\udc00", "source": "ru", "target": "en"}'


@pytest.mark.parametrize("data", [b"[1]", b'"x"', b"{broken", b"null", HALF, b'{"q":' * 100_000])
def test_json_that_is_no_object(bench: Bench, data: bytes) -> None:
    answer = bench.client.post("/translate", data=data, content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "Invalid JSON format")


def test_what_the_answer_holds_depends_on_what_was_asked(bench: Bench) -> None:
    plain = {"q": "Кошка спит.", "source": "ru", "target": "en"}
    assert ask(bench, **plain)[1].keys() == {"translatedText"}
    assert ask(bench, **plain | {"source": "auto"})[1].keys() == {"translatedText", "detectedLanguage"}
    more = ask(bench, **plain | {"alternatives": 3})[1]
    assert more.keys() == {"translatedText", "alternatives"}
    assert len(more["alternatives"]) <= 3
    assert more["translatedText"] not in more["alternatives"]
    assert len(set(more["alternatives"])) == len(more["alternatives"])
    batch = ask(bench, **plain | {"q": ["Кошка спит.", "Да."], "alternatives": 1, "source": "auto"})[1]
    assert [len(batch[name]) for name in ("translatedText", "alternatives", "detectedLanguage")] == [2, 2, 2]
    assert batch["detectedLanguage"][0] == batch["detectedLanguage"][1]
    assert ask(bench, **plain | {"alternatives": 2, "format": "html"})[1]["alternatives"] == []


@pytest.mark.parametrize("text", ["😀", "   ", "\n", "12 + 3", "Already English."])
def test_texts_without_russian_come_back_as_they_are(bench: Bench, text: str) -> None:
    answer = ask(bench, q=text, source="auto", target="en")[1]
    assert answer["translatedText"] == text
    assert answer["detectedLanguage"]["language"] == "en"
    if not any(c.isalpha() for c in text):
        assert answer["detectedLanguage"]["confidence"] == 0.0


UKRAINIAN = "Україна та Польща підписали нову угоду про торгівлю."


@pytest.mark.parametrize("source", ["ru", "auto"])
@pytest.mark.parametrize("format", ["text", "html"])
def test_a_text_in_another_language_among_others_stays_and_is_told(bench: Bench, source: str, format: str) -> None:
    texts = ["Кошка спит на большом диване у окна.", UKRAINIAN, "Дом стоит у реки, и в нём живёт старый мастер."]
    if format == "html":
        texts = ["".join(f"<p>{text}</p>" for text in texts)]
    answer = ask(bench, q=texts, source=source, target="en", format=format)[1]
    assert UKRAINIAN in "".join(answer["translatedText"])
    assert "Кошка" not in "".join(answer["translatedText"])
    assert answer["note"] == "q: 1 sentence is in another language (uk) and left as it is"


def test_a_text_whose_language_is_named_is_translated_whatever_it_is_in(bench: Bench) -> None:
    answer = ask(bench, q=UKRAINIAN, source="ru", target="en")[1]
    assert answer["translatedText"] != UKRAINIAN
    assert "note" not in answer


@pytest.mark.parametrize("code", ["ru", "RU", "ru-RU", "ru_RU"])
def test_language_codes_are_taken_as_clients_write_them(bench: Bench, code: str) -> None:
    assert ask(bench, q="Да.", source=code, target="EN")[0] == 200


def test_detect(bench: Bench) -> None:
    answer = bench.client.post("/detect", data={"q": "Кошка сидит на окне."}).get_json()
    assert answer[0]["language"] == "ru"
    assert bench.client.post("/detect", json={"q": "123"}).get_json() == [{"confidence": 0.0, "language": "en"}]
    assert bench.client.get("/detect").status_code == 405
    assert bench.client.post("/languages").status_code == 405
    assert bench.client.post("/detect", json={}).get_json()["error"] == "Invalid request: missing q parameter"


def test_settings_health_and_description(bench: Bench) -> None:
    settings = bench.client.get("/frontend/settings").get_json()
    assert settings.keys() == {
        "charLimit", "frontendTimeout", "apiKeys", "keyRequired", "suggestions", "filesTranslation",
        "supportedFilesFormat", "language",
    }  # fmt: skip
    assert bench.client.get("/health").get_json() == {"status": "ok"}
    assert bench.client.get("/spec").status_code == 302


def test_keys_are_asked_for_as_libretranslate_does(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(api_keys="on")
    body = {"q": "Да.", "source": "ru", "target": "en"}
    status, answer = ask(bench, **body)
    assert (status, answer["error"]) == (400, "Please contact the server operator to get an API key")
    assert ask(bench, **body, api_key="wrong")[0] == 403
    from server.web.access import create_key

    with bench.database.write() as session:
        _, key = create_key(session, "weblate")
    assert ask(bench, **body, api_key=key)[0] == 200
    assert bench.client.get("/languages").status_code == 200


def test_a_limit_counts_each_text_of_a_list(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit="5 per hour")
    body = {"source": "ru", "target": "en"}
    assert ask(bench, q=["Да."] * 4, **body)[0] == 200
    status, answer = ask(bench, q=["Да."] * 4, **body)
    assert (status, answer["error"]) == (429, "Slowdown: 5 per 1 hour")
    assert bench.client.get("/health").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "<p>Кошка <b>сидит</b> на <i>окне <u>дома</u></i>.</p>",
        "Просто текст",
        "Дом<br>Кошка<br/>Да",
        "<div><script>var x = 'Да <b>';</script><p>Да &amp; нет &lt;так&gt;</p><!-- Кот --></div>",
        "<p><span class=notranslate>Кошка</span> и <code>код</code> Дом</p>",
        "<a href='x'><p>Дом</p></a><img src=y alt='Кот'>Кошка <img src=z>спит.",
        "</b>Дом</p><i>Кошка",
        "<ul><li>Да<li>Нет</ul>",
        '<p>Насос <a href="/a">купить</a></p>',
        '<p>Вода<sup>1</sup> <img src="a.png"> течёт</p>',
        '<b id="1">1<i id="2"> внутри б</i></b> <i id="3">курсив</i>',
        "<p>Незакрытый абзац <b>жирный",
        "<a href='x'>Читать дальше</a> | <a href='y'>Назад</a>",
    ],
)
def test_markup_survives(bench: Bench, page: str) -> None:
    import re

    def tags(text: str) -> list[str]:
        text = re.sub(r"<script>.*?</script>", "<script>", re.sub("alt='[^']*'", "alt", text))
        return sorted(re.findall(r"<[^>]*>", text))

    made = ask(bench, q=page, source="ru", target="en", format="html")[1]["translatedText"]
    assert tags(made) == tags(page)
    assert ("var x = 'Да <b>';" in made) == ("var x" in page)
    assert ("<code>код</code>" in made) == ("<code>" in page)


def test_hostile_markup_stays_escaped(bench: Bench) -> None:
    made = ask(bench, q="Кошка &lt;script&gt;alert(1)&lt;/script&gt; спит.", source="ru", target="en", format="html")[1]
    assert "<script" not in made["translatedText"]


@pytest.mark.parametrize(
    ("source", "made", "finished"),
    [
        ("Кошка спит!", "The cat sleeps.", "The cat sleeps!"),
        ("Кошка спит", "The cat sleeps.", "The cat sleeps"),
        ("Кошка спит.", "The cat sleeps", "The cat sleeps."),
        ("Кошка спит…", "The cat sleeps.", "The cat sleeps."),
        ("Кошка спит?", "The cat sleeps...", "The cat sleeps..."),
        ("«Кошка спит»", "The cat sleeps.", "The cat sleeps."),
        ("кошка", "Cat", "cat"),
        ("я сплю", "I sleep", "I sleep"),
        ("натовцы", "NATO men", "NATO men"),
        ("КОШКА СПИТ", "The cat sleeps.", "THE CAT SLEEPS"),
        ("Я", "I", "I"),
        ("Кошка", "cat", "Cat"),
        ("12 кошек", "12 cats", "12 cats"),
        ("Цена 1200 рублей", "1,200 roubles", "1,200 roubles"),
        ("Удалено {0} из {1}", "{0} of {1}", "{0} of {1}"),
        ("Файл %s удалён", "%s is deleted", "%s is deleted"),
        ("«Кошка»", '"cat"', '"Cat"'),
        ("Кошка.\n", "Cat!\n", "Cat.\n"),
        ("да", ".", "."),
        ("", "x", "x"),
        ("да", "", ""),
    ],
)
def test_final_mark_and_capitals_follow_the_source(source: str, made: str, finished: str) -> None:
    assert finish(source, made) == finished
