"""The JSON API, version 1: one file per area, its description in OpenAPI 3.1 and a page that shows it."""

from __future__ import annotations

from apiflask import APIFlask

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
    realign,
    responses,
    translate,
)
from server.api import models as models_api


def init_app(app: APIFlask) -> None:
    """Register the areas under ``/api/v1``."""
    responses.init_app(app)
    idempotency.init_app(app)
    for area in (documents, jobs, bitexts, beads, realign, history, exports, translate, memory, checks, models_api):
        app.register_blueprint(area.bp, url_prefix="/api/v1")
    description.init_app(app)
