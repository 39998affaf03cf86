"""What every HTML answer says to the browser: nothing from elsewhere, no inline script or style, no framing."""

from __future__ import annotations

from apiflask import APIFlask
from flask import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def init_app(app: APIFlask) -> None:
    """Add the headers to what is HTML and has no policy of its own."""
    app.after_request(protect)


def protect(response: Response) -> Response:
    """Pages depend on cookies (look, language) and change with every edit: a browser asks again each time."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.add("Vary", "Cookie, Accept-Language")
    return response
