"""``/formats`` and ``/bitexts/…/exports/…``: a bitext as a file, in every format of the library."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Float
from apiflask.validators import Range
from flask import Response, jsonify, send_file
from flask.typing import ResponseReturnValue

from server.api.fields import language_tag
from server.library import bitexts, exporting
from server.service import service
from server.web.filenames import attachment

bp = APIBlueprint("exports", __name__, tag="Exports")


class ExportIn(Schema):
    """The filters of the export command."""

    min_confidence = Float(validate=Range(min=0, max=1), load_default=0.0)
    confirmed_only = Boolean(load_default=False)
    without_findings = Boolean(load_default=False)
    include_nulls = Boolean(load_default=None)
    include_rejected = Boolean(load_default=False)
    source_tag = language_tag("Language tag to write for the source, as ru-RU.", load_default="")
    target_tag = language_tag("Language tag to write for the target, as en-GB.", load_default="")


@bp.get("/formats")
@bp.doc(
    summary="List the export formats",
    responses={200: "Name, extension, media type, label, and whether the filters apply."},
)
def list_formats() -> ResponseReturnValue:
    """List the export formats."""
    from aligner.formats import EXPORTS

    rows = [
        {
            "name": f.name,
            "extension": f.extension,
            "media_type": f.media_type,
            "label": f.exported,
            "filters": not f.whole,
        }
        for f in EXPORTS.values()
    ]
    return jsonify(formats=rows)


@bp.get("/bitexts/<bitext_id>/exports/<format_name>")
@bp.input(ExportIn, location="query")
@bp.doc(
    summary="Export a bitext",
    responses={
        200: "The file. X-Pairs-Written and X-Pairs-Left-Out say what is in it; X-Passages-Not-Translated, how many "
        "passages of a document in its own format still stand in its language."
    },
)
def export(bitext_id: str, format_name: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Export a bitext."""
    here = service()
    with here.database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        what = exporting.exportable(session, bitext, format_name, limits=here.settings.limits, **query_data)
    return as_download(exporting.export(what))


def as_download(made: exporting.Exported) -> Response:
    """The file as an attachment."""
    response = send_file(made.file, made.media_type)
    response.headers["Content-Disposition"] = attachment(made.name)
    response.headers["X-Pairs-Written"] = str(made.report.written)
    response.headers["X-Pairs-Left-Out"] = str(made.report.skipped_null + made.report.filtered)
    response.headers["X-Passages-Not-Translated"] = str(len(made.report.left))
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A page that is exported holds text of a stranger: it must not run as one of ours, even if it is opened in place.
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
