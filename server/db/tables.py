"""The tables. Times are seconds since 1970 (UTC); JSON columns hold only what is never searched."""

from __future__ import annotations

import secrets
import time
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import LargeBinary


def new_id() -> str:
    """A short random name for a row that appears in addresses."""
    return secrets.token_hex(6)


class Base(DeclarativeBase):
    """Common base of all tables."""

    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 (SQLAlchemy reads it)


class Upload(Base):
    """The bytes of an uploaded file, once for each content."""

    __tablename__ = "uploads"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    created: Mapped[float] = mapped_column(default=time.time)


class Document(Base):
    """A text in one language: what someone uploaded or pasted. ``role`` is ``source`` or ``translation``."""

    __tablename__ = "documents"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    role: Mapped[str] = mapped_column(default="source", index=True)
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="und")
    format: Mapped[str] = mapped_column(default="")
    encoding: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(default=0)
    sentences: Mapped[int] = mapped_column(default=0)
    characters: Mapped[int] = mapped_column(default=0)
    #: The segmented document as JSON, once it is read.
    content: Mapped[str | None] = mapped_column(Text, deferred=True)
    #: Title and file name in lower case, for searching.
    folded: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[float] = mapped_column(default=time.time, index=True)
    deleted: Mapped[float | None] = mapped_column(index=True)
    bitexts: Mapped[list[Bitext]] = relationship(
        back_populates="document", foreign_keys="Bitext.document_id", order_by="Bitext.created", passive_deletes=True
    )


class Bitext(Base):
    """A document and one translation of it, as beads. ``kind`` is ``translate``, ``align``, or ``open`` (a file
    of pairs)."""

    __tablename__ = "bitexts"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), index=True)
    #: The human translation that was aligned; none for a machine translation.
    translation_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    #: ``waiting`` and ``working`` until the beads are stored, then ``ready``; or ``failed``.
    state: Mapped[str] = mapped_column(default="waiting")
    #: Hash of the inputs and settings: the same again is answered from here.
    signature: Mapped[str] = mapped_column(index=True)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    model: Mapped[str] = mapped_column(default="")
    source_language: Mapped[str] = mapped_column(default="und")
    target_language: Mapped[str] = mapped_column(default="en")
    source_title: Mapped[str] = mapped_column(default="")
    target_title: Mapped[str] = mapped_column(default="")
    #: [kind, level] of each paragraph; the sentences in the beads refer to them by number.
    source_paragraphs: Mapped[list[Any]] = mapped_column(default=list, deferred=True)
    target_paragraphs: Mapped[list[Any]] = mapped_column(default=list, deferred=True)
    notes: Mapped[list[Any]] = mapped_column(default=list)
    #: Every word of both sides once, with its dictionary form, for the search over the library.
    vocabulary: Mapped[str] = mapped_column(Text, default="", deferred=True)
    #: Grows with every change to the beads.
    revision: Mapped[int] = mapped_column(default=0)
    created: Mapped[float] = mapped_column(default=time.time)
    updated: Mapped[float] = mapped_column(default=time.time)
    document: Mapped[Document] = relationship(back_populates="bitexts", foreign_keys=[document_id])


class Segment(Base):
    """The checkpoint of a translation under way: one source sentence, and its translation once there is one."""

    __tablename__ = "segments"
    bitext_id: Mapped[str] = mapped_column(ForeignKey("bitexts.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    paragraph: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(Text)
    target: Mapped[str | None] = mapped_column(Text)
    score: Mapped[float | None]
    confidence: Mapped[float | None]
    #: The whole translation as the translator gave it.
    output: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Bead(Base):
    """A bead with its sentences: each is [text, paragraph number, what stands before it within the paragraph].

    ``rank`` orders the beads of a bitext, with room between for new ones; the number a reader sees is the count of
    ranks up to it. ``version`` grows with every change, for optimistic locking.
    """

    __tablename__ = "beads"
    __table_args__ = (Index("ix_beads_order", "bitext_id", "rank"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bitext_id: Mapped[str] = mapped_column(ForeignKey("bitexts.id", ondelete="CASCADE"))
    rank: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(default=1)
    source: Mapped[list[Any]] = mapped_column(default=list)
    target: Mapped[list[Any]] = mapped_column(default=list)
    #: Both texts in lower case with their dictionary forms, space-separated, for searching.
    words: Mapped[str] = mapped_column(Text, default="", deferred=True)
    confidence: Mapped[float] = mapped_column(default=0.0)
    origin: Mapped[str] = mapped_column(default="mt")
    score: Mapped[float | None]
    status: Mapped[str] = mapped_column(default="draft")
    note: Mapped[str] = mapped_column(Text, default="")
    links: Mapped[list[Any]] = mapped_column(default=list)
    updated: Mapped[float] = mapped_column(default=time.time)
    updated_by: Mapped[str] = mapped_column(default="")


class Finding(Base):
    """A quality check's remark on a bead. ``parameters`` are the names and values that its message was made of."""

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bitext_id: Mapped[str] = mapped_column(ForeignKey("bitexts.id", ondelete="CASCADE"), index=True)
    bead_id: Mapped[int] = mapped_column(ForeignKey("beads.id", ondelete="CASCADE"), index=True)
    code: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    source_span: Mapped[list[Any] | None]
    target_span: Mapped[list[Any] | None]
    parameters: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class Edit(Base):
    """One change to a bitext's beads: enough to take it back and to do it again.

    ``before`` and ``after`` are snapshots of the beads. Where no bead comes or goes, they hold only the fields that
    changed. ``state`` is ``done``, ``undone``, or ``dropped`` (undone, and no longer to be redone).
    """

    __tablename__ = "edits"
    __table_args__ = (Index("ix_edits_stack", "bitext_id", "actor", "state"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    bitext_id: Mapped[str] = mapped_column(ForeignKey("bitexts.id", ondelete="CASCADE"))
    #: The bitext's revision that this edit, its undo or its redo last made.
    revision: Mapped[int]
    action: Mapped[str]
    actor: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="done")
    #: The beads that stood around the changed ones, to find the place again.
    previous_id: Mapped[int | None]
    next_id: Mapped[int | None]
    before: Mapped[list[Any]] = mapped_column(default=list)
    after: Mapped[list[Any]] = mapped_column(default=list)
    created: Mapped[float] = mapped_column(default=time.time)


class Outgoing(Base):
    """Pairs of one change on their way into the translation memory; written with the change, gone once they are there.

    ``remembered`` are confirmed pairs and ``withdrawn`` those that are confirmed no more; ``pairs`` counts both.
    """

    __tablename__ = "outbox"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    remembered: Mapped[list[Any]] = mapped_column(default=list)
    withdrawn: Mapped[list[Any]] = mapped_column(default=list)
    pairs: Mapped[int]
    created: Mapped[float] = mapped_column(default=time.time)


class Job(Base):
    """Work to do in the background, and how far it is. This table is the truth; workers hold leases on its rows."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_queue", "state", "due"),)
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    bitext_id: Mapped[str] = mapped_column(ForeignKey("bitexts.id", ondelete="CASCADE"), index=True)
    #: ``queued``, ``running``, ``done``, ``failed`` or ``cancelled``.
    state: Mapped[str] = mapped_column(default="queued")
    #: ``high``, ``normal`` or ``low``; decides ``due``, and the job due first runs first.
    priority: Mapped[str] = mapped_column(default="normal")
    due: Mapped[float] = mapped_column(default=time.time)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    stage: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: When this run of the stage began, and at how many; the rate follows.
    stage_began: Mapped[float | None]
    stage_from: Mapped[int] = mapped_column(default=0)
    #: Times a worker was lost since the last progress, and in all.
    attempts: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(index=True)
    lease_until: Mapped[float | None]
    cancelling: Mapped[bool] = mapped_column(default=False)
    #: What went wrong, in English, and as a template with its values (none in rows of before).
    error: Mapped[str | None] = mapped_column(Text)
    message: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    request_id: Mapped[str] = mapped_column(default="")
    created: Mapped[float] = mapped_column(default=time.time, index=True)
    started: Mapped[float | None]
    finished: Mapped[float | None]
    #: Grows with every change, so that a watcher sees what is new.
    updated: Mapped[float] = mapped_column(default=time.time, index=True)


class ApiKey(Base):
    """A key for the API; only its hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    created: Mapped[float] = mapped_column(default=time.time)
    last_used: Mapped[float | None]
    revoked: Mapped[float | None]


#: How long a browser stays signed in.
SIGN_IN_SECONDS = 365 * 86_400.0


class SignIn(Base):
    """A browser that signed in with a key; its cookie holds the id. Signing out deletes the row."""

    __tablename__ = "sign_ins"
    id: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str]
    created: Mapped[float] = mapped_column(default=time.time)


class Replay(Base):
    """The answer given under an idempotency key, to be given again."""

    __tablename__ = "replays"
    key: Mapped[str] = mapped_column(primary_key=True)
    #: Hash of method, path, caller and body.
    request: Mapped[str]
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created: Mapped[float] = mapped_column(default=time.time, index=True)


class Download(Base):
    """A translated file made by ``/translate_file``, kept for a while."""

    __tablename__ = "downloads"
    name: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    expires: Mapped[float] = mapped_column(index=True)
