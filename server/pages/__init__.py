"""The pages people see: library, reader, editor, comparison, each in its own file. They hold no logic of their own.

Pages call the same functions as the API, within ``service().database.read()``; whatever changes something is done by
their scripts through the API, whose answers say what changed and how much can be undone.
"""

from __future__ import annotations

from apiflask import APIFlask

from server import i18n
from server.pages import compare, editor, headers, language, library, login, look, modules, reader, strings


def init_app(app: APIFlask) -> None:
    """Register the pages, their interface language and their security headers."""
    language.init_app(app)
    i18n.init_app(app)
    look.init_app(app)
    strings.init_app(app)
    modules.init_app(app)
    headers.init_app(app)
    login.init_app(app)
    for area in (library, reader, editor, compare, login):
        app.register_blueprint(area.bp)
