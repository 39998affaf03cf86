"""Faults of a request's fields in the reader's language: what marshmallow says of our fields has its Russian form."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("apiflask", reason="the service is not installed: pip install '.[serve]'")
from apiflask import fields
from marshmallow import ValidationError
from service_bench import Bench

from models.messages import Message
from server.api.fields import language_tag, string, whole
from server.web.field_faults import KNOWN, fault_of_field


@pytest.mark.parametrize(
    ("field", "value", "russian"),
    [
        (whole("", 1, 40), 41, "limit: Должно быть от 1 до 40."),
        (whole("", 1, 1), "x", "limit: Не целое число."),
        (string("", 3), "четыре", "limit: Длиннее допустимого: 3."),
        (string("", required=True), None, "limit: Поле не может быть пустым (null)."),
        (language_tag(""), "{first}", "limit: Не языковой тег вида ru, en или en-GB."),
        (fields.Boolean(), "perhaps", "limit: Не логическое значение."),
        (fields.List(fields.String()), 1, "limit: Не список."),
        (fields.Float(), "x", "limit: Не число."),
        (fields.String(), 1, "limit: Не строка."),
    ],
)
def test_a_fault_is_told_in_russian(field: Any, value: object, russian: str) -> None:
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    assert fault_of_field("limit", str(next(iter(caught.value.messages)))).localised("ru") == russian


def test_what_is_not_known_stays_as_it_is() -> None:
    for text in ("Between 1 and 2 or 3 {first}.", "{text}", ""):
        assert str(fault_of_field("a.{b}", text)) == f"a.{{b}}: {text}"
        assert fault_of_field("", text).localised("ru") == text


def test_every_field_of_the_api_is_told_in_russian(bench: Bench) -> None:
    """No English is left of an answer but the field's name, whatever is wrong with it."""
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/api/v1/translate", {}),
        ("/api/v1/translate", {"texts": ["а"], "colour": 1}),
        ("/api/v1/translate", {"texts": 5}),
        ("/api/v1/translate", {"texts": []}),
        ("/api/v1/translate", {"texts": [None]}),
        ("/api/v1/checks", {"pairs": [{"source": "а", "target": "b"}], "language": "de"}),
        ("/api/v1/checks", {"pairs": ["а"]}),
    ]
    for path, body in asked:
        answer = bench.client.post(path, json=body, headers={"Accept-Language": "ru"})
        assert answer.status_code in (400, 422), (path, body)
        told = answer.get_json()["error"]
        assert told.startswith("неверный запрос: ")
        reason = re.sub(r"^[\w.]+: ", "", told.removeprefix("неверный запрос: "))
        assert not re.search(r"[A-Za-z]{3}", reason.replace("null", "")), told


def test_known_texts_are_in_the_catalogue() -> None:
    numbers = {"first": 1, "second": 2}
    assert [text for text in KNOWN if Message(text, **numbers).localised("ru") == str(Message(text, **numbers))] == []
