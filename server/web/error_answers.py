"""Every error as an answer: one JSON shape for programs, a page for browsers, whatever the status."""

from __future__ import annotations

import logging
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, jsonify, render_template, request
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from aligner.errors import MemoryFaultError
from models.errors import TolmachError
from models.messages import Message
from server.errors import ServiceError
from server.i18n import language_of_answer, localised
from server.ops.requests_log import printable
from server.service import service
from server.web.field_faults import fault_of_field
from server.web.places import without_places

log = logging.getLogger(__name__)

#: A person reads our own sentence rather than Werkzeug's.
MESSAGES = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
    408: "the request body arrives too slowly",
    413: "the request is too large",
    415: "the request's content type is not one that this address takes",
}


def init_app(app: APIFlask) -> None:
    """Register the handlers."""
    app.error_processor(on_api_error)
    app.register_error_handler(ServiceError, on_service_error)
    app.register_error_handler(TolmachError, on_tolmach_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OperationalError, on_database_error)
    app.register_error_handler(PoolTimeoutError, on_database_error)
    app.register_error_handler(IntegrityError, on_integrity_error)
    app.register_error_handler(Exception, on_unexpected)


def answer(status: int, message: Message | str, headers: dict[str, str] | None = None, **details: Any) -> Response:
    """The one shape of an error: JSON, or a page where the caller prefers HTML."""
    message = without_places(message, service().settings)
    if wants_page():
        # The template puts the message into the page's language.
        body = render_template("error.html", status=status, message=message)
        response = Response(body, status, mimetype="text/html")
    else:
        # LibreTranslate's clients know its errors by their words.
        language = "en" if request.blueprint == "libretranslate" else language_of_answer()
        response = jsonify({"ok": False, "error": localised(message, language), "status": status, **details})
        response.status_code = status
    response.headers.update(headers or {})
    return response


def wants_page() -> bool:
    """Did a browser ask, and not for one of the addresses made for programs?"""
    if request.blueprint is not None and not request.blueprint.startswith("pages"):
        return False
    if request.path.startswith("/api/"):
        return False
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return best == "text/html" and "text/html" in request.headers.get("Accept", "")


def on_api_error(error: HTTPError) -> Any:
    """A request that does not fit its schema; the fields at fault are named."""
    details: dict[str, Any] = {}
    message = Message(error.message or "invalid request")
    if error.status_code in (400, 422) and isinstance(error.detail, dict) and error.detail:
        details["fields"] = error.detail
        message = Message("invalid request: {fault}", fault=first_field(error.detail))
    return answer(
        error.status_code,
        message,
        {name: str(value) for name, value in dict(error.headers or {}).items()},
        **details,
    )


def first_field(detail: Any, path: str = "") -> Message:
    """``limit: Not a valid integer.`` from the nested messages of a schema."""
    while isinstance(detail, dict) and detail:
        key, detail = next(iter(detail.items()))
        if key not in ("json", "query", "form", "files", "form_and_files", "json_or_form", "_schema"):
            path = f"{path}.{key}" if path else str(key)
    text = str(detail[0]) if isinstance(detail, list) and detail else str(detail)
    return fault_of_field(path, text)


def on_service_error(error: ServiceError) -> Response:
    """One of ours, with its status."""
    headers = {"Retry-After": "2"} if error.status == 503 else {}
    return answer(error.status, error.message, headers, **error.details)


def on_tolmach_error(error: TolmachError) -> Response:
    """A document or model that cannot be used, or a translation memory that cannot be reached now."""
    if isinstance(error, MemoryFaultError):
        log.warning("%s", error)
        return answer(503, error.message, {"Retry-After": "2"})
    return answer(422, error.message)


def on_http_error(error: HTTPException) -> Response:
    """Werkzeug's: 404, 405, 413 …"""
    code = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After", "Location")}
    if 300 <= code < 400:
        return Response(status=code, headers=headers)
    if code == 429:  # in LibreTranslate's words
        return answer(code, Message("Slowdown: {rate}", rate=error.description), headers)
    return answer(code, MESSAGES.get(code) or (error.description or error.name).strip(), headers)


def on_integrity_error(error: IntegrityError) -> Response:
    """Two requests made or used the same row at once."""
    log.info("conflict in the database: %s", error.orig)
    return answer(409, "somebody else changed this at the same moment; try again")


def on_database_error(error: DBAPIError | PoolTimeoutError) -> Response:
    """The database is busy or gone; it may be back at the next request."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    log.warning("database: %s", reason)
    if "full" in reason.lower() or "no space" in reason.lower():
        return answer(507, "the disk is full; nothing was saved")
    return answer(503, "the database does not answer now; try again in a moment", {"Retry-After": "2"})


def on_unexpected(error: Exception) -> Response:
    """A fault of ours: the log has the details, the caller does not."""
    log.exception("unexpected error at %s %s", request.method, printable(request.path), exc_info=error)
    return answer(500, "internal error; the log has the details under this request's id")
