"""Rate limits, counted in this process or in a Redis that several share."""

from __future__ import annotations

from apiflask import APIFlask
from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from server.errors import BadRequestError
from server.web import json_bodies
from server.web.access import key_of_browser, known_key

#: Never limited: probes and the page's own files.
FREE = ("/healthz", "/readyz", "/metrics", "/health", "/static/")


def init_app(app: APIFlask) -> None:
    """Set up the limiter where a limit is set."""
    settings = app.extensions["tolmach"].settings
    if not settings.rate_limit:
        return
    limiter = Limiter(
        caller,
        default_limits=[settings.rate_limit],
        default_limits_cost=cost,
        application_limits=[],
        storage_uri=settings.redis_url or "memory://",
        headers_enabled=True,
        swallow_errors=True,
    )
    limiter.request_filter(lambda: request.path.startswith(FREE))
    limiter.init_app(app)


def caller() -> str:
    """Whose requests are counted together: a valid key's, those of who signed in with it, or an address's.

    A team behind one proxy would otherwise share one limit; a key that is not valid counts for the address.
    """
    if (row := known_key()) is not None:
        return row.id
    return row.id if (row := key_of_browser()) is not None else get_remote_address()


def cost() -> int:
    """A list of texts costs as many requests as it has items."""
    if request.path != "/translate" or not request.is_json:
        return 1
    try:
        json_bodies.check()
    except BadRequestError:
        return 1
    if isinstance(data := request.get_json(silent=True), dict):
        texts = data.get("q")
        return max(1, len(texts)) if isinstance(texts, list) else 1
    return 1
