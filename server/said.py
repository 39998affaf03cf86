"""What the service and the library say in English, in the language of who looks: errors, findings, notes.

Findings are made anew from their values. Other messages are raised, stored and logged in English, and translated when
they are shown, by their form: a message of ``translations/said.<language>.po`` has ``{}`` for each value, and the first
that a message fits gives its translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from apiflask import APIFlask
from flask import has_request_context, request, session
from markupsafe import Markup

from aligner.core.finding import Finding
from server.pages.language import LANGUAGES, current_language


def init_app(app: APIFlask) -> None:
    """Give the templates ``told``."""
    app.jinja_env.globals.update(told=told)


def told(message: str) -> Markup:
    """A message for a page in the page's language; what stays English is marked as such."""
    shown = said(message, current_language())
    if shown == message and current_language() != "en":
        return Markup('<span lang="en">{}</span>').format(shown)
    return Markup("{}").format(shown)


def language_of_answer() -> str:
    """The language for an answer to a program: a page's is its own, any other caller's what it asks for, or English."""
    if not has_request_context():
        return "en"
    if "editor" in session:
        return current_language()
    return request.accept_languages.best_match(LANGUAGES) or "en"


def said(message: str, language: str) -> str:
    """A message in a language; as it is where that is not known."""
    if language == "en" or not message:
        return message
    if whole := words(language).get(message):
        return whole
    for pattern, translation in forms(language):
        if found := pattern.fullmatch(message):
            return translation.format(*(words(language).get(value, value) for value in found.groups()))
    return message


def said_finding(code: str, message: str, parameters: Sequence[Sequence[str]], language: str) -> str:
    """A stored finding's message in a language, made anew from its values; as it is where they were not stored."""
    from aligner.checks import messages

    values = tuple((name, value) for name, value in parameters)
    return messages.said(Finding(0, code, "info", message, values=values), language)


@cache
def catalogue(language: str) -> dict[str, str]:
    """The translations of a language, by their English form."""
    from babel.messages.pofile import read_po

    path = files("server").joinpath("translations", f"said.{language}.po")
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


@cache
def words(language: str) -> dict[str, str]:
    """Messages, and values within messages, that are translated as a whole."""
    return {english: own for english, own in catalogue(language).items() if "{}" not in english}


@cache
def forms(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Messages with places for values: those that say most themselves come first."""
    rows = [(english, own) for english, own in catalogue(language).items() if "{}" in english]
    return [(form(english), own) for english, own in sorted(rows, key=lambda row: -len(row[0].replace("{}", "")))]


@cache
def form(template: str) -> re.Pattern[str]:
    """A template as a pattern, a group for each ``{}``."""
    return re.compile("(.*?)".join(map(re.escape, template.split("{}"))), re.DOTALL)
