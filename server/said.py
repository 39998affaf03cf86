"""What the service and the library say in English, in the language of who looks: errors, findings, notes.

Messages are raised, stored and logged in English. They are translated when they are shown, by their form: a message of
``translations/said.<language>.po`` has ``{}`` for each value, and the first that a message fits gives its translation.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from apiflask import APIFlask
from flask import has_request_context, request, session
from markupsafe import Markup

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


def said_finding(code: str, message: str, language: str) -> str:
    """A finding's message in a language."""
    from aligner.checks.messages import MESSAGES, SIDES, SPACES, WHERE

    if language not in MESSAGES or language == "en" or code not in MESSAGES["en"]:
        return message
    found = form(MESSAGES["en"][code]).fullmatch(message)
    if found is None:
        return message
    values = dict(zip(SIDES["en"].values(), SIDES[language].values(), strict=True))
    kinds = zip(SPACES["en"].values(), SPACES[language].values(), strict=True)
    values |= {english.capitalize(): other.capitalize() for english, other in kinds}
    pair, its = WHERE["en"][0], WHERE[language][0]
    shown = {
        name: values.get(value) or (its + value.removeprefix(pair) if value.startswith(pair) else value)
        for name, value in found.groupdict().items()
    }
    return MESSAGES[language][code].format(**shown)


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
    """A template with ``{}`` or ``{name}`` as a pattern, a group for each place."""
    parts = re.split(r"\{(\w*)\}", template)
    made = [re.escape(parts[0])]
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        made.append((f"(?P<{name}>.*?)" if name else "(.*?)") + re.escape(text))
    return re.compile("".join(made), re.DOTALL)
