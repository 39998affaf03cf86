"""``/bitexts/…/history``: who changed what; undo and redo."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import g, jsonify
from flask.typing import ResponseReturnValue

from server.api import bead_schemas, present, schemas
from server.api.beads import changing
from server.api.fields import whole
from server.library import bitexts, history
from server.service import service

bp = APIBlueprint("history", __name__, tag="History")


class HistoryIn(schemas.PageIn):
    """Which changes."""

    since = whole("Only changes after this revision.", load_default=None)
    bead = whole("Only changes of this bead.", load_default=None)


class UndoIn(Schema):
    """Which change to undo."""

    edit = whole("Id of the change; the last one when left out.", 1, load_default=None)


@bp.get("/bitexts/<bitext_id>/history")
@bp.input(HistoryIn, location="query")
@bp.output(bead_schemas.HistoryOut)
def get_history(bitext_id: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """List the changes, newest first; with `since`, what others have done meanwhile."""
    q = query_data
    with service().database.read() as session:
        bitext = bitexts.get_bitext(session, bitext_id)
        rows, total = history.list_edits(
            session, bitext.id, since=q["since"], bead_id=q["bead"], offset=q["offset"], limit=q["limit"]
        )
        return jsonify(edits=[present.edit_json(row) for row in rows], total=total, revision=bitext.revision)


@bp.post("/bitexts/<bitext_id>/undo")
@bp.input(UndoIn, location="query")
@bp.output(bead_schemas.ChangedOut)
def undo(bitext_id: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Undo the caller's last change, or one that is named if its pairs have not been changed since."""
    return changing(bitext_id, lambda s, b: history.undo(s, b, g.actor, query_data["edit"]))


@bp.post("/bitexts/<bitext_id>/redo")
@bp.output(bead_schemas.ChangedOut)
def redo(bitext_id: str) -> ResponseReturnValue:
    """Do again what was undone last."""
    return changing(bitext_id, lambda s, b: history.redo(s, b, g.actor))
