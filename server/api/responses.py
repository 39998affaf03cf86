"""What all answers of the API share: an ETag on what is read, and 304 where the caller has it already."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response, request


def init_app(app: APIFlask) -> None:
    """Register the hook."""
    app.after_request(tag)


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
