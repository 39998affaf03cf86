"""``/bitexts``: a document and one translation of it: state, beads page by page, findings, outline, confidence."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import g, jsonify
from flask.typing import ResponseReturnValue

from server.api import bead_schemas, present, schemas
from server.api.fields import whole
from server.library import beads as bead_views
from server.library import bitexts, history
from server.library import documents as library
from server.service import service

bp = APIBlueprint("bitexts", __name__, tag="Bitexts")


@bp.get("/bitexts/<bitext_id>")
@bp.output(schemas.BitextOut)
def get_bitext(bitext_id: str) -> ResponseReturnValue:
    """Get a bitext: its state, its job, and how much of it is reviewed."""
    with service().database.read() as session:
        bitext = bitexts.get_bitext(session, bitext_id)
        row = present.bitext_json(bitext, library.last_jobs(session, [bitext.id]).get(bitext.id))
        row["statistics"] = bitexts.statistics(session, bitext)
        row["undo"] = history.stack(session, bitext.id, g.actor)
        return jsonify(row)


@bp.delete("/bitexts/<bitext_id>")
@bp.output({}, status_code=204)
def delete_bitext(bitext_id: str) -> ResponseReturnValue:
    """Delete one of several translations of a document, for good."""
    with service().database.write() as session:
        library.delete_bitext(session, bitext_id)
        return "", 204


@bp.get("/bitexts/<bitext_id>/beads")
@bp.input(bead_schemas.BeadsIn, location="query")
@bp.output(bead_schemas.BeadsOut)
def list_beads(bitext_id: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Page through the beads, filtered or searched; while a translation is under way, through what there is."""
    q = query_data
    with service().database.read() as session:
        bitext = bitexts.get_bitext(session, bitext_id)
        if bitext.state != "ready":
            segments, total = bead_views.partial_segments(session, bitext, offset=q["offset"], limit=q["limit"])
            rows = [present.segment_json(segment, bitext.source_paragraphs) for segment in segments]
            offset = q["offset"]
        else:
            which = bead_views.BeadFilter(q["q"], q["status"], q["below"], q["findings"], q["code"])
            page = bead_views.find_beads(
                session, bitext, which, offset=q["offset"], limit=q["limit"], around=q["around"]
            )
            paragraphs = bitext.source_paragraphs
            rows = [present.bead_json(bead, number, found, paragraphs) for number, bead, found in page.rows]
            total, offset = page.total, page.offset
        return jsonify(beads=rows, total=total, offset=offset, revision=bitext.revision, state=bitext.state)


@bp.get("/bitexts/<bitext_id>/findings")
@bp.doc(summary="Count the findings by check", responses={200: "Code, severity, count."})
def count_findings(bitext_id: str) -> ResponseReturnValue:
    """Count the findings."""
    with service().database.read() as session:
        bitext = bitexts.get_bitext(session, bitext_id)
        return jsonify(findings=bead_views.finding_counts(session, bitext.id))


@bp.get("/bitexts/<bitext_id>/outline")
@bp.doc(summary="List the headings", responses={200: "Headings with their beads."})
def get_outline(bitext_id: str) -> ResponseReturnValue:
    """List the headings."""
    with service().database.read() as session:
        return jsonify(headings=bead_views.outline(session, bitexts.get_ready(session, bitext_id)))


@bp.get("/bitexts/<bitext_id>/profile")
@bp.input({"buckets": whole("Most stretches.", 1, 1000, load_default=100)}, location="query", schema_name="Buckets")
@bp.doc(summary="Confidence along the text", responses={200: "Stretches of beads, in order."})
def get_profile(bitext_id: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Confidence along the text."""
    with service().database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        return jsonify(stretches=bead_views.profile(session, bitext, query_data["buckets"]))
