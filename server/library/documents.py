"""The library: documents put in, found, deleted and brought back. Pages and API call these functions."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from aligner.formats import IMPORTS, by_extension
from server.db.engine import insert_or_keep
from server.db.tables import Bitext, Document, Job, Upload
from server.errors import BadRequestError, NotFoundError
from server.jobs import queue
from server.library.bitexts import get_bitext
from server.library.words import matches
from server.settings import Settings

#: Bytes of an upload up to which a job is ``high`` priority (a page of text) and ``normal`` (an article).
SMALL, MEDIUM = 8_000, 400_000
#: The name of a text that came without a file.
PASTED = "text.txt"
#: Characters of a title made of a text's first words.
TITLE = 70
#: Files that hold a text and its translation already; they are opened as they are.
PAIRED = {name: form for name, form in IMPORTS.items() if form.group == "memory"}
SORTS = ("newest", "oldest", "title", "size")


@dataclass(frozen=True)
class Incoming:
    """A file as it came in: its name without any folder, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Added:
    """What an upload led to; ``reused`` when the same file with the same settings was there already."""

    document: Document
    bitext: Bitext
    job: Job
    reused: bool


def add_document(
    session: Session,
    settings: Settings,
    source: Incoming,
    translation: Incoming | None = None,
    *,
    title: str = "",
    model: str = "",
    beam: int | None = None,
    language: str = "",
    target_language: str = "",
    priority: str = "",
    again: bool = False,
    request_id: str = "",
) -> Added:
    """Put a file, or a file and its translation, into the library and queue the work.

    ``again`` asks for a fresh start even where the same work is done already.

    Raises:
        BadRequestError: a file is empty, a choice does not exist, or a file of pairs is to be aligned.
    """
    for incoming in (source, translation):
        if incoming is not None and not incoming.data.strip():
            raise BadRequestError("{name}: empty; there is nothing to read", name=incoming.name or "the text")
        if incoming is not None and translation is not None and by_extension(incoming.name, PAIRED):
            raise BadRequestError("{name}: holds a text and its translation already; send it alone", name=incoming.name)
    if priority and priority not in queue.ALLOWANCE:
        raise BadRequestError(
            "priority '{priority}': use {allowance}", priority=priority, allowance=", ".join(queue.ALLOWANCE)
        )
    kind = "align" if translation else "open" if by_extension(source.name, PAIRED) else "translate"
    chosen = choices(settings, kind == "translate", model, beam, language, target_language)
    stamp = signature(source, translation, chosen)
    if not again and (known := find_same(session, stamp)):
        return known
    document = add_file(session, source, "source", one_line(title), language)
    other = add_file(session, translation, "translation", "", target_language) if translation else None
    bitext = Bitext(document=document, kind=kind, signature=stamp, settings=chosen)
    bitext.translation_id = other.id if other else None
    session.add(bitext)
    session.flush()
    size = len(source.data) + (len(translation.data) if translation else 0)
    priority = priority or ("high" if size <= SMALL else "normal" if size <= MEDIUM else "low")
    job = queue.enqueue(session, bitext.id, bitext.kind, priority=priority, request_id=request_id)
    return Added(document, bitext, job, False)


def choices(
    settings: Settings, translate: bool, model: str, beam: int | None, language: str, target_language: str
) -> dict[str, Any]:
    """The settings of a bitext that can change its result."""
    chosen: dict[str, Any] = {"language": language} if language else {}
    if translate:
        if beam is not None and not 1 <= beam <= 32:
            raise BadRequestError("beam {beam}: use 1 to 32", beam=beam)
        from models.store.registry import default_name

        return chosen | {"model": model or settings.model or default_name(), "beam": beam or settings.beam}
    return chosen | ({"target_language": target_language} if target_language else {})


def signature(source: Incoming, translation: Incoming | None, chosen: dict[str, Any]) -> str:
    """Hash of everything that the result depends on, the program's version included."""
    from aligner import __version__
    from aligner.pipeline import STEPS

    # The extension takes part in the choice of the reader.
    files = [(suffix(one.name), digest(one.data)) if one else ("", "") for one in (source, translation)]
    parts = [__version__, STEPS, files, chosen]
    return digest(json.dumps(parts, sort_keys=True).encode())


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def suffix(name: str) -> str:
    """A file's extension in lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def find_same(session: Session, stamp: str) -> Added | None:
    """The newest living bitext of this signature, unless its job failed or was cancelled."""
    query = (
        sa.select(Bitext, Job)
        .join(Document, Bitext.document_id == Document.id)
        .join(Job, Job.bitext_id == Bitext.id)
        .where(Bitext.signature == stamp, Bitext.state != "failed", Document.deleted.is_(None))
        .order_by(Bitext.created.desc(), Job.created.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    bitext, job = row
    job.cancelling = False  # who brings it again wants it done
    return Added(bitext.document, bitext, job, True)


def add_file(session: Session, incoming: Incoming, role: str, title: str, language: str) -> Document:
    """A document for a file; the bytes are kept once."""
    sha = digest(incoming.data)
    insert_or_keep(session, Upload, {"sha256": sha, "data": incoming.data, "size": len(incoming.data)})
    name = incoming.name or PASTED
    document = Document(
        role=role,
        name=name,
        title=title,
        language=language or "und",
        sha256=sha,
        size=len(incoming.data),
        folded=fold(title, name),
    )
    session.add(document)
    session.flush()
    return document


def translate_again(
    session: Session, settings: Settings, document_id: str, *, model: str = "", beam: int | None = None
) -> Added:
    """One more translation of a document that is there, with another model or beam, to compare."""
    document = get_document(session, document_id)
    chosen = choices(settings, True, model, beam, "", "")
    stamp = digest(json.dumps([document.sha256, document.id, chosen], sort_keys=True).encode())
    if known := find_same(session, stamp):
        return known
    bitext = Bitext(document=document, kind="translate", signature=stamp, settings=chosen)
    session.add(bitext)
    session.flush()
    return Added(document, bitext, queue.enqueue(session, bitext.id, "translate"), False)


def fold(*texts: str) -> str:
    """Lower case for searching; SQLite's own knows no Cyrillic."""
    return " ".join(text.casefold().replace("ё", "е") for text in texts if text)


def one_line(text: str) -> str:
    """Text without line ends, null characters and double spaces."""
    return " ".join(text.replace("\x00", " ").split())


def shortened(text: str) -> str:
    """A title from a text: its first words, cut between two of them."""
    text = one_line(text)
    if len(text) <= TITLE:
        return text
    cut = text[: TITLE + 1].rpartition(" ")[0] or text[:TITLE]
    return cut.rstrip(" ,;:–—-") + "…"


def get_document(session: Session, document_id: str, *, deleted: bool = False) -> Document:
    """The document of this id; raises ``NotFoundError``, also for one in the trash unless ``deleted`` is set."""
    document = session.get(Document, document_id)
    if document is None or document.role != "source" or (document.deleted is not None and not deleted):
        raise NotFoundError("there is no document '{document_id}'", document_id=document_id)
    return document


def list_documents(
    session: Session, *, query: str = "", sort: str = "newest", offset: int = 0, limit: int = 50, deleted: bool = False
) -> tuple[list[Document], int]:
    """Documents whose title, name or text holds the words of the query, and how many there are in all."""
    if sort not in SORTS:
        raise BadRequestError("sort '{sort}': use {sorts}", sort=sort, sorts=", ".join(SORTS))
    query = one_line(query)
    where: list[sa.ColumnElement[bool]] = [Document.role == "source"]
    where.append(Document.deleted.is_not(None) if deleted else Document.deleted.is_(None))
    if query:
        in_text = sa.exists().where(Bitext.document_id == Document.id, matches(Bitext.vocabulary, query, ("ru", "en")))
        where.append(sa.or_(Document.folded.contains(fold(query), autoescape=True), in_text))
    order: dict[str, list[Any]] = {
        "newest": [Document.created.desc()],
        "oldest": [Document.created],
        "title": [Document.folded],
        "size": [Document.characters.desc()],
    }
    total = session.scalar(sa.select(sa.func.count()).select_from(Document).where(*where)) or 0
    rows = session.scalars(
        sa.select(Document)
        .where(*where)
        .order_by(*order[sort], Document.id)
        .offset(offset)
        .limit(limit)
        .options(selectinload(Document.bitexts))
    )
    return list(rows), total


def delete_document(session: Session, document_id: str) -> Document:
    """Into the trash; its jobs are cancelled. ``restore_document`` brings it back."""
    document = get_document(session, document_id)
    document.deleted = time.time()
    for job in active_jobs(session, document.id):
        queue.cancel(session, job.id)
    return document


def restore_document(session: Session, document_id: str) -> Document:
    """Out of the trash; work that the deletion cancelled is queued again."""
    document = get_document(session, document_id, deleted=True)
    document.deleted = None
    for bitext in document.bitexts:
        jobs, _ = queue.list_jobs(session, bitext_id=bitext.id, limit=1)
        if jobs and jobs[0].state == "cancelled":
            queue.retry(session, jobs[0].id)
        elif jobs and jobs[0].state == "running":
            jobs[0].cancelling = False
    return document


def active_jobs(session: Session, document_id: str) -> list[Job]:
    """Jobs of a document that wait or run."""
    query = sa.select(Job).join(Bitext, Job.bitext_id == Bitext.id)
    return list(session.scalars(query.where(Bitext.document_id == document_id, Job.state.in_(queue.ACTIVE))))


def rename_document(session: Session, document_id: str, title: str) -> Document:
    """Give a document another title."""
    document = get_document(session, document_id)
    document.title = one_line(title)
    document.folded = fold(document.title, document.name)
    return document


def delete_bitext(session: Session, bitext_id: str) -> None:
    """Delete one translation of a document for good; raises ``BadRequestError`` for the only one."""
    bitext = get_bitext(session, bitext_id)
    if len(bitext.document.bitexts) == 1:
        raise BadRequestError(
            "bitext '{bitext_id}' is the document's only one; delete the document instead", bitext_id=bitext_id
        )
    session.delete(bitext)


def last_jobs(session: Session, bitext_ids: list[str]) -> dict[str, Job]:
    """The newest job of each bitext, for lists."""
    query = sa.select(Job).where(Job.bitext_id.in_(bitext_ids)).order_by(Job.created)
    return {job.bitext_id: job for job in session.scalars(query)}
