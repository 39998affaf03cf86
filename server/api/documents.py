"""``/documents``: upload or paste, list and search, rename, delete and bring back."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from server.api import present, schemas
from server.db.tables import Upload
from server.errors import BadRequestError, NotFoundError
from server.library import documents as library
from server.library.direction import check_upload
from server.library.documents import Added, Incoming
from server.service import service
from server.web.filenames import attachment, safe_name

bp = APIBlueprint("documents", __name__, tag="Documents")


@bp.get("/documents")
@bp.input(schemas.DocumentsIn, location="query")
@bp.output(schemas.DocumentsOut)
def list_documents(query_data: dict[str, Any]) -> ResponseReturnValue:
    """List or search documents."""
    q = query_data
    with service().database.read() as session:
        rows, total = library.list_documents(
            session, query=q["q"], sort=q["sort"], offset=q["offset"], limit=q["limit"], deleted=q["deleted"]
        )
        jobs = library.last_jobs(session, [bitext.id for row in rows for bitext in row.bitexts])
        return jsonify(documents=[present.document_json(row, jobs) for row in rows], total=total)


@bp.post("/documents")
@bp.output(schemas.AddedOut, status_code=201)
@bp.doc(
    summary="Upload a document",
    description="As multipart/form-data with `file` (and `translation`, to align the two), or as JSON with `text`. "
    "A TMX or XLIFF file is opened as it is. "
    "Answers at once; the job says how far the work is. 200 instead of 201 where the result is stored already.",
)
def add_document() -> ResponseReturnValue:
    """Upload or paste a document."""
    here = service()
    if request.mimetype == "application/json":
        given = load(schemas.PasteIn(), request.get_json())
        source: Incoming | None = pasted(given.pop("text"), given.pop("name") or library.PASTED)
        translation = pasted(given.pop("translation_text", None), "translation.txt")
    elif request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        given = load(schemas.UploadIn(), {**request.form.to_dict(), **request.files.to_dict()})
        source = uploaded(given.pop("file", None)) or pasted(given.pop("text", None), library.PASTED)
        translation = uploaded(given.pop("translation", None)) or pasted(
            given.pop("translation_text", None), "translation.txt"
        )
        given.pop("text", None), given.pop("translation_text", None)
    else:
        raise UnsupportedTypeError("send multipart/form-data with a file, or application/json with a text")
    if source is None:
        raise BadRequestError("no document: send a file in the field 'file', or a 'text'")
    here.models.check_name(given["model"])
    asked = {name: given[name] for name in ("model", "language", "target_language")}
    check_upload(here.models, source, translation, **asked)
    with here.database.write() as session:
        added = library.add_document(session, here.settings, source, translation, request_id=g.request_id, **given)
        return added_json(added)


class UnsupportedTypeError(BadRequestError):
    """A content type that this address does not take."""

    status = 415


def load(schema: Any, data: Any) -> dict[str, Any]:
    """Check data against a schema; raises ``BadRequestError`` with the fields at fault."""
    from marshmallow import ValidationError

    from server.web.error_answers import first_field

    if not isinstance(data, dict):
        raise BadRequestError("invalid request: the JSON must be an object")
    try:
        return dict(schema.load(data))
    except ValidationError as error:
        faults = {str(name): fault for name, fault in dict(error.messages_dict).items()}
        raise BadRequestError(
            "invalid request: {fault}", fault=first_field(faults), details={"fields": faults}
        ) from error


def uploaded(file: FileStorage | None) -> Incoming | None:
    """A file of a form; none where the field is empty."""
    if file is None or not file.filename:
        return None
    with file.stream:
        return Incoming(safe_name(file.filename), file.stream.read())


def pasted(text: str | None, name: str) -> Incoming | None:
    """A text of a form as the file it would be."""
    if not text:
        return None
    return Incoming(safe_name(name), text.encode("utf-8", "replace"))


def added_json(added: Added) -> Response:
    """The answer to an upload."""
    response = jsonify(
        document=present.document_json(added.document),
        bitext=present.bitext_json(added.bitext),
        job=present.job_json(added.job),
        reused=added.reused,
    )
    response.status_code = 200 if added.reused else 201
    return response


@bp.get("/documents/<document_id>")
@bp.output(schemas.DocumentOut)
def get_document(document_id: str) -> ResponseReturnValue:
    """Get one document, with its bitexts and their jobs."""
    with service().database.read() as session:
        document = library.get_document(session, document_id)
        jobs = library.last_jobs(session, [bitext.id for bitext in document.bitexts])
        return jsonify(present.document_json(document, jobs))


@bp.patch("/documents/<document_id>")
@bp.input(schemas.TitleIn)
@bp.output(schemas.DocumentOut)
def rename_document(document_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Rename a document."""
    with service().database.write() as session:
        return jsonify(present.document_json(library.rename_document(session, document_id, json_data["title"])))


@bp.delete("/documents/<document_id>")
@bp.output(schemas.DocumentOut)
def delete_document(document_id: str) -> ResponseReturnValue:
    """Put a document into the trash; its work stops."""
    with service().database.write() as session:
        return jsonify(present.document_json(library.delete_document(session, document_id)))


@bp.post("/documents/<document_id>/restore")
@bp.output(schemas.DocumentOut)
def restore_document(document_id: str) -> ResponseReturnValue:
    """Bring a document back from the trash."""
    with service().database.write() as session:
        return jsonify(present.document_json(library.restore_document(session, document_id)))


@bp.post("/documents/<document_id>/bitexts")
@bp.input(schemas.AgainIn)
@bp.output(schemas.AddedOut, status_code=201)
def translate_again(document_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Translate a document once more, with another model or beam."""
    here = service()
    here.models.check_name(json_data["model"])
    with here.database.write() as session:
        added = library.translate_again(session, here.settings, document_id, **json_data)
        return added_json(added)


@bp.get("/documents/<document_id>/original")
@bp.doc(summary="Fetch the file as uploaded", responses={200: "The file."})
def get_original(document_id: str) -> ResponseReturnValue:
    """Fetch the file as it was uploaded; 404 once it has deleted itself."""
    with service().database.read() as session:
        document = library.get_document(session, document_id)
        upload = session.get(Upload, document.sha256)
        if upload is None:
            raise NotFoundError("document '{document_id}': the uploaded file has been deleted", document_id=document_id)
        response = Response(upload.data, mimetype="application/octet-stream")
        response.headers["Content-Disposition"] = attachment(document.name)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
