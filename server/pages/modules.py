"""The scripts that a page's script imports, so that the browser fetches them all at once, not one after another."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from apiflask import APIFlask

IMPORT = re.compile(r'^import\b[^"]*"\./([\w-]+)\.js";', re.MULTILINE)


def init_app(app: APIFlask) -> None:
    """Give the templates ``modules_of``."""
    app.jinja_env.globals.update(modules_of=modules_of)


@cache
def modules_of(script: str) -> tuple[str, ...]:
    """Names of all scripts that this one needs, itself not among them."""
    found: dict[str, None] = {}
    waiting = [script]
    while waiting:
        text = files("server").joinpath("static", "js", f"{waiting.pop()}.js").read_text(encoding="utf-8")
        for name in IMPORT.findall(text):
            if name not in found and name != script:
                found[name] = None
                waiting.append(name)
    return tuple(sorted(found))
