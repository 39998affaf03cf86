"""The one way beads change: replace some neighbours by others, remember both, take it back, do it again.

A snapshot is a dictionary with a bead's ``id`` and fields. When the same beads stand before and after, snapshots hold
only the fields that changed; otherwise they hold all. Ranks are never remembered: beads that come find room between
their neighbours.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.messages import Message
from server.db.tables import Bead, Bitext, Edit
from server.errors import ConflictError
from server.library.bitexts import STEP
from server.library.words import search_words

#: The fields of a full snapshot, besides ``id``.
FIELDS = ("source", "target", "confidence", "origin", "score", "status", "note", "links")

Snapshot = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What a change did: the beads that changed or came, in order, and the ids of those that went."""

    edit: Edit | None
    beads: list[Bead]
    removed: list[int]
    previous_id: int | None


def known_as(actor: str) -> str | Message:
    """An editor's name for another person; a browser's made-up one says nothing."""
    return actor if actor and not actor.startswith("web-") else Message("somebody else")


def snapshot(bead: Bead, fields: Sequence[str] = FIELDS) -> Snapshot:
    """A bead's fields as they are."""
    return {"id": bead.id} | {name: getattr(bead, name) for name in fields}


def lock(session: Session, bitext_id: str) -> Bitext | None:
    """The bitext, held against other writers until the transaction ends; what is read after this is the latest.

    SQLite has but one writer anyway.
    """
    query = sa.select(Bitext).where(Bitext.id == bitext_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def record(
    session: Session,
    bitext: Bitext,
    action: str,
    actor: str,
    before: list[Snapshot],
    after: list[Snapshot],
    place: tuple[int | None, int | None] | None = None,
) -> Change:
    """Make a change and write it into the history. New beads in ``after`` have the id None, and get one.

    ``place`` are the neighbours' ids, where nothing stood before. What the actor had undone can no longer be redone.
    """
    lock(session, bitext.id)
    session.execute(
        sa.update(Edit)
        .where(Edit.bitext_id == bitext.id, Edit.actor == actor, Edit.state == "undone")
        .values(state="dropped")
    )
    previous_id, next_id = place or around(session, bitext.id, [row["id"] for row in before])
    edit = Edit(
        bitext_id=bitext.id,
        action=action,
        actor=actor,
        before=before,
        after=after,
        previous_id=previous_id,
        next_id=next_id,
        revision=0,
    )
    change = replace(session, bitext, edit, before, after)
    session.add(edit)
    session.flush()
    return change


def around(session: Session, bitext_id: str, ids: list[int]) -> tuple[int | None, int | None]:
    """The beads before and after neighbours."""
    if not ids:
        return None, None
    low, high = session.execute(
        sa.select(sa.func.min(Bead.rank), sa.func.max(Bead.rank)).where(Bead.id.in_(ids[:1] + ids[-1:]))
    ).one()
    before = sa.select(Bead.id).where(Bead.bitext_id == bitext_id, Bead.rank < low).order_by(Bead.rank.desc()).limit(1)
    after = sa.select(Bead.id).where(Bead.bitext_id == bitext_id, Bead.rank > high).order_by(Bead.rank).limit(1)
    return session.scalar(before), session.scalar(after)


def replace(session: Session, bitext: Bitext, edit: Edit, before: list[Snapshot], after: list[Snapshot]) -> Change:
    """Put ``after`` in the place of ``before``; ids are written into ``after`` where beads are new."""
    bitext.revision += 1
    bitext.updated = time.time()
    edit.revision = bitext.revision
    same = [row["id"] for row in before] == [row["id"] for row in after]
    if same:
        changed = update_fields(session, bitext, edit.actor, after)
        return Change(edit, changed, [], None)
    beads = fetch(session, [row["id"] for row in before])
    gone = {row["id"] for row in before} - {row["id"] for row in after}
    low, high = room(session, bitext.id, edit, [beads[row["id"]] for row in before], len(after))
    session.execute(sa.delete(Bead).where(Bead.id.in_(gone)))
    for bead_id in gone:
        session.expunge(beads.pop(bead_id))
    made: list[Bead] = []
    for at, row in enumerate(after, 1):
        bead = beads.get(row["id"]) if row["id"] is not None else None
        if bead is None:
            bead = Bead(id=row["id"], bitext_id=bitext.id)
            session.add(bead)
        bead.rank = low + (high - low) * at // (len(after) + 1)
        set_fields(bead, bitext, edit.actor, row)
        made.append(bead)
    session.flush()
    for row, bead in zip(after, made, strict=True):
        row["id"] = bead.id
    previous = session.scalar(
        sa.select(Bead.id).where(Bead.bitext_id == bitext.id, Bead.rank <= low).order_by(Bead.rank.desc()).limit(1)
    )
    return Change(edit, made, sorted(gone), previous)


def fetch(session: Session, ids: list[int]) -> dict[int, Bead]:
    """Beads by id."""
    found: dict[int, Bead] = {}
    for at in range(0, len(ids), 500):
        found |= {bead.id: bead for bead in session.scalars(sa.select(Bead).where(Bead.id.in_(ids[at : at + 500])))}
    return found


def update_fields(session: Session, bitext: Bitext, actor: str, rows: list[Snapshot]) -> list[Bead]:
    """Set fields of beads that stay."""
    beads = fetch(session, [row["id"] for row in rows])
    for row in rows:
        bead = beads[row["id"]]
        set_fields(bead, bitext, actor, row)
    session.flush()
    return [beads[row["id"]] for row in rows]


def set_fields(bead: Bead, bitext: Bitext, actor: str, row: Snapshot) -> None:
    """Write a snapshot into a bead; the search words follow the texts."""
    for name in FIELDS:
        if name in row:
            setattr(bead, name, row[name])
    if "source" in row or "target" in row:
        bead.words = search_words(bead.source, bitext.source_language, bead.target, bitext.target_language)
        fresh = [word for word in bead.words.split() if f" {word} " not in bitext.vocabulary]
        if fresh:
            bitext.vocabulary = f"{bitext.vocabulary or ' '}{' '.join(fresh)} "
    # The bitext's revision never falls, so a bead that is deleted and brought back has no version twice.
    bead.version, bead.updated, bead.updated_by = bitext.revision, time.time(), actor


def room(session: Session, bitext_id: str, edit: Edit, beads: list[Bead], count: int) -> tuple[int, int]:
    """Two ranks with at least ``count`` free ones between them, where the beads stand or stood."""
    for _ in range(2):
        if beads:
            first, last = min(b.rank for b in beads), max(b.rank for b in beads)
            low = session.scalar(
                sa.select(sa.func.max(Bead.rank)).where(Bead.bitext_id == bitext_id, Bead.rank < first)
            )
            high = session.scalar(
                sa.select(sa.func.min(Bead.rank)).where(Bead.bitext_id == bitext_id, Bead.rank > last)
            )
        else:
            low, high = gap(session, bitext_id, edit)
        low = low or 0
        high = high if high is not None else low + STEP * (count + 1)
        if high - low > count:
            return low, high
        renumber(session, bitext_id)
        for bead in beads:
            session.refresh(bead, ["rank"])
    raise AssertionError("a freshly numbered bitext has room everywhere")


def gap(session: Session, bitext_id: str, edit: Edit) -> tuple[int | None, int | None]:
    """The ranks around a place where no bead stands, known by its former neighbours.

    Raises:
        ConflictError: both neighbours are gone.
    """
    rank = sa.select(Bead.rank).where(Bead.bitext_id == bitext_id)
    if edit.previous_id is not None:
        low = session.scalar(rank.where(Bead.id == edit.previous_id))
        if low is not None:
            return low, session.scalar(rank.where(Bead.rank > low).order_by(Bead.rank).limit(1))
    elif edit.next_id is None or session.get(Bead, edit.next_id) is not None:
        return None, session.scalar(rank.order_by(Bead.rank).limit(1))
    if edit.next_id is not None:
        high = session.scalar(rank.where(Bead.id == edit.next_id))
        if high is not None:
            return session.scalar(rank.where(Bead.rank < high).order_by(Bead.rank.desc()).limit(1)), high
    raise ConflictError("the beads around this place have been changed since; it cannot be found any more")


def renumber(session: Session, bitext_id: str) -> None:
    """Spread the ranks evenly again."""
    session.flush()
    ids = session.scalars(sa.select(Bead.id).where(Bead.bitext_id == bitext_id).order_by(Bead.rank)).all()
    session.execute(sa.update(Bead), [{"id": bead_id, "rank": (at + 1) * STEP} for at, bead_id in enumerate(ids)])


def undo(session: Session, bitext: Bitext, actor: str, edit_id: int | None = None) -> Change:
    """Take back the actor's last change, or the one of this id.

    Raises:
        ConflictError: there is none, or its beads have been changed since.
    """
    query = sa.select(Edit).where(Edit.bitext_id == bitext.id, Edit.actor == actor, Edit.state == "done")
    if edit_id is not None:
        query = query.where(Edit.id == edit_id)
    edit = session.scalar(query.order_by(Edit.id.desc()).limit(1))
    if edit is None:
        raise ConflictError("there is nothing to undo")
    return replay(session, bitext, edit, edit.after, edit.before, "undone")


def redo(session: Session, bitext: Bitext, actor: str) -> Change:
    """Do again what was undone last.

    Raises:
        ConflictError: there is nothing, or somebody else has changed the same beads since.
    """
    query = sa.select(Edit).where(Edit.bitext_id == bitext.id, Edit.actor == actor, Edit.state == "undone")
    edit = session.scalar(query.order_by(Edit.id).limit(1))
    if edit is None:
        raise ConflictError("there is nothing to redo")
    return replay(session, bitext, edit, edit.before, edit.after, "done")


def replay(
    session: Session, bitext: Bitext, edit: Edit, now: list[Snapshot], then: list[Snapshot], state: str
) -> Change:
    """Replace what an edit left by what it found, or the reverse, if nobody has touched it."""
    lock(session, bitext.id)
    refuse_if_touched(session, bitext.id, edit, now)
    change = replace(session, bitext, edit, now, [dict(row) for row in then])
    edit.state = state
    session.flush()
    return change


def refuse_if_touched(session: Session, bitext_id: str, edit: Edit, expected: list[Snapshot]) -> None:
    """Raise ``ConflictError`` unless the beads are as the snapshots say, and still neighbours."""
    beads = fetch(session, [row["id"] for row in expected])
    for row in expected:
        bead = beads.get(row["id"])
        if bead is None or any(getattr(bead, name) != value for name, value in row.items()):
            who = known_as(bead.updated_by if bead else "")
            raise ConflictError(
                "the pair has been changed since by {who}; it was left as it is", who=who, details={"edit": edit.id}
            )
    if [row["id"] for row in edit.before] != [row["id"] for row in edit.after] and beads:
        ranks = [bead.rank for bead in beads.values()]
        query = sa.select(sa.func.count()).where(Bead.bitext_id == bitext_id, Bead.rank.between(min(ranks), max(ranks)))
        if session.scalar(query) != len(beads):
            raise ConflictError(
                "somebody has put a pair in between since; it was left as it is", details={"edit": edit.id}
            )


def stack(session: Session, bitext_id: str, actor: str) -> dict[str, int]:
    """How many changes the actor can undo and redo."""
    query = (
        sa.select(Edit.state, sa.func.count())
        .where(Edit.bitext_id == bitext_id, Edit.actor == actor)
        .group_by(Edit.state)
    )
    counts = {row[0]: row[1] for row in session.execute(query)}
    return {"undo": counts.get("done", 0), "redo": counts.get("undone", 0)}


def list_edits(
    session: Session, bitext_id: str, *, since: int | None = None, bead_id: int | None = None, offset: int, limit: int
) -> tuple[list[Edit], int]:
    """The history, newest first; ``since`` a revision, or of one bead."""
    query = sa.select(Edit).where(Edit.bitext_id == bitext_id)
    if since is not None:
        query = query.where(Edit.revision > since)
    newest = query.order_by(Edit.revision.desc())
    if bead_id is None:
        total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
        return list(session.scalars(newest.offset(offset).limit(limit))), total
    edits = [e for e in session.scalars(newest) if any(row["id"] == bead_id for row in (*e.before, *e.after))]
    return edits[offset : offset + limit], len(edits)
