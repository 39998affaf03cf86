"""JSON that a request brings: parsed once, after the key was checked and within a bound, and refused where broken."""

from __future__ import annotations

import json
import re
from typing import Any

from apiflask import APIFlask
from flask import request

from models.messages import Message
from server.compat.parameters import INVALID_JSON
from server.errors import BadRequestError
from server.service import service

#: Half of a pair of surrogates, written out: perhaps alone, and then no character.
HALF = re.compile(rb"\\u[dD][89a-fA-F]")
#: Bytes of JSON for most addresses, and for those of the API, whose callers have shown their key where one is needed.
#: Parsed, a body may take thirty times as much memory. A whole text may be pasted at WHOLE.
MOST, MOST_API = 4 << 20, 16 << 20
WHOLE = "/api/v1/documents"
#: Digits of a whole number: more than any field takes, and few enough to be read in no time.
DIGITS = 20


def init_app(app: APIFlask) -> None:
    """Look at each request's JSON before anybody uses it."""
    app.before_request(check)


def check() -> None:
    """Raise ``BadRequestError`` for a body that says it is JSON and is not; what is none of ours is left unread."""
    if not request.is_json or request.method not in ("POST", "PUT", "PATCH") or request.url_rule is None:
        return
    if request._cached_json[0] is not ...:
        return
    request.max_content_length = min(most(request.path), request.max_content_length or MOST_API)
    body = request.get_data(cache=True)
    # A request without a body is for its address to judge: to undo, say, nothing need be sent.
    if not body:
        return
    made, fault = parsed(body)
    request._cached_json = (made, made)  # Flask would parse it again
    if fault:
        if request.blueprint == "libretranslate":  # whose clients know its errors by their words
            raise BadRequestError(INVALID_JSON)
        raise BadRequestError("the request's body is no JSON: {fault}", fault=fault)


def most(path: str) -> int:
    """Bytes of JSON that an address takes."""
    if path == WHOLE:
        return service().settings.max_upload_mb << 20
    return MOST_API if path.startswith("/api/v1/") else MOST


def whole(digits: str) -> int:
    """A number of a JSON text; raises ``ValueError`` for one that is too long."""
    if len(digits) > DIGITS:
        raise ValueError(digits[:DIGITS])
    return int(digits)


def parsed(body: bytes) -> tuple[Any, Message | None]:
    """The value, and what is wrong with it; None where nothing is."""
    try:
        made = json.loads(body, parse_int=whole)
        if HALF.search(body):
            json.dumps(made, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        return None, Message(
            "{error} (line {line}, column {column})", error=error.msg.lower(), line=error.lineno, column=error.colno
        )
    except UnicodeDecodeError:
        return None, Message("it is not UTF-8")
    except UnicodeEncodeError as error:
        code = f"\\u{ord(error.object[error.start]):04x}"
        return None, Message("it holds half a character ({code})", code=code)
    except RecursionError:
        return None, Message("it is nested too deep")
    except ValueError:
        return None, Message("it holds a number of more than {digits} digits", digits=DIGITS)
    return made, None
