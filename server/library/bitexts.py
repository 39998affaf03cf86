"""Bitexts in the database: stored from the aligner's, read back page by page or whole."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from aligner.core.bitext import Bead as CoreBead
from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.document import Provenance
from aligner.core.finding import Finding as CoreFinding
from models.messages import Message
from server.db.tables import Bead, Bitext, Edit, Finding, Segment
from server.errors import ConflictError, NotFoundError
from server.library.sentences import Row, document_of, paragraphs_of, rows_of
from server.library.words import search_words, vocabulary_of

#: Distance between the ranks of neighbours in a fresh bitext: room for twenty beads at one place before renumbering.
STEP = 1 << 20
INSERT_ROWS = 2000


def get_bitext(session: Session, bitext_id: str) -> Bitext:
    """The bitext of this id; raises ``NotFoundError``, also when its document is in the trash."""
    bitext = session.get(Bitext, bitext_id)
    if bitext is None or bitext.document.deleted is not None:
        raise NotFoundError("there is no bitext '{bitext_id}'", bitext_id=bitext_id)
    return bitext


def get_ready(session: Session, bitext_id: str) -> Bitext:
    """The same, for what needs the beads; raises ``ConflictError`` while they are not all there."""
    bitext = get_bitext(session, bitext_id)
    if bitext.state == "failed":
        raise ConflictError(
            "the work on bitext '{bitext_id}' stopped before it was done; retry its job",
            bitext_id=bitext_id,
            details={"state": "failed"},
        )
    if bitext.state != "ready":
        raise ConflictError(
            "bitext '{bitext_id}' is {state}; wait until its job is done",
            bitext_id=bitext_id,
            state=Message(bitext.state),
            details={"state": bitext.state},
        )
    return bitext


def store(session: Session, bitext: Bitext, made: CoreBitext, notes: Sequence[Message] = ()) -> None:
    """Replace a bitext's beads, and drop the checkpoint that led to them."""
    session.execute(sa.delete(Segment).where(Segment.bitext_id == bitext.id))
    session.execute(sa.delete(Edit).where(Edit.bitext_id == bitext.id))
    session.execute(sa.delete(Bead).where(Bead.bitext_id == bitext.id))
    bitext.source_language, bitext.target_language = made.source.language, made.target.language
    bitext.source_title, bitext.target_title = made.source.title, made.target.title
    bitext.source_paragraphs, bitext.target_paragraphs = paragraphs_of(made.source), paragraphs_of(made.target)
    bitext.notes, bitext.state, bitext.updated = [note.as_json() for note in notes], "ready", time.time()
    bitext.revision += 1
    source, target = rows_of(made.source), rows_of(made.target)
    values = [
        bead_values(bead, source[bead.source.start : bead.source.stop], target[bead.target.start : bead.target.stop])
        | {"bitext_id": bitext.id, "rank": (number + 1) * STEP}
        for number, bead in enumerate(made.beads)
    ]
    add_words(values, bitext)
    bitext.vocabulary = vocabulary_of(row["words"] for row in values)
    for at in range(0, len(values), INSERT_ROWS):
        session.execute(sa.insert(Bead), values[at : at + INSERT_ROWS])


def bead_values(bead: CoreBead, source: list[Row], target: list[Row]) -> dict[str, Any]:
    """A bead's columns."""
    return {
        "source": source,
        "target": target,
        "confidence": bead.confidence,
        "origin": bead.origin,
        "score": bead.score,
        "status": bead.status,
        "note": bead.note,
        "links": [list(link) for link in bead.links],
    }


def add_words(values: Iterable[dict[str, Any]], bitext: Bitext) -> None:
    """Fill in the search words of bead columns."""
    for row in values:
        row["words"] = search_words(row["source"], bitext.source_language, row["target"], bitext.target_language)


def core_bead(bead: Bead, at_source: int, at_target: int) -> CoreBead:
    """The aligner's bead, its sentences counted from these numbers."""
    return CoreBead(
        range(at_source, at_source + len(bead.source)),
        range(at_target, at_target + len(bead.target)),
        bead.confidence,
        bead.origin,  # type: ignore[arg-type]
        bead.score,
        bead.status,  # type: ignore[arg-type]
        bead.note,
        tuple((a, b, c, d) for a, b, c, d in bead.links),
    )


def ordered(bitext_id: str) -> sa.Select[Bead]:
    """The query for a bitext's beads in reading order."""
    return sa.select(Bead).where(Bead.bitext_id == bitext_id).order_by(Bead.rank)


def core_of(bitext: Bitext, beads: Sequence[Bead]) -> CoreBitext:
    """The aligner's bitext of these consecutive beads."""
    provenance = Provenance(bitext.document.name, bitext.document.format, bitext.document.encoding)
    made: list[CoreBead] = []
    at_source = at_target = 0
    for bead in beads:
        made.append(core_bead(bead, at_source, at_target))
        at_source, at_target = at_source + len(bead.source), at_target + len(bead.target)
    source = document_of(
        (row for bead in beads for row in bead.source),
        bitext.source_paragraphs,
        language=bitext.source_language,
        title=bitext.source_title,
        provenance=provenance,
    )
    target = document_of(
        (row for bead in beads for row in bead.target),
        bitext.target_paragraphs,
        language=bitext.target_language,
        title=bitext.target_title,
        provenance=provenance,
    )
    return CoreBitext(source, target, tuple(made))


def load(session: Session, bitext: Bitext) -> tuple[CoreBitext, list[int]]:
    """The whole bitext as the aligner knows it, and the ids of its beads."""
    beads = list(session.scalars(ordered(bitext.id)))
    return core_of(bitext, beads), [bead.id for bead in beads]


def load_findings(session: Session, bitext_id: str, ids: Sequence[int]) -> tuple[CoreFinding, ...]:
    """The findings with the beads counted as in ``ids``, in order."""
    number = {bead_id: at for at, bead_id in enumerate(ids)}
    found = session.scalars(sa.select(Finding).where(Finding.bitext_id == bitext_id))
    made = [
        CoreFinding(
            number[f.bead_id],
            f.code,
            f.severity,  # type: ignore[arg-type]
            f.message,
            span(f.source_span),
            span(f.target_span),
            tuple((name, value) for name, value in f.parameters),
        )
        for f in found
        if f.bead_id in number
    ]
    return tuple(sorted(made, key=lambda f: (f.bead, f.code)))


def span(pair: list[Any] | None) -> tuple[int, int] | None:
    """A span from its JSON."""
    return (pair[0], pair[1]) if pair else None


def store_findings(
    session: Session, bitext_id: str, found: Iterable[CoreFinding], ids: Sequence[int], *, replace: bool = True
) -> int:
    """Store the findings of the beads in ``ids``, counted as there, in place of theirs so far. Returns how many."""
    for at in range(0, len(ids) if replace else 0, 500):
        session.execute(sa.delete(Finding).where(Finding.bead_id.in_(ids[at : at + 500])))
    values = [
        {
            "bitext_id": bitext_id,
            "bead_id": ids[f.bead],
            "code": f.code,
            "severity": f.severity,
            "message": f.message,
            "source_span": list(f.source_span) if f.source_span else None,
            "target_span": list(f.target_span) if f.target_span else None,
            "parameters": [list(pair) for pair in f.values],
        }
        for f in found
    ]
    for at in range(0, len(values), INSERT_ROWS):
        session.execute(sa.insert(Finding), values[at : at + INSERT_ROWS])
    return len(values)


def statistics(session: Session, bitext: Bitext) -> dict[str, Any]:
    """Beads, by status and by form; pairs with findings; mean confidence."""
    query = sa.select(Bead.status, sa.func.count(), sa.func.sum(Bead.confidence)).where(Bead.bitext_id == bitext.id)
    rows = session.execute(query.group_by(Bead.status)).all()
    total = sum(row[1] for row in rows)
    by_status = {row[0]: row[1] for row in rows}
    with_findings = session.scalar(
        sa.select(sa.func.count(sa.distinct(Finding.bead_id))).where(
            Finding.bitext_id == bitext.id, Finding.severity != "info"
        )
    )
    return {
        "beads": total,
        "draft": by_status.get("draft", 0),
        "confirmed": by_status.get("confirmed", 0),
        "rejected": by_status.get("rejected", 0),
        "with_findings": with_findings or 0,
        "mean_confidence": sum(row[2] for row in rows) / total if total else None,
    }


def segments_done(session: Session, bitext_id: str) -> int:
    """Sentences of a translation under way that have been translated."""
    query = sa.select(sa.func.count()).where(Segment.bitext_id == bitext_id, Segment.target.is_not(None))
    return session.scalar(query) or 0
