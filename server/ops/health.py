"""Is the process alive (``/healthz``), and can it serve (``/readyz``)?"""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint, APIFlask
from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from models.errors import TolmachError
from server.db.tables import Job
from server.service import service
from server.web.access import is_stranger
from server.web.places import shortened

bp = APIBlueprint("health", __name__, enable_openapi=False)

#: A job waiting for this long without a worker is a sign that none runs.
STALE_SECONDS = 60.0


def init_app(app: APIFlask) -> None:
    """Register the addresses."""
    app.register_blueprint(bp)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Database and model answer; 503 where one does not. The reason is for those who may call the API."""
    checks: dict[str, Any] = {}
    here = service()
    try:
        here.database.ready()
        checks["database"] = "ok"
        checks["worker"] = worker_state(here.database)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        checks["database"] = shortened(reason, here.settings)
    try:
        checks["model"] = here.models.translator().name
    except TolmachError as error:
        checks["model_error"] = shortened(str(error), here.settings)
    ready = checks["database"] == "ok" and "model" in checks
    shown = {} if is_stranger() else {"checks": checks}
    return jsonify(status="ok" if ready else "not ready", **shown), 200 if ready else 503


def worker_state(database: Any) -> str:
    """``ok``, or what makes one think that no worker runs; it does not stop this process from serving."""
    now = time.time()
    with database.read() as session:
        running = session.scalar(sa.select(sa.exists().where(Job.state == "running", Job.lease_until >= now)))
        stale = session.scalar(sa.select(sa.exists().where(Job.state == "queued", Job.updated < now - STALE_SECONDS)))
    return "no worker takes the waiting jobs; is 'tolmach worker' running?" if stale and not running else "ok"
