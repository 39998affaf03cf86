"""Changing beads: edit, split, merge, move, insert, delete, confirm, replace. Each answers with what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.api import bead_schemas, present
from server.db.tables import Bitext
from server.library import beads as bead_views
from server.library import bitexts, edits, history, memory, outbox, replacing
from server.library.checking import recheck
from server.library.history import Change
from server.service import service

log = logging.getLogger(__name__)
bp = APIBlueprint("beads", __name__, tag="Beads")

#: A change to more beads than this answers without them; the caller reads the page again.
MANY = 500


def changing(bitext_id: str, change: Callable[[Session, Bitext], Change]) -> Response:
    """Make a change in one transaction, check the beads again, and say what is new."""
    return jsonify(changed(bitext_id, change))


def changed(bitext_id: str, change: Callable[[Session, Bitext], Change]) -> dict[str, Any]:
    """See ``changing``: what it answers."""
    with service().database.write() as session:
        history.lock(session, bitext_id)
        bitext = bitexts.get_ready(session, bitext_id)
        made = change(session, bitext)
        if made.edit is not None and any("source" in row or "target" in row for row in made.edit.after):
            recheck(session, bitext, made.beads, service().models.glossary())
        answer = changed_json(session, bitext, made)
        # A note says nothing about the translation.
        telling = made.edit is not None and any(row.keys() - {"id", "note"} for row in made.edit.after)
        units = memory.confirmed_units(bitext, made.beads, g.actor) if telling else []
        outbox.put(session, units, memory.withdrawn_units(bitext, made, g.actor))
    return answer | sent()


def sent() -> dict[str, int]:
    """Send the pairs of a change that is stored to the memory; what its answer says of those that must wait."""
    try:
        left = outbox.send(service().database, service().settings)
    except SQLAlchemyError as error:  # the change is stored, and its pairs with it: a worker sends them
        log.warning("confirmed pairs wait for the database: %s", error)
        return {}
    return {"memory_waiting": left} if left else {}


def changed_json(session: Session, bitext: Bitext, made: Change) -> dict[str, Any]:
    """What a change led to."""
    shown = made.beads if len(made.beads) <= MANY else []
    found = bead_views.findings_of(session, [bead.id for bead in shown])
    numbers = bead_views.numbers_of(session, bitext.id, shown)
    return {
        "edit": present.edit_json(made.edit) if made.edit else None,
        "revision": bitext.revision,
        "beads": [
            present.bead_json(bead, numbers[bead.id], found[bead.id], bitext.source_paragraphs) for bead in shown
        ],
        "changed": len(made.beads),
        "range": bead_views.range_of(session, made.beads),
        "removed": made.removed,
        "after": made.previous_id,
        "total": bead_views.count_beads(session, bitext.id),
        "undo": history.stack(session, bitext.id, g.actor),
    }


@bp.get("/bitexts/<bitext_id>/beads/<int:bead_id>")
@bp.output(bead_schemas.BeadOut)
def get_bead(bitext_id: str, bead_id: int) -> ResponseReturnValue:
    """Get one bead."""
    with service().database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        bead = bead_views.get_bead(session, bitext, bead_id)
        found = bead_views.findings_of(session, [bead.id])
        number = bead_views.number_of(session, bead)
        return jsonify(present.bead_json(bead, number, found[bead.id], bitext.source_paragraphs))


@bp.patch("/bitexts/<bitext_id>/beads/<int:bead_id>")
@bp.input(bead_schemas.BeadIn)
@bp.output(bead_schemas.ChangedOut)
def edit_bead(bitext_id: str, bead_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Edit a bead's texts, codes, status or note; 409 with both versions when somebody else was first."""
    return changing(bitext_id, lambda s, b: edits.edit_bead(s, b, bead_id, actor=g.actor, **json_data))


@bp.post("/bitexts/<bitext_id>/beads/<int:bead_id>/split")
@bp.input(bead_schemas.SplitIn)
@bp.output(bead_schemas.ChangedOut)
def split_bead(bitext_id: str, bead_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Split a bead at a place in each of its texts."""
    return changing(bitext_id, lambda s, b: edits.split(s, b, bead_id, actor=g.actor, **json_data))


@bp.post("/bitexts/<bitext_id>/beads/<int:bead_id>/move")
@bp.input(bead_schemas.MoveIn)
@bp.output(bead_schemas.ChangedOut)
def move_boundary(bitext_id: str, bead_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Move a sentence of one side to the bead before or after."""
    return changing(bitext_id, lambda s, b: edits.move(s, b, bead_id, actor=g.actor, **json_data))


@bp.delete("/bitexts/<bitext_id>/beads/<int:bead_id>")
@bp.input(bead_schemas.VersionIn, location="query")
@bp.output(bead_schemas.ChangedOut)
def delete_bead(bitext_id: str, bead_id: int, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Delete a bead with both its texts."""
    return changing(bitext_id, lambda s, b: edits.delete(s, b, bead_id, query_data["version"], g.actor))


@bp.post("/bitexts/<bitext_id>/beads")
@bp.input(bead_schemas.InsertIn)
@bp.output(bead_schemas.ChangedOut)
def insert_bead(bitext_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Insert a bead."""
    after = json_data.pop("after")
    return changing(bitext_id, lambda s, b: edits.insert(s, b, after, g.actor, **json_data))


@bp.post("/bitexts/<bitext_id>/merge")
@bp.input(bead_schemas.MergeIn)
@bp.output(bead_schemas.ChangedOut)
def merge_beads(bitext_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Merge neighbouring beads."""
    ids = [(row["id"], row["version"]) for row in json_data["beads"]]
    return changing(bitext_id, lambda s, b: edits.merge(s, b, ids, g.actor))


@bp.post("/bitexts/<bitext_id>/confirm")
@bp.input(bead_schemas.ConfirmIn)
@bp.output(bead_schemas.ChangedOut)
def confirm_many(bitext_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Confirm all drafts from a confidence on."""
    above = json_data.pop("above")
    return changing(bitext_id, lambda s, b: edits.confirm_above(s, b, above, g.actor, **json_data))


@bp.get("/bitexts/<bitext_id>/places")
@bp.input(bead_schemas.PlacesIn, location="query")
@bp.output(bead_schemas.PlacesOut)
def count_places(bitext_id: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """Count where the translations hold some words."""
    with service().database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        pairs, places = replacing.count_places(session, bitext, replacing.Wanted(**query_data))
        return jsonify(pairs=pairs, places=places)


@bp.post("/bitexts/<bitext_id>/replace")
@bp.input(bead_schemas.ReplaceIn)
@bp.output(bead_schemas.ChangedOut)
def replace_all(bitext_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Find and replace in all translations, as one step that can be undone; rejected pairs are left alone."""
    replacement = json_data.pop("replace")
    wanted = replacing.Wanted(**json_data)
    return changing(bitext_id, lambda s, b: replacing.replace_all(s, b, g.actor, wanted, replacement))
