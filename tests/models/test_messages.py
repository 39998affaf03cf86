"""Messages as templates with values: filled in any language, stored, pickled, and never matched against a value."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import catalogue
from models.catalogue import read_po
from models.errors import ModelError, TolmachError, reason
from models.messages import Message

RUSSIAN = """
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"

#: a file
msgid "{path}: {what} of {size} MB"
msgstr ""
"{what}, {size} МБ: "
"«{path}»"

msgid "{count} pair"
msgid_plural "{count} pairs"
msgstr[0] "{count} пара"
msgstr[1] "{count} пары"
msgstr[2] "{count} пар"

msgid "the first text"
msgstr "первый текст"

msgid "not yet"
msgstr ""
"""


@pytest.fixture(autouse=True)
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of three messages, as a package of its own."""
    folder = tmp_path / "speaking" / "translations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "ru.po").write_text(RUSSIAN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(catalogue, "_PACKAGES", ["models", "speaking"])
    catalogue.read.cache_clear()


@pytest.mark.parametrize(
    ("message", "english", "own"),
    [
        (Message("{path}: {what} of {size} MB", path=Path("a/{size}"), what=Message("the first text"), size=0.1),
         "a/{size}: the first text of 0.1 MB", "первый текст, 0,1 МБ: «a/{size}»"),
        (Message("{count} pair", "{count} pairs", count=1), "1 pair", "1 пара"),
        (Message("{count} pair", "{count} pairs", count=3), "3 pairs", "3 пары"),
        (Message("{count} pair", "{count} pairs", count=11), "11 pairs", "11 пар"),
        (Message("not yet"), "not yet", "not yet"),
        (Message("{path}: no template, {0} {} { %s"), "{path}: no template, {0} {} { %s",
         "{path}: no template, {0} {} { %s"),
        (Message("{a} {b}", a=True), "True {b}", "True {b}"),
        (Message(""), "", ""),
    ],
)  # fmt: skip
def test_a_message_is_filled_in_each_language(message: Message, english: str, own: str) -> None:
    assert str(message) == message.localised("en") == message.localised("de") == english
    assert message.localised("ru") == own
    assert Message.from_json(message.as_json()) == message
    assert pickle.loads(pickle.dumps(message)) == message


def test_values_are_not_translated_unless_they_are_messages() -> None:
    assert Message("{name}: x", name="the first text").localised("ru") == "the first text: x"
    assert Message("{name}: x", name=Message("the first text")).localised("ru") == "первый текст: x"


@given(st.text(), st.text())
def test_a_value_comes_through_as_it_is(value: str, other: str) -> None:
    message = Message("{path}: {what} of {size} MB", path=value, what=other, size=2)
    assert message.localised("ru") == f"{other}, 2 МБ: «{value}»"
    assert str(message) == f"{value}: {other} of 2 MB"
    assert str(Message(value)) == value


def test_an_error_has_its_message_and_can_be_copied_and_sent() -> None:
    inner = TolmachError("{path}: {what} of {size} MB", path="x", what=Message("the first text"), size=3)
    error = ModelError("model {name}: {inner}", name="{inner}", inner=inner)
    english = "model {inner}: x: the first text of 3 MB"
    for same in (error, copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert type(same) is ModelError
        assert str(same) == english
        assert same.message == error.message
        assert same.message.localised("ru") == "model {inner}: первый текст, 3 МБ: «x»"


def test_what_the_system_says() -> None:
    assert str(reason(FileNotFoundError(2, "No such file or directory", "x"))) == "no such file or directory"
    assert reason(FileNotFoundError(2, "No such file or directory")).localised("ru") == "нет такого файла или папки"
    assert str(reason(OSError())) == "oserror"


def test_languages() -> None:
    assert catalogue.languages() == ["en", "ru"]


def test_escapes_of_the_po_format() -> None:
    made = read_po('msgid "a\\tb \\"c\\" \\\\\\n"\nmsgstr "д"\n')
    assert made.forms == {'a\tb "c" \\\n': ("д",)}
