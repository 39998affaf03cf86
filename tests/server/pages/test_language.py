"""The interface's messages: each has its Russian, with every form of a plural, and each one sent is used."""

from __future__ import annotations

import ast
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("apiflask", reason="the service is not installed: pip install '.[serve]'")
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

import server
from models import catalogue
from server.pages import language, strings

ROOT = Path(server.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "plural": (1, 2)}
METHODS = [("pages/**.py", "python"), ("templates/**.html", "jinja2")]


@cache
def used() -> set[Any]:
    """Every message of templates and pages."""
    return {row[2] for row in extract_from_dir(ROOT, METHODS, keywords=KEYWORDS)}  # type: ignore[arg-type]


def russian() -> dict[Any, Any]:
    """The Russian messages."""
    with (ROOT / "translations" / "ru.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="ru") if message.id}


def test_every_message_is_translated() -> None:
    messages = russian()
    assert sorted(str(message) for message in used() if not messages.get(message)) == []


def test_no_translation_is_left_over() -> None:
    """Those that no page has are of errors and notes: literals of the source."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py"))
    literals = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    left = {message for message in russian() if message not in used()}
    assert sorted(str(m) for m in left if (m if isinstance(m, str) else m[0]) not in literals) == []


def test_translations_keep_the_places_for_values() -> None:
    place = re.compile(r"%\(\w+\)s")
    for message, translation in russian().items():
        one = message if isinstance(message, str) else message[1]
        forms = [translation] if isinstance(translation, str) else list(translation)
        assert len(forms) in (1, 3)
        for form in forms:
            assert sorted(place.findall(form)) == sorted(place.findall(one)), message


def test_pages_show_what_the_catalogue_says() -> None:
    """Our own reader of catalogues gives for every message and number what Babel's gives."""
    with (ROOT / "translations" / "ru.po").open("rb") as file:
        babel = read_po(file, locale="ru")
    written = BytesIO()
    write_mo(written, babel)
    written.seek(0)
    expected = Translations(written)
    for message in filter(None, (entry.id for entry in babel)):
        if isinstance(message, str):
            assert catalogue.translated(message, "ru") == expected.gettext(message)
            continue
        for count in (0, 1, 2, 5, 11, 21, 22, 101, 112):
            assert catalogue.plural_form(*message, count, "ru") == expected.ngettext(*message, count)


def test_scripts_use_what_they_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "current_language", lambda: "ru")
    monkeypatch.setattr(strings, "current_language", lambda: "ru")
    sent = strings.page_strings()
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "js").glob("*.js"))
    asked = set(re.findall(r'\bt\(\s*[`"](\w+)', scripts))
    assert sorted(asked - set(sent)) == []
    named = set(re.findall(r'"(\w+)"|\b(\w+): "(\w+)"|\.(\w+)', scripts))
    words = {word for group in named for word in group if word}
    assert sorted(name for name in sent if name not in asked and name not in words) == []


@pytest.mark.parametrize(
    ("count", "form"), [(1, "1 предложение"), (3, "3 предложения"), (5, "5 предложений"), (21, "21 предложение")]
)
def test_russian_plurals(monkeypatch: pytest.MonkeyPatch, count: int, form: str) -> None:
    monkeypatch.setattr(language, "current_language", lambda: "ru")
    said = language.ngettext("%(num)s sentence", "%(num)s sentences", count) % {"num": count}
    assert said == form


@pytest.mark.parametrize(
    ("tag", "name"),
    [("ru", "Russian"), ("en-GB", "English (United Kingdom)"), ("und", "unknown language"), ("x!", "x!")],
)
def test_names_of_languages(tag: str, name: str) -> None:
    assert language.language_name(tag) == name


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "2 KB"), (3_400_000, "3 MB"), (2_500_000_000, "2.5 GB")],
)
def test_sizes(value: int, said: str) -> None:
    assert language.size(value) == said
