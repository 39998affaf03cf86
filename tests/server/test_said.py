"""Errors, findings and notes in the language of who looks: each message has its Russian, with its values in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from service_bench import Bench

import server
from aligner.checks import Checker, check_units
from aligner.core.unit import Unit
from server.pages.findings import kind_of_finding
from server.said import catalogue, said, said_finding

ROOT = Path(server.__file__).parent
#: What only an operator or another program is told: command line, settings, the contract with LibreTranslate's clients.
OTHERS = ("settings.py", "limits.py", "compat", "db", "ops", "serving")
RUSSIAN = {"Accept-Language": "ru"}


def texts(node: ast.expr) -> list[str]:
    """The text of an expression, with ``{}`` for each value; both of an if."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return []


def raised(path: Path) -> set[str]:
    """The messages of the errors that a file raises."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error"):
            found.update(text for one in node.args[:1] for text in texts(one))
    return found


def known(messages: set[str]) -> set[str]:
    """Those that have a translation."""
    return {text for text in messages if said(text.replace("{}", "7"), "ru") != text.replace("{}", "7")}


def test_every_error_of_the_service_has_its_russian() -> None:
    files = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] not in OTHERS]
    messages = {text for path in files for text in raised(path)} - {"there is no key '{}'"}
    messages = {text for text in messages if " " in text and not text.startswith("a freshly numbered")}
    assert sorted(messages - known(messages)) == []


def test_most_errors_of_the_readers_have_their_russian() -> None:
    """Not all: some belong to the command line, and a new one must not wait for its translation."""
    messages = {text for path in (ROOT.parent / "aligner" / "readers").glob("*.py") for text in raised(path)}
    assert len(known(messages)) >= 0.8 * len(messages)


@pytest.mark.parametrize(
    ("message", "russian"),
    [
        ("there is nothing to undo", "отменять нечего"),
        ("отчёт: 1.pdf: the PDF has a password; save it without one",
         "отчёт: 1.pdf: PDF с паролем; сохраните без пароля"),
        ("there is no pair before this one", "перед этой парой ничего нет"),
        ("a.docx: would unpack to 900 MB from 0.1 MB; this looks like a zip bomb and is not opened",
         "a.docx: из 0.1 МБ вышло бы 900 МБ; похоже на zip-бомбу, не открываем"),
        ("only part of the second document has a counterpart: 3 of 9 sentences",
         "соответствие есть лишь для части документа (второй): 3 из 9 предложений"),
        ("{0} of nothing that is known", "{0} of nothing that is known"),
        ("", ""),
    ],
)  # fmt: skip
def test_messages(message: str, russian: str) -> None:
    assert said(message, "ru") == russian
    assert said(message, "en") == message


def test_translations_use_each_value_at_most_once_and_only_those_there_are() -> None:
    for english, own in catalogue("ru").items():
        places = re.findall(r"\{(\d*)\}", own)
        assert len(set(places)) == len(places), english
        assert all(place and int(place) < english.count("{}") for place in places), english


PAIRS = [
    ("В 2015 году Иванов купил 12 домов.", "In 2016 he bought  houses ( ."),
    ("Дом.", ""),
    ("Дом дома.", "Дом дома."),
    ("Смотри http://example.org/a и a@example.org.", "See see it it it."),
    ("Кошка.", "The cat « sat."),
    ("Он сказал слово.", "He said word said word said word said word"),
]


def test_findings_read_as_if_they_had_been_made_in_russian() -> None:
    units = [Unit(source, target, source_language="ru", target_language="en") for source, target in PAIRS]
    english, russian = (
        [f for _, found in check_units(units, Checker(language=tag)) for f in found] for tag in ("en", "ru")
    )
    assert len({finding.code for finding in english}) > 5
    for one, other in zip(english, russian, strict=True):
        assert said_finding(one.code, one.message, one.values, "ru") == other.message
        assert said_finding(one.code, one.message, one.values, "en") == one.message
    assert said_finding("no-such-check", "as it is", (), "ru") == "as it is"
    assert said_finding("numbers-differ", "as it is stored", (), "ru") == "as it is stored"


def test_a_kind_of_finding_has_a_name() -> None:
    assert kind_of_finding("numbers-differ") == "Numbers"
    assert kind_of_finding("no-such-check") == "no-such-check"


def test_answers_are_in_the_language_of_who_asks(bench: Bench) -> None:
    path = "/api/v1/bitexts/none"
    english = {"error": "there is no bitext 'none'", "ok": False, "status": 404}
    assert bench.client.get(path).get_json() == english
    assert bench.client.get(path, headers=RUSSIAN).get_json()["error"].startswith("такого перевода нет")
    assert bench.client.get(path, headers={"Accept-Language": "de"}).get_json() == english
    compatible = bench.client.post("/translate", json={}, headers=RUSSIAN).get_json()
    assert compatible["error"] == "Invalid request: missing q parameter"


def test_stored_findings_are_told_in_either_language(bench: Bench) -> None:
    bitext_id = bench.ready("Кошке 7 лет.")
    bead = bench.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    bench.client.patch(url, json={"version": bead["version"], "target_text": "The cat is 8 years old."})
    told = {tag: bench.client.get(url, headers={"Accept-Language": tag}).get_json()["findings"] for tag in ("en", "ru")}
    assert [f["message"] for f in told["en"]] == ["Number 7 is not in the translation", "Number 8 is not in the source"]
    assert [f["message"] for f in told["ru"]] == ["Числа 7 нет в переводе", "Числа 8 нет в оригинале"]


def test_a_page_has_its_errors_in_its_own_language(make_bench: Callable[..., Bench]) -> None:
    client: Any = make_bench(locale="ru").client
    client.get("/", headers={"Accept": "text/html"})
    assert client.get("/api/v1/jobs/none").get_json()["error"] == "задания «none» нет"
    page = client.get("/read/none", headers={"Accept": "text/html"})
    assert "такого перевода нет" in page.get_data(as_text=True)
