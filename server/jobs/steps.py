"""The steps of a job: read and segment, translate or align, store, check. Each begins where the last stop left it."""

from __future__ import annotations

import io
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from aligner.core.document import Document as CoreDocument
from aligner.core.serial import document_from_dict, document_to_dict
from aligner.errors import ExportError, ReadError
from models.messages import Message
from server.db.engine import Database
from server.db.tables import Bitext, Document, Job, Upload
from server.jobs import queue
from server.jobs.checkpoint import CheckpointedTranslator, prepare
from server.library import bitexts
from server.library import documents as library
from server.library.checking import run_checks
from server.library.direction import check_model, check_order
from server.library.memory import as_file, memory_path, opened
from server.ops import retention
from server.settings import Settings
from server.translation.models import Models

if TYPE_CHECKING:
    from aligner.core.bitext import Bitext as CoreBitext
    from aligner.memory.base import Memory

log = logging.getLogger(__name__)
#: What a reader of pairs calls the two languages, and what the upload's settings call them.
SIDES = {"source_language": "language", "target_language": "target_language"}
#: Seconds between two looks at the job from within a step that has no checkpoints.
LOOK_SECONDS = 0.5
#: How long to go on trying to store work that cannot be made again in a moment, while the database is busy or full.
STORE_SECONDS = 600.0


@dataclass
class Lease:
    """One worker's hold on one job; every write of a step goes through it."""

    database: Database
    settings: Settings
    job_id: str
    owner: str
    due: float
    #: Set by the worker when it was asked to stop.
    stopping: bool = False
    #: Does one short job that is due earlier, if there is one; for steps that would lose their work by handing back.
    meanwhile: Callable[[], bool] = lambda: False
    _looked: float = field(default=0.0, init=False)

    def report(self, session: Session, done: int) -> None:
        """Record progress in the transaction of a checkpoint; the place where a job can be stopped.

        Raises:
            LeaseLostError, CancelledError, PreemptedError: and the transaction must not be committed. Only the first
                checkpoint is lost by it, for the others are raised by ``pause``.
        """
        queue.renew(session, self.job_id, self.owner, self.settings.lease_seconds, done=done, attempts=0)

    def pause(self) -> None:
        """Between checkpoints: leave if cancelled, stopped, or an earlier job waits."""
        with self.database.write() as session:
            cancelling = queue.renew(session, self.job_id, self.owner, self.settings.lease_seconds)
        if cancelling:
            raise queue.CancelledError(self.job_id)
        self.give_way()

    def give_way(self) -> None:
        """Hand the job back if the worker is to stop or an earlier job waits; nothing is lost here by doing so."""
        if self.stopping:
            raise queue.PreemptedError(self.job_id)
        with self.database.read() as session:
            if queue.earlier_waits(session, self.due):
                raise queue.PreemptedError(self.job_id)

    def watch(self) -> None:
        """While a file is being read: leave if cancelled or stopped; the lease is kept by the worker's heartbeat."""
        with self.database.read() as session:
            cancelling = queue.is_cancelling(session, self.job_id, self.owner)
        if cancelling:
            raise queue.CancelledError(self.job_id)
        if self.stopping:
            raise queue.PreemptedError(self.job_id)

    def advance(self, done: int, total: int) -> None:
        """Progress within a step that has no checkpoints, to be called several times a second.

        Nothing is handed back here, for all that was done would be lost; short jobs are done meanwhile instead. A
        database that does not answer is no reason to stop either.

        Raises:
            CancelledError: somebody cancelled the job.
            LeaseLostError: another worker has it.
        """
        if time.monotonic() < self._looked + LOOK_SECONDS:
            return
        try:
            with self.database.write() as session:
                lease = self.settings.lease_seconds
                cancelling = queue.renew(session, self.job_id, self.owner, lease, done=done, total=total)
            if not cancelling:
                self.meanwhile()
        except SQLAlchemyError as error:
            log.warning("progress is not written: %s", error)
        else:
            if cancelling:
                raise queue.CancelledError(self.job_id)
        self._looked = time.monotonic()

    def stage(self, session: Session, name: str, total: int = 0, done: int = 0) -> None:
        """Enter a stage."""
        queue.renew(
            session,
            self.job_id,
            self.owner,
            self.settings.lease_seconds,
            stage=name,
            total=total,
            done=done,
            stage_from=done,
            stage_began=time.time(),
        )


def run(lease: Lease, models: Models) -> None:
    """Do a job from wherever it is to its end."""
    with lease.database.read() as session:
        job = queue.get_job(session, lease.job_id)
        bitext = session.get_one(Bitext, job.bitext_id)
        document_id, translation_id = bitext.document_id, bitext.translation_id
        settings, kind, state = bitext.settings, bitext.kind, bitext.state
    if state != "ready":
        if kind == "open":
            made, notes = open_pairs(lease, document_id, settings)
        else:
            # The texts of an alignment may be in any language.
            reads = models.languages(str(settings.get("model") or ""))[0] if kind == "translate" else ()
            source = read(lease, document_id, settings.get("language"), reads)
            if kind == "align":
                assert translation_id is not None
                target = read(lease, translation_id, settings.get("target_language"))
                made, notes = align(lease, models, source, target, stated=bool(settings.get("language")))
            else:
                made, notes = translate(lease, models, bitext.id, source, settings)
                notes += own_format_notes(lease, document_id, made)
        store(lease, bitext.id, made, notes)
        lease.give_way()
    check(lease, models, bitext.id)
    with lease.database.write() as session:
        queue.renew(session, lease.job_id, lease.owner, lease.settings.lease_seconds, done=1, total=1)
        queue.close(session, session.get_one(Job, lease.job_id), "done")
        if lease.settings.keep_uploads_days == 0:
            retention.drop_read_uploads(session, time.time())


def store(lease: Lease, bitext_id: str, made: CoreBitext, notes: Sequence[Message]) -> None:
    """Store the pairs; while the database is busy or full, again and again, for a book takes minutes to align."""
    until = time.monotonic() + STORE_SECONDS
    while True:
        try:
            with lease.database.write() as session:
                if queue.renew(session, lease.job_id, lease.owner, lease.settings.lease_seconds):
                    raise queue.CancelledError(lease.job_id)
                lease.stage(session, "storing", 1)
                bitexts.store(session, session.get_one(Bitext, bitext_id), made, notes)
        except OperationalError as error:
            if lease.stopping or time.monotonic() > until:
                raise
            log.warning("pairs are not stored, trying again: %s", error.orig)
            time.sleep(1.0)
        else:
            return


def read(lease: Lease, document_id: str, language: str | None, expected: Sequence[str] = ()) -> CoreDocument:
    """The segmented document: from the database, or from its upload; ``expected`` as for ``load_document``."""
    with lease.database.write() as session:
        document = session.get_one(Document, document_id)
        if document.content is not None:
            return document_from_dict(json.loads(document.content))
    from aligner.pipeline import load_document

    data, name = uploaded(lease, document_id)
    limits = lease.settings.limits
    made = load_document(data, name=name, language=language, expected=expected, limits=limits, watch=lease.watch)
    keep(lease, document_id, made)
    return made


def uploaded(lease: Lease, document_id: str) -> tuple[bytes, str]:
    """A document's file and its name, to be read now."""
    with lease.database.write() as session:
        document = session.get_one(Document, document_id)
        upload = session.get(Upload, document.sha256)
        if upload is None:
            raise ReadError("{name}: the uploaded file has been deleted; upload it again", name=document.name)
        lease.stage(session, "reading", 1)
        return upload.data, document.name


def keep(lease: Lease, document_id: str, made: CoreDocument) -> None:
    """Store what was read of a document."""
    with lease.database.write() as session:
        lease.report(session, 1)
        document = session.get_one(Document, document_id)
        document.content = json.dumps(document_to_dict(made), ensure_ascii=False)
        document.title = document.title or title_of(made, document.name == library.PASTED)
        document.language = made.language
        document.format, document.encoding = made.provenance.format, made.provenance.encoding
        document.sentences, document.characters = len(made.sentences), len(made.text)
        document.folded = library.fold(document.title, document.name)


def open_pairs(lease: Lease, document_id: str, settings: dict[str, object]) -> tuple[CoreBitext, list[Message]]:
    """The pairs of a TMX or XLIFF file; notes say how many could not be taken, and what is remarkable of the others."""
    from aligner.imports import ImportReport, read_bitext

    data, name = uploaded(lease, document_id)
    report = ImportReport()
    languages: dict[str, Any] = {key: str(settings.get(given) or "") for key, given in SIDES.items()}
    with as_file(name, data) as path:
        made = read_bitext(path, report=report, limits=lease.settings.limits, watch=lease.watch, **languages)
    source = replace(made.source, provenance=replace(made.source.provenance, format=report.format))
    keep(lease, document_id, source)
    notes = (
        [Message("pairs of the file that could not be taken: {count}", count=report.refused)] if report.refused else []
    )
    remarks = Counter(remark.reason for remark in report.remarks)
    notes += [Message("{remark} ({count})", remark=Message(words), count=count) for words, count in remarks.items()]
    return replace(made, source=source), notes


def title_of(made: CoreDocument, pasted: bool) -> str:
    """A title for the library: the document's own, or its first heading; of a pasted text, its first words."""
    if made.title or not made.paragraphs:
        return made.title
    headings = (p for p in made.paragraphs if p.kind == "heading")
    first = next(headings, made.paragraphs[0] if pasted else None)
    return library.shortened(made.text[first.start : first.end]) if first else ""


def translate(
    lease: Lease, models: Models, bitext_id: str, source: CoreDocument, settings: dict[str, object]
) -> tuple[CoreBitext, list[Message]]:
    """Translate what no earlier run has translated."""
    from aligner.foreign import foreign_note
    from aligner.pipeline import language_problem, translate_document
    from models.translation import Decoding

    translator = models.translator(str(settings.get("model") or ""))
    with lease.database.write() as session:
        prepare(session, bitext_id, source)
        bitext = session.get_one(Bitext, bitext_id)
        bitext.state, bitext.model = "working", translator.name
        bitext.source_language, bitext.target_language = source.language, translator.target_language
        done = bitexts.segments_done(session, bitext_id)
        lease.stage(session, "translating", len(source.sentences), done)
    if not settings.get("language"):
        check_model(source.provenance.name, source.language, translator.source_languages)
    name, reads = source.provenance.name, translator.source_languages
    notes = (language_problem(name, source.language, reads), foreign_note(source, reads))
    remembering = CheckpointedTranslator(
        translator, lease.database, bitext_id, lease.settings.checkpoint_sentences, lease.report, lease.pause
    )
    decoding = Decoding(beam=int(str(settings.get("beam") or lease.settings.beam)), links=True)
    with fill_from(lease.settings) as memory:
        made = translate_document(source, remembering, decoding=decoding, memory=memory)
    log.info("translated %d of %d sentences in this run", remembering.translated, len(source.sentences))
    return made, [note for note in notes if note]


def own_format_notes(lease: Lease, document_id: str, made: CoreBitext) -> list[Message]:
    """What there is to say of the translation in the document's own format, found by writing it once."""
    from aligner.exports.left import left_message
    from aligner.exports.translated import recoded_message, write_translated
    from aligner.formats import DOCUMENTS

    form = made.source.provenance.format
    with lease.database.read() as session:
        upload = session.get(Upload, session.get_one(Document, document_id).sha256)
        data = upload.data if upload is not None else None
    if form not in DOCUMENTS or data is None:
        return []
    try:
        report = write_translated(made, data, io.BytesIO(), form, lease.settings.limits)
    except ExportError as error:
        return [error.message]
    name = made.source.provenance.name
    notes = [recoded_message(name, report.recoded)] if report.recoded else []
    return [*notes, left_message(name, report.left)] if report.left else notes


def fill_from(settings: Settings) -> AbstractContextManager[Memory | None]:
    """The memory, where what a person confirmed is to go before the model."""
    path = memory_path(settings)
    there = settings.fill_from_memory and (path is None or path.is_file())
    return opened(settings) if there else nullcontext()


def align(
    lease: Lease, models: Models, source: CoreDocument, target: CoreDocument, *, stated: bool
) -> tuple[CoreBitext, list[Message]]:
    """Align two documents and link their words; ``stated``: the caller has named their languages."""
    from aligner.align import align as align_documents
    from aligner.align.links import link_bitext
    from aligner.align.progress import ALIGNING, LINKING, parts

    if not stated:
        check_order(source.provenance.name, source.language, target.provenance.name, target.language)
    total = len(source.sentences)
    with lease.database.write() as session:
        lease.stage(session, "aligning", total)
    aligned, linked = parts(lease.advance, total, (ALIGNING, LINKING))
    made = align_documents(source, target, encoder=models.encoder(), progress=aligned)
    return link_bitext(made.bitext, models.encoder(), linked), list(made.notes)


def check(lease: Lease, models: Models, bitext_id: str) -> None:
    """Run the checks over the stored beads."""

    with lease.database.write() as session:
        lease.stage(session, "checking", 1)
    with lease.database.read() as session:
        made, ids = bitexts.load(session, session.get_one(Bitext, bitext_id))
    found = run_checks(made, models.glossary())
    with lease.database.write() as session:
        lease.report(session, 1)
        bitexts.store_findings(session, bitext_id, found, ids)
