"""``/memory``: search and look up the translation memory, add to it; a bitext edited elsewhere brought back."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, File, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import g, jsonify
from flask.typing import ResponseReturnValue

from aligner.core.code import Code
from aligner.core.unit import Unit
from server.api import schemas
from server.api.beads import changed_json, sent
from server.api.fields import language_tag, string, whole
from server.db.tables import Bead
from server.errors import BadRequestError
from server.library import bitexts, history, memory, outbox
from server.library.checking import recheck
from server.library.import_edits import edited_units, import_edits
from server.library.retyping import content
from server.service import service
from server.web.filenames import safe_name

bp = APIBlueprint("memory", __name__, tag="Memory")


class ConcordanceIn(Schema):
    """Words to find."""

    q = string("Words, in any form; in a word, * is for any letters and ? for one.", 500, required=True)
    side = String(validate=OneOf(("", "source", "target")), load_default="")
    limit = whole("Most units.", 1, 200, load_default=20)


class LookupIn(Schema):
    """A text to look up."""

    text = string("A source text.", 10_000, required=True)
    source_language = language_tag("Its language.", load_default="ru")
    target_language = language_tag("The translation's language.", load_default="en")
    minimum = whole("Least likeness, in percent.", 30, 100, load_default=70)
    limit = whole("Most matches.", 1, 50, load_default=5)
    bead = whole("The pair whose source it is: its inline codes take part in the match.", load_default=None)


class UnitsIn(Schema):
    """Pairs for the memory."""

    pairs = List(Nested(schemas.PairIn), required=True, validate=Length(1, 1000))
    source_language = language_tag("Language of the sources.", load_default="ru")
    target_language = language_tag("Language of the targets.", load_default="en")


class MemoryFileIn(Schema):
    """A file of pairs."""

    file = File(required=True)  # type: ignore[no-untyped-call]
    confirmed = Boolean(load_default=False, metadata={"description": "Take all pairs as confirmed by a person."})


class EditedFileIn(Schema):
    """A file that was exported from here, and edited."""

    file = File(required=True)  # type: ignore[no-untyped-call]
    overwrite = Boolean(load_default=False, metadata={"description": "Let the file win over what is confirmed here."})


def unit_json(unit: Unit) -> dict[str, Any]:
    """A unit."""
    return {
        "source": unit.source,
        "target": unit.target,
        "source_language": unit.source_language,
        "target_language": unit.target_language,
        "status": unit.status,
        "origin": unit.origin,
        "document": unit.document,
        "creator": unit.creator,
        "changed": unit.changed.isoformat() if unit.changed else None,
    }


@bp.get("/memory")
@bp.input(ConcordanceIn, location="query")
@bp.doc(summary="Find words in the memory", responses={200: "Units, newest first."})
def find(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Find words in the memory."""
    q = query_data
    units = memory.concordance(service().settings, q["q"], q["side"], q["limit"])
    return jsonify(units=[unit_json(unit) for unit in units])


@bp.get("/memory/matches")
@bp.input(LookupIn, location="query")
@bp.doc(summary="Look a text up", responses={200: "Matches, best first, in percent; 100 is the same text."})
def look_up(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Look a text up."""
    q = query_data
    languages = (q["source_language"], q["target_language"])
    codes = codes_of(q["bead"]) if q["bead"] is not None else None
    matches = memory.lookup(service().settings, q["text"], languages, q["minimum"], q["limit"], codes)
    return jsonify(
        matches=[
            unit_json(m.unit) | {"percent": m.percent, "kind": m.kind}
            | ({"stored": unit_json(m.stored)} if m.stored else {})
            for m in matches
        ]
    )  # fmt: skip


def codes_of(bead_id: int) -> tuple[Code, ...]:
    """The codes of a pair's source; none where it is gone."""
    with service().database.read() as session:
        bead = session.get(Bead, bead_id)
        return content(bead.source).codes if bead else ()


@bp.get("/memory/statistics")
@bp.doc(summary="What the memory holds", responses={200: "Counts."})
def statistics() -> ResponseReturnValue:
    """What the memory holds."""
    made = memory.stats(service().settings)
    return jsonify(
        units=made.units, sources=made.sources, confirmed=made.confirmed, by_pair=made.by_pair, by_origin=made.by_origin
    )


@bp.post("/memory")
@bp.input(UnitsIn)
@bp.doc(summary="Add pairs to the memory", responses={200: "How many were new, known, and left out."})
def add_pairs(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Add pairs to the memory."""
    languages = json_data["source_language"], json_data["target_language"]
    units = [memory.make_unit(p["source"], p["target"], *languages, creator=g.actor) for p in json_data["pairs"]]
    made = memory.add(service().settings, units)
    return jsonify(added=made.added, known=made.known, skipped=made.skipped)


@bp.post("/memory/files")
@bp.input(MemoryFileIn, location="form_and_files")
@bp.doc(summary="Add a file to the memory", responses={200: "How many were new, known, left out, and refused."})
def add_file(form_and_files_data: dict[str, Any]) -> ResponseReturnValue:
    """Add the pairs of a TMX, XLIFF, table or other bitext file to the memory."""
    file = form_and_files_data["file"]
    report, made = memory.add_file(
        service().settings, safe_name(file.filename), file.read(), confirmed=form_and_files_data["confirmed"]
    )
    refusals = [str(refusal) for refusal in report.refusals]
    remarks = [str(remark) for remark in report.remarks]
    counts = {"added": made.added, "known": made.known, "skipped": made.skipped, "refused": report.refused}
    return jsonify(**counts, refusals=refusals, remarks=remarks)


@bp.post("/bitexts/<bitext_id>/import")
@bp.input(EditedFileIn, location="form_and_files")
@bp.doc(summary="Bring an edited export back", responses={200: "The change, and the conflicts that were left alone."})
def bring_back(bitext_id: str, form_and_files_data: dict[str, Any]) -> ResponseReturnValue:
    """Take over the translations of a file that was exported from this bitext and edited in another program."""
    file = form_and_files_data["file"]
    if not file.filename:
        raise BadRequestError("no file: send one in the field 'file'")
    here = service()
    with here.database.read() as session:
        bitexts.get_ready(session, bitext_id)
    edited, report = edited_units(here.settings, safe_name(file.filename), file.read())
    with here.database.write() as session:
        history.lock(session, bitext_id)
        bitext = bitexts.get_ready(session, bitext_id)
        overwrite = form_and_files_data["overwrite"]
        made = import_edits(session, bitext, edited, report.refused, g.actor, overwrite=overwrite)
        recheck(session, bitext, made.change.beads, service().models.glossary())
        answer = changed_json(session, bitext, made.change) | {
            "conflicts": list(made.conflicts),
            "unchanged": made.unchanged,
            "unknown": made.unknown,
            "refused": made.refused,
            "remarks": [str(remark) for remark in report.remarks],
        }
        units = memory.confirmed_units(bitext, made.change.beads, g.actor)
        outbox.put(session, units, memory.withdrawn_units(bitext, made.change, g.actor))
    return jsonify(answer | sent())
