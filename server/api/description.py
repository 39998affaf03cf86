"""The API's description: OpenAPI 3.1 as JSON, and a page made from it that loads nothing from elsewhere."""

from __future__ import annotations

import threading
import warnings
from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from server.api.schemas import ErrorOut

bp = APIBlueprint("description", __name__, url_prefix="/api/v1", enable_openapi=False)

ABOUT = """Documents go in, aligned Russian-English pairs come out. Every error has the same shape, whatever its status:
`{"ok": false, "error": "one line", "status": 404}`. Lists take `offset` and `limit`. Answers to GET carry an `ETag`.
A POST with an `Idempotency-Key` is done once however often it is sent. Where a key is needed, send it as
`Authorization: Bearer KEY`."""

METHODS = ("get", "post", "patch", "put", "delete")
ERRORS = {
    "400": "The request makes no sense, or does not fit its schema.",
    "404": "There is nothing of that name.",
    "409": "Somebody else was first, or the state does not allow it.",
    "413": "The request is too large.",
    "422": "The request does not fit its schema, or the document cannot be used.",
    "429": "Too many requests.",
    "503": "Busy; try again.",
}


def init_app(app: APIFlask) -> None:
    """Register the addresses and complete the description."""
    app.config.update(
        DESCRIPTION=ABOUT,
        HTTP_ERROR_SCHEMA=ErrorOut,
        VALIDATION_ERROR_SCHEMA=ErrorOut,
        VALIDATION_ERROR_STATUS_CODE=422,
        AUTO_OPERATION_ID=True,
        INFO={"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        SERVERS=[{"url": "/"}],
        SECURITY_SCHEMES={"key": {"type": "http", "scheme": "bearer"}},
    )
    app.spec_processor(complete)
    app.register_blueprint(bp)


def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Keep to the API's own addresses, and name the errors each of them may answer with."""
    assert isinstance(spec, dict)
    spec["paths"] = {path: item for path, item in spec["paths"].items() if path.startswith("/api/v1/")}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for path, item in spec["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                responses = operation.setdefault("responses", {})
                for status, meaning in ERRORS.items():
                    responses[status] = {"description": meaning, "content": error}
                if "201" in responses:
                    responses["200"] = responses["201"] | {"description": "The result is stored already."}
                if path == "/api/v1/documents" and method == "post":
                    operation["requestBody"] = upload_body()
    spec.setdefault("components", {}).setdefault("schemas", {}).setdefault("Error", error_schema())
    return spec


def error_schema() -> dict[str, Any]:
    """The error, where no operation has brought it in."""
    return {
        "type": "object",
        "required": ["ok", "error", "status"],
        "properties": {
            "ok": {"type": "boolean"},
            "error": {"type": "string"},
            "status": {"type": "integer"},
            "fields": {"type": "object"},
        },
    }


def upload_body() -> dict[str, Any]:
    """An upload has two forms, which a decorator cannot say."""
    text = {"type": "string"}
    choices: dict[str, Any] = {
        "title": text | {"maxLength": 500},
        "model": text,
        "beam": {"type": "integer", "minimum": 1, "maximum": 32},
        "language": text | {"maxLength": 20},
        "target_language": text | {"maxLength": 20},
        "priority": text | {"enum": ["", "high", "normal", "low"]},
        "again": {"type": "boolean"},
    }
    texts = {"text": text, "translation_text": text}
    binary = {"type": "string", "contentMediaType": "application/octet-stream"}
    pasted = {"type": "object", "required": ["text"], "properties": texts | {"name": text} | choices}
    files = {"type": "object", "properties": {"file": binary, "translation": binary} | texts | choices}
    return {
        "required": True,
        "content": {"multipart/form-data": {"schema": files}, "application/json": {"schema": pasted}},
    }


_making = threading.Lock()


def description() -> dict[str, Any]:
    """The description, made once."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with _making:
        if "tolmach_spec" not in app.extensions:
            with warnings.catch_warnings():
                # apispec warns of each schema that is used both alone and within another.
                warnings.filterwarnings("ignore", message=".*has already been added to the spec")
                app.extensions["tolmach_spec"] = app.spec
    spec = app.extensions["tolmach_spec"]
    assert isinstance(spec, dict)
    return spec


@bp.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description."""
    return jsonify(description())


@bp.get("/docs")
def docs() -> ResponseReturnValue:
    """The page."""
    spec = description()
    areas: dict[str, list[dict[str, Any]]] = {}
    for path, item in spec["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                row = {"path": path, "method": method.upper(), **operation}
                areas.setdefault((operation.get("tags") or ["Other"])[0], []).append(row)
    return render_template("api.html", spec=spec, areas=areas)
