"""Other programs' ways of calling a translation service: LibreTranslate's."""

from __future__ import annotations

from apiflask import APIFlask

from server.compat import libretranslate


def init_app(app: APIFlask) -> None:
    """Register the addresses."""
    app.register_blueprint(libretranslate.bp)
