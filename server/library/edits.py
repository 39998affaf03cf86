"""What a person can do to beads: retype, confirm, note, split, merge, move a boundary, insert, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from aligner.core.code import Content
from models.messages import Message
from server.db.tables import Bead, Bitext
from server.errors import BadRequestError, ConflictError
from server.library.beads import BeadFilter, are_neighbours, get_bead
from server.library.history import FIELDS, Change, Snapshot, around, known_as, record, snapshot
from server.library.retyping import check_text, links_between, paragraph_at, retyped_side, sentences_from
from server.library.sentences import Row, split_row, text_of

SIDES = ("source", "target")
#: What belongs to the word after it.
OPENING = "«“„‘‹([{¿¡\"'"


def current(session: Session, bitext: Bitext, bead_id: int, version: int, yours: Any = None) -> Bead:
    """The bead, if it is still of the version that the caller saw.

    Raises:
        NotFoundError: it is gone.
        ConflictError: it has changed; the answer holds it as it is now, and what the caller wanted.
    """
    from server.api.present import bead_json

    bead = get_bead(session, bitext, bead_id)
    if bead.version != version:
        raise ConflictError(
            "pair changed meanwhile by {who} (version {version}, not {expected})",
            who=known_as(bead.updated_by),
            version=bead.version,
            expected=version,
            details={"current": bead_json(bead, None, (), bitext.source_paragraphs), "yours": yours},
        )
    return bead


def edit_bead(session: Session, bitext: Bitext, bead_id: int, version: int, actor: str, **changes: Any) -> Change:
    """Change texts (``source_text``, ``target_text``), codes, ``status`` or ``note`` of a bead.

    Codes (``source_codes``, ``target_codes``) count in the text that comes with them, else in the one that is there.

    Raises:
        BadRequestError: both texts would be empty, a pair with an empty side would be confirmed, or codes are not
            those of the pair.
        ConflictError: the bead has changed meanwhile.
    """
    bead = current(session, bitext, bead_id, version, changes)
    after: Snapshot = {"id": bead.id}
    for side in SIDES:
        rows: list[Row] = getattr(bead, side)
        text, codes = changes.get(f"{side}_text"), changes.get(f"{side}_codes")
        if codes is None and (text is None or " ".join(text.split()) == text_of(rows)):
            continue
        typed = retyped_side(session, bitext, bead, side, text_of(rows) if text is None else text, codes)
        if typed != rows and text_of(typed) == text_of(rows):
            after[side] = typed
        elif typed != rows:
            after |= {side: typed, "origin": "human", "confidence": 1.0, "score": None}
    if not (after.get("source", bead.source) or after.get("target", bead.target)):
        raise BadRequestError("both sides would be empty; delete the pair instead")
    if not (after.get("source", bead.source) and after.get("target", bead.target)):
        if changes.get("status") == "confirmed":
            raise BadRequestError(
                "one side of the pair is empty, so there is nothing to confirm; type it, merge the pair, or reject it"
            )
        if bead.status == "confirmed":
            after["status"] = "draft"
    if "origin" in after:
        target = text_of(after.get("target", bead.target))
        after["links"] = links_between(bitext, after.get("source", bead.source), target)
    for name in ("status", "note"):
        if changes.get(name) is not None and changes[name] != getattr(bead, name):
            check_text(changes[name])
            after[name] = changes[name]
    if len(after) == 1:
        return Change(None, [bead], [], None)
    action = "edit" if "source" in after or "target" in after else "status" if "status" in after else "note"
    before = snapshot(bead, [name for name in FIELDS if name in after])
    return record(session, bitext, action, actor, [before], [after])


def cut(rows: list[Row], at: int) -> tuple[list[Row], list[Row]]:
    """Sentences before and after a place in their joined text; a sentence that holds the place is cut in two.

    What opens a quotation or a bracket goes with the words that it opens.

    Raises:
        BadRequestError: the place is outside the text.
    """
    if not 0 <= at <= len(text_of(rows)):
        raise BadRequestError("cannot split at {at}: the text has {count} characters", at=at, count=len(text_of(rows)))
    position = 0
    joined = text_of(rows)
    while at and joined[at - 1] in OPENING and (at == 1 or joined[at - 2].isspace() or joined[at - 2] in OPENING):
        at -= 1
    for number, (text, *_) in enumerate(rows):
        if at <= position:
            return rows[:number], rows[number:]
        if at < position + len(text):
            left, right = len(text[: at - position].rstrip()), len(text) - len(text[at - position :].lstrip())
            if not left:
                return rows[:number], rows[number:]
            if right == len(text):
                return rows[: number + 1], rows[number + 1 :]
            one, two = split_row(rows[number], left, right)
            return [*rows[:number], one], [two, *rows[number + 1 :]]
        position += len(text) + 1
    return rows, []


def split(
    session: Session, bitext: Bitext, bead_id: int, version: int, actor: str, *, source_at: int, target_at: int
) -> Change:
    """Cut a bead in two. The first half keeps the id.

    Raises:
        BadRequestError: a place is outside its text, or one half would be empty.
    """
    bead = current(session, bitext, bead_id, version)
    source, target = cut(bead.source, source_at), cut(bead.target, target_at)
    if not (source[0] or target[0]) or not (source[1] or target[1]):
        raise BadRequestError("one half would be empty; choose another place")
    whole = snapshot(bead)
    same: Snapshot = {"origin": "human", "status": "draft", "links": [], "score": None}
    first = whole | same | {"source": source[0], "target": target[0]}
    second = whole | same | {"id": None, "source": source[1], "target": target[1], "note": ""}
    return record(session, bitext, "split", actor, [whole], [first, second])


def merge(session: Session, bitext: Bitext, ids: Sequence[tuple[int, int]], actor: str) -> Change:
    """Join neighbours, given as (id, version) in order. The first keeps its id.

    Raises:
        BadRequestError: they are not neighbours.
    """
    beads = [current(session, bitext, bead_id, version) for bead_id, version in ids]
    if not are_neighbours(session, bitext.id, beads):
        raise BadRequestError("only neighbours can be merged, first to last")
    before = [snapshot(bead) for bead in beads]
    joined = before[0] | {
        "source": [row for bead in beads for row in bead.source],
        "target": [row for bead in beads for row in bead.target],
        "confidence": min(bead.confidence for bead in beads),
        "origin": "human",
        "score": None,
        "status": "draft",
        "note": "\n".join(bead.note for bead in beads if bead.note),
        "links": [],
    }
    return record(session, bitext, "merge", actor, before, [joined])


def move(
    session: Session, bitext: Bitext, bead_id: int, version: int, actor: str, *, side: str, direction: str
) -> Change:
    """Move the first sentence of a side to the bead before (``up``), or the last to the bead after (``down``).

    A bead that loses its last sentence is gone.

    Raises:
        BadRequestError: the side is empty, or there is no bead in that direction.
    """
    bead = current(session, bitext, bead_id, version)
    rows: list[Row] = getattr(bead, side)
    up = direction == "up"
    if not rows:
        raise BadRequestError("the {side} side is empty; there is nothing to move", side=Message(side))
    previous_id, next_id = around(session, bitext.id, [bead.id])
    other_id = previous_id if up else next_id
    if other_id is None:
        raise BadRequestError("there is no pair {where} this one", where=Message("before") if up else Message("after"))
    other = get_bead(session, bitext, other_id)
    kept, moved = (rows[1:], rows[:1]) if up else (rows[:-1], rows[-1:])
    others: list[Row] = getattr(other, side)
    changed: Snapshot = {"origin": "human", "links": [], "score": None, "status": "draft"}
    mine = snapshot(bead) | changed | {side: kept}
    theirs = snapshot(other) | changed | {side: others + moved if up else moved + others}
    before = [snapshot(other), snapshot(bead)] if up else [snapshot(bead), snapshot(other)]
    after = [theirs, mine] if up else [mine, theirs]
    after = [row for row in after if row["source"] or row["target"]]
    return record(session, bitext, "move", actor, before, after)


def insert(
    session: Session, bitext: Bitext, after_id: int | None, actor: str, *, source_text: str, target_text: str
) -> Change:
    """A new bead after another, or at the beginning.

    Raises:
        BadRequestError: both texts are empty.
    """
    check_text(source_text + target_text)
    if not (source_text.strip() or target_text.strip()):
        raise BadRequestError("both sides are empty; type at least one")
    first = session.scalar(sa.select(Bead).where(Bead.bitext_id == bitext.id).order_by(Bead.rank).limit(1))
    place = get_bead(session, bitext, after_id) if after_id is not None else None
    near = place or first
    values: dict[str, Any] = {"id": None, "note": "", "links": [], "score": None, "status": "draft"}
    for side, text, language in (
        ("source", source_text, bitext.source_language),
        ("target", target_text, bitext.target_language),
    ):
        typed = Content(" ".join(text.split()))
        values[side] = sentences_from(typed, language, paragraph_after(session, bitext, near, side) if near else 0)
        if values[side] and place:
            values[side][0][2] = " "
    values |= {"confidence": 1.0, "origin": "human"}
    around_it = (place.id, around(session, bitext.id, [place.id])[1]) if place else (None, first.id if first else None)
    return record(session, bitext, "insert", actor, [], [values], around_it)


def paragraph_after(session: Session, bitext: Bitext, place: Bead, side: str) -> int:
    """The paragraph of a bead's last sentence on a side, or of the nearest."""
    rows: list[Row] = getattr(place, side)
    return int(rows[-1][1]) if rows else paragraph_at(session, bitext, place, side)


def delete(session: Session, bitext: Bitext, bead_id: int, version: int, actor: str) -> Change:
    """Remove a bead with both its texts.

    Raises:
        ConflictError: it is the last one.
    """
    bead = current(session, bitext, bead_id, version)
    previous_id, next_id = around(session, bitext.id, [bead.id])
    if previous_id is None and next_id is None:
        raise ConflictError("the last pair cannot be deleted; delete the document instead")
    return record(session, bitext, "delete", actor, [snapshot(bead)], [])


def confirm_above(
    session: Session, bitext: Bitext, confidence: float, actor: str, *, without_findings: bool = True
) -> Change:
    """Confirm all drafts from a confidence on, those with findings left out; null pairs are never confirmed so."""
    which = BeadFilter(status="draft", findings=False if without_findings else None)
    query = sa.select(Bead).where(*which.conditions(bitext), Bead.confidence >= confidence).order_by(Bead.rank)
    beads = [bead for bead in session.scalars(query) if bead.source and bead.target]
    if not beads:
        return Change(None, [], [], None)
    before = [{"id": bead.id, "status": "draft"} for bead in beads]
    after = [{"id": bead.id, "status": "confirmed"} for bead in beads]
    return record(session, bitext, "confirm-all", actor, before, after)
