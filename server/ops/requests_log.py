"""An id for each request, in the answer and in every log line, and one line for each request."""

from __future__ import annotations

import logging
import re
import secrets
import time
from urllib.parse import quote

from apiflask import APIFlask
from flask import Response, g, request

from server.ops.logs import request_id_var

log = logging.getLogger("tolmach.access")
GOOD_ID = re.compile(r"[\w.-]{1,64}")
#: Characters that would break a line of the log, or change the terminal that shows it, as an address writes them.
CONTROL = {code: quote(chr(code)) for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)}
QUIET = ("/healthz", "/readyz", "/metrics", "/static/")


def init_app(app: APIFlask) -> None:
    """Register before and after."""
    app.before_request(begin)
    app.after_request(end)


def printable(path: str) -> str:
    """An address for the log."""
    return path.translate(CONTROL)


def begin() -> None:
    """Take the caller's id, or make one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if GOOD_ID.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    request_id_var.set(g.request_id)


def end(response: Response) -> Response:
    """Give the id back and write the line; addresses are logged without their query, which may hold text."""
    if not hasattr(g, "request_id"):
        return response
    response.headers["X-Request-Id"] = g.request_id
    path = printable(request.path)
    milliseconds = round((time.perf_counter() - g.began) * 1000, 1)
    level = logging.DEBUG if request.path.startswith(QUIET) else logging.INFO
    log.log(
        level,
        "%s %s %d %.1f ms",
        request.method,
        path,
        response.status_code,
        milliseconds,
        extra={
            "method": request.method,
            "path": path,
            "status": response.status_code,
            "milliseconds": milliseconds,
        },
    )
    return response
