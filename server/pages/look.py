"""How a person likes the pages: theme, type size, column width, face. Kept in a cookie, so that nothing flashes."""

from __future__ import annotations

from apiflask import APIFlask
from flask import request

COOKIE = "look"
#: Each choice with its values, the first one the default. The cookie is ``theme=dark&size=3``.
CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "sepia", "dark"),
    "size": ("3", "1", "2", "4", "5", "6", "7"),
    "width": ("medium", "narrow", "wide"),
    "face": ("serif", "sans"),
    "view": ("both", "lines", "source", "target"),
    "sync": ("on", "off"),
    "marks": ("on", "off"),
    "notes": ("off", "on"),
}


def init_app(app: APIFlask) -> None:
    """Give the templates ``look``."""
    app.jinja_env.globals.update(look=look)


def look() -> dict[str, str]:
    """The request's choices; what is missing or unknown is the default."""
    given = dict(part.partition("=")[::2] for part in request.cookies.get(COOKIE, "").split("&"))
    return {name: given[name] if given.get(name) in values else values[0] for name, values in CHOICES.items()}
