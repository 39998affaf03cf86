"""What deletes itself: uploads that were read, documents past their time, the trash, downloads, old replays."""

from __future__ import annotations

import logging
import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db.engine import Database
from server.db.tables import SIGN_IN_SECONDS, Bitext, Document, Download, Job, Replay, SignIn, Upload
from server.settings import Settings

log = logging.getLogger(__name__)
DAY = 86_400.0


def drop_read_uploads(session: Session, before: float, sha256: str | None = None) -> int:
    """Delete uploads that came before this time and that no document has still to read."""
    unread = sa.exists().where(Document.sha256 == Upload.sha256, Document.content.is_(None), Document.deleted.is_(None))
    failed = sa.exists().where(
        Document.sha256 == Upload.sha256, Bitext.document_id == Document.id, Bitext.state == "failed"
    )
    where = [Upload.created < before, sa.or_(~unread, failed)]
    if sha256 is not None:
        where.append(Upload.sha256 == sha256)
    return session.execute(sa.delete(Upload).where(*where)).rowcount  # type: ignore[attr-defined, no-any-return]


def purge(session: Session, document: Document) -> None:
    """Delete a document for good: its bitexts, beads, history, jobs, translations, and uploads nobody else uses."""
    others = [b.translation_id for b in document.bitexts if b.translation_id]
    shas = {document.sha256, *session.scalars(sa.select(Document.sha256).where(Document.id.in_(others)))}
    session.execute(sa.delete(Bitext).where(Bitext.document_id == document.id))
    session.execute(sa.delete(Document).where(Document.id.in_([document.id, *others])))
    used = sa.exists().where(Document.sha256 == Upload.sha256)
    session.execute(sa.delete(Upload).where(Upload.sha256.in_(shas), ~used))


def sweep(database: Database, settings: Settings, now: float | None = None) -> dict[str, int]:
    """Delete all that is past its time; returns how many of each."""
    at = time.time() if now is None else now
    counts = {"documents": 0, "uploads": 0, "downloads": 0, "replays": 0}
    with database.write() as session:
        if settings.keep_documents_days >= 0:
            old = at - settings.keep_documents_days * DAY
            busy = sa.exists().where(
                Job.bitext_id == Bitext.id, Bitext.document_id == Document.id, Job.state.in_(("queued", "running"))
            )
            session.execute(
                sa.update(Document)
                .where(Document.role == "source", Document.deleted.is_(None), Document.created < old, ~busy)
                .values(deleted=at - settings.trash_days * DAY)
            )
        session.execute(sa.delete(SignIn).where(SignIn.created < at - SIGN_IN_SECONDS))
        trash = sa.select(Document).where(Document.role == "source", Document.deleted <= at - settings.trash_days * DAY)
        for document in session.scalars(trash).all():
            purge(session, document)
            counts["documents"] += 1
        if settings.keep_uploads_days >= 0:
            counts["uploads"] = drop_read_uploads(session, at - settings.keep_uploads_days * DAY)
        for name, where, table in (
            ("downloads", Download.expires < at, Download),
            ("replays", Replay.created < at - DAY, Replay),
        ):
            counts[name] = session.execute(sa.delete(table).where(where)).rowcount  # type: ignore[attr-defined]
    if any(counts.values()):
        log.info("deleted past their time: %s", ", ".join(f"{n} {name}" for name, n in counts.items() if n))
    return counts
