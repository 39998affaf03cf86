"""What the service says, in the language of who looks: errors, findings, notes of bitexts and errors of jobs.

All are stored as a template and its values (``models.messages``) and translated when they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apiflask import APIFlask
from flask import has_request_context, request, session
from markupsafe import Markup

from aligner.core.finding import Finding
from models.messages import Message
from server.pages.language import LANGUAGES, current_language


def init_app(app: APIFlask) -> None:
    """Give the templates ``localised``."""
    app.jinja_env.globals.update(localised=for_page)


def localised(message: Message | Mapping[str, Any] | str, language: str) -> str:
    """A message, or one as it is stored, in a language; a plain text, as old rows have, stays as it is."""
    return (message if isinstance(message, Message) else Message.from_json(message)).localised(language)


def for_page(message: Message | Mapping[str, Any] | str) -> Markup:
    """A message for a page in the page's language; what has no translation is marked as English."""
    shown, language = localised(message, current_language()), current_language()
    if language != "en" and shown == localised(message, "en"):
        return Markup('<span lang="en">{}</span>').format(shown)
    return Markup("{}").format(shown)


def language_of_answer() -> str:
    """The language for an answer to a program: a page's is its own, any other caller's what it asks for, or English."""
    if not has_request_context():
        return "en"
    if "editor" in session:
        return current_language()
    return request.accept_languages.best_match(LANGUAGES) or "en"


def localised_finding(code: str, message: str, parameters: Sequence[Sequence[str]], language: str) -> str:
    """A stored finding's message in a language, made from its values; as it is where they were not stored."""
    from aligner.checks import said

    values = tuple((name, value) for name, value in parameters)
    return said(Finding(0, code, "info", message, values=values), language)
