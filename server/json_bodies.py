"""JSON that a request brings: broken, or holding what no text can hold, it is refused in a line that says where."""

from __future__ import annotations

import json
import re

from apiflask import APIFlask
from flask import request

from server.compat.parameters import INVALID_JSON
from server.errors import BadRequestError

#: Half of a pair of surrogates, written out: perhaps alone, and then no character.
HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def init_app(app: APIFlask) -> None:
    """Look at each request's JSON before anybody uses it."""
    app.before_request(check)


def check() -> None:
    """Raise ``BadRequestError`` for a body that says it is JSON and is not."""
    if not request.is_json or request.method not in ("POST", "PUT", "PATCH"):
        return
    body = request.get_data(cache=True)
    # A request without a body is for its address to judge: to undo, say, nothing need be sent.
    if body and (fault := fault_of(body)):
        if request.blueprint == "libretranslate":  # whose clients know its errors by their words
            raise BadRequestError(INVALID_JSON)
        raise BadRequestError("the request's body is no JSON: {fault}", fault=fault)


def fault_of(body: bytes) -> str:
    """What is wrong with it; empty where nothing is."""
    try:
        made = json.loads(body)
        if HALF.search(body):
            json.dumps(made, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        return f"{error.msg.lower()} (line {error.lineno}, column {error.colno})"
    except UnicodeDecodeError:
        return "it is not UTF-8"
    except UnicodeEncodeError as error:
        return f"it holds half a character (\\u{ord(error.object[error.start]):04x})"
    except RecursionError:
        return "it is nested too deep"
    return ""
