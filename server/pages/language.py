"""The interface in English and Russian: which one a request gets, and the messages.

The messages are in ``server/translations/<language>.po``, which ``models.catalogue`` reads when the first page in that
language is asked for. A message without a translation is shown in English; a test keeps that from happening.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from apiflask import APIFlask
from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, format_timedelta, get_timezone
from babel.numbers import format_decimal, format_percent
from flask import Response, g, has_request_context, request

from models import catalogue
from server.service import service

LANGUAGES = {"en": "English", "ru": "Русский"}
COOKIE = "lang"


def init_app(app: APIFlask) -> None:
    """Give the templates ``_`` and friends."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(current_language=current_language, languages=LANGUAGES, language_name=language_name)
    app.jinja_env.filters.update(begun=begun, number=number, percent=percent, size=size, ago=ago, moment=moment)
    app.after_request(remember)


def current_language() -> str:
    """``en`` or ``ru``: the setting, else what the person chose, else what the browser prefers."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        chosen = request.args.get("lang") or request.cookies.get(COOKIE)
        g.language = service().settings.locale or (
            chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"
        )
    return str(g.language)


def remember(response: Response) -> Response:
    """Keep a choice made with ``?lang=``."""
    if request.args.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, request.args["lang"], max_age=365 * 86400, samesite="Lax", httponly=True)
    return response


def gettext(message: str) -> str:
    """A message in the request's language."""
    return catalogue.translated(message, current_language())


def ngettext(one: str, many: str, count: int) -> str:
    """A message that depends on a number, in the request's language."""
    return catalogue.plural_form(one, many, count, current_language())


def language_name(tag: str) -> str:
    """The name of a text's language, as it stands in a sentence."""
    if tag == "und":  # which Babel takes for whatever the locale of the likeliest speaker is
        return gettext("unknown language")
    try:
        name = Locale.parse(tag, sep="-").get_display_name(current_language())
    except (UnknownLocaleError, ValueError):
        name = None
    return name or tag


def begun(words: str) -> str:
    """With a capital at the beginning, and only there."""
    return words[:1].upper() + words[1:]


def number(value: float, digits: int = 0) -> str:
    """A number with the language's separators."""
    return format_decimal(round(value, digits), locale=current_language())


def percent(value: float) -> str:
    """A share of one."""
    return format_percent(value, locale=current_language())


def size(value: int) -> str:
    """Bytes as a person says them."""
    for unit in (gettext("bytes"), gettext("KB")):
        if value < 1000:
            return f"{number(value)} {unit}"
        value = round(value / 1000)
    # Apart from the text around them: babel looks into such texts only from Python 3.12 on.
    megabytes, gigabytes = gettext("MB"), gettext("GB")
    return f"{number(value)} {megabytes}" if value < 1000 else f"{number(value / 1000, 1)} {gigabytes}"


def ago(at: float) -> str:
    """How long ago, in words."""
    passed = timedelta(seconds=at - time.time())
    return format_timedelta(passed, add_direction=True, locale=current_language(), threshold=1.2)


def moment(at: float) -> str:
    """A date and time."""
    return format_datetime(datetime.fromtimestamp(at, UTC), "medium", get_timezone(), current_language())
