"""The JSON API, version 1: one file per area, its description in OpenAPI 3.1 and a page that shows it."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response, request

from server.api import (
    beads,
    bitexts,
    checks,
    description,
    documents,
    exports,
    history,
    idempotency,
    jobs,
    memory,
    memory_upkeep,
    realign,
    translate,
)
from server.api import models as models_api


def init_app(app: APIFlask) -> None:
    """Register the areas under ``/api/v1``."""
    app.after_request(tag)
    idempotency.init_app(app)
    areas = (documents, jobs, bitexts, beads, realign, history, exports, translate, memory, memory_upkeep, checks)
    for area in (*areas, models_api):
        app.register_blueprint(area.bp, url_prefix="/api/v1")
    description.init_app(app)


def tag(response: Response) -> Response:
    """An ETag over the body of a JSON answer to GET; ``If-None-Match`` is honoured."""
    if (
        request.path.startswith("/api/v1/")
        and request.method in ("GET", "HEAD")
        and response.status_code == 200
        and response.mimetype == "application/json"
        and not response.is_streamed
    ):
        response.headers.setdefault("Cache-Control", "no-cache")
        response.add_etag()
        response.make_conditional(request)
    return response
