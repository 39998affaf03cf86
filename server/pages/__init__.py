"""The pages people see: library, reader, editor, comparison, each in its own file. They hold no logic of their own.

Pages call the same functions as the API, within ``service().database.read()``; whatever changes something is done by
their scripts through the API, whose answers say what changed and how much can be undone.
"""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response

from server import i18n
from server.pages import compare, editor, language, library, login, look, modules, reader, strings

#: What every HTML answer says to the browser: nothing from elsewhere, no inline script or style, no framing.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init_app(app: APIFlask) -> None:
    """Register the pages, their interface language and their security headers."""
    language.init_app(app)
    i18n.init_app(app)
    look.init_app(app)
    strings.init_app(app)
    modules.init_app(app)
    app.after_request(protect)
    login.init_app(app)
    for area in (library, reader, editor, compare, login):
        app.register_blueprint(area.bp)


def protect(response: Response) -> Response:
    """Pages depend on cookies (look, language) and change with every edit: a browser asks again each time."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.add("Vary", "Cookie, Accept-Language")
    return response
