"""``/memory``: pairs deleted and corrected, the memory cleaned, files analysed against it."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, File, List, String
from apiflask.validators import Length, OneOf
from flask import Response, g, jsonify
from flask.typing import ResponseReturnValue

from server.api.fields import language_tag, string
from server.api.memory import unit_json
from server.library import memory_upkeep
from server.service import service
from server.web.filenames import safe_name

bp = APIBlueprint("memory-upkeep", __name__, tag="Memory")
#: So many of the pairs that were found are in an answer.
SHOWN = 500


class PairOut(Schema):
    """A pair of the memory."""

    source = string("Its source text, letter for letter.", 10_000, required=True)
    target = string("Its translation; without it, all pairs with this source.", 10_000, load_default=None)
    source_language = language_tag("Language of the source.", load_default="ru")
    target_language = language_tag("Language of the target.", load_default="en")


class PairChange(PairOut):
    """A pair of the memory, and what it should be."""

    target = string("Its translation, letter for letter.", 10_000, required=True)
    new_source = string("The source as it should be.", 10_000, load_default=None)
    new_target = string("The translation as it should be.", 10_000, load_default=None)


class CleanIn(Schema):
    """What to look for, and whether to take it out."""

    reasons = List(
        String(validate=OneOf(("empty", "same", "language", "duplicate", "outlier"))), load_default=[],
        metadata={"description": "For these reasons only; all by default."},
    )  # fmt: skip
    confirmed = Boolean(load_default=False, metadata={"description": "Doubt what a person has confirmed, too."})
    remove = Boolean(load_default=False, metadata={"description": "Take the pairs out; they can be brought back."})


class RestoreIn(Schema):
    """What to bring back."""

    name = string("The name under which pairs were taken out.", 100, required=True)


class AnalysisIn(Schema):
    """Documents."""

    files = List(File(), required=True, validate=Length(1, 100))  # type: ignore[no-untyped-call]
    target_language = language_tag("The translation's language.", load_default="en")
    form = String(load_default="json", validate=OneOf(("json", "csv")))


@bp.delete("/memory")
@bp.input(PairOut)
@bp.doc(summary="Delete pairs of the memory", responses={200: "How many were deleted."})
def delete_pairs(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Delete pairs of the memory."""
    languages = json_data["source_language"], json_data["target_language"]
    deleted = memory_upkeep.delete(service().settings, json_data["source"], json_data["target"], languages)
    return jsonify(deleted=deleted)


@bp.patch("/memory")
@bp.input(PairChange)
@bp.doc(summary="Correct a pair of the memory", responses={200: "The pair as it is now."})
def edit_pair(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Correct a pair of the memory."""
    languages = json_data["source_language"], json_data["target_language"]
    old = json_data["source"], json_data["target"]
    new = json_data["new_source"] or old[0], json_data["new_target"] or old[1]
    return jsonify(unit_json(memory_upkeep.edit(service().settings, old, new, languages, g.actor)))


@bp.post("/memory/clean")
@bp.input(CleanIn)
@bp.doc(summary="Find pairs of no use, and take them out", responses={200: "Counts by reason, and the first pairs."})
def clean_memory(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Find pairs of no use: empty, same as the source, in another language, doubled, not saying the same."""
    found, name = memory_upkeep.clean(
        service().settings, json_data["reasons"], confirmed=json_data["confirmed"], remove=json_data["remove"]
    )
    return jsonify(
        units=found.units,
        counts=found.counts,
        found=[unit_json(unit) | {"reason": reason} for reason, unit in found.found[:SHOWN]],
        removed=found.removed,
        name=name,
    )


@bp.post("/memory/restore")
@bp.input(RestoreIn)
@bp.doc(summary="Bring back what cleaning took out", responses={200: "How many were new, and known."})
def restore_pairs(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Bring back what cleaning took out."""
    made = memory_upkeep.restore(service().settings, json_data["name"])
    return jsonify(added=made.added, known=made.known)


@bp.post("/memory/analysis")
@bp.input(AnalysisIn, location="form_and_files")
@bp.doc(summary="Analyse documents against the memory", responses={200: "Sentences and words by bands of matches."})
def analyse_files(form_and_files_data: dict[str, Any]) -> ResponseReturnValue:
    """Say how much of some documents the memory has."""
    from aligner.memory.analysis import as_csv

    files = [(safe_name(file.filename), file.read()) for file in form_and_files_data["files"]]
    made = memory_upkeep.analyse(service().settings, files, form_and_files_data["target_language"])
    if form_and_files_data["form"] == "csv":
        return Response(as_csv(made), mimetype="text/csv")
    rows = [
        {
            "name": one.name,
            "bands": {band: {"segments": c.segments, "words": c.words} for band, c in one.bands.items()},
            "segments": one.total.segments,
            "words": one.total.words,
        }
        for one in made
    ]
    return jsonify(files=rows[:-1], total=rows[-1])
