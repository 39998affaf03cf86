"""One document's work, the same in every engine: ``prepare`` reads (and aligns), ``finish`` checks and writes."""

from __future__ import annotations

import functools
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from aligner.batch.fetch import ROW_FORMAT, content_hash, fetch
from aligner.batch.items import Item, Place
from aligner.batch.journal import Entry
from aligner.batch.naming import output_name
from aligner.batch.outputs import write_output
from aligner.batch.settings import Settings
from aligner.core.bitext import Bitext
from aligner.core.document import Document
from aligner.core.finding import Finding
from aligner.errors import ExportError, ReadError
from models.messages import Message

if TYPE_CHECKING:
    from aligner.exports import ExportReport
    from aligner.memory.base import Memory
    from aligner.pipeline import Settled
    from aligner.segment import Rules
    from models.encoder import SentenceEncoder
    from models.messages import Message
    from models.translation import Translation

_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be translated (``bitext`` None) or already aligned, with the hash of what was read.

    ``settled`` is what ``aligner.pipeline.settled`` says of each sentence of a document to be translated.
    """

    item: Item
    document: Document
    digest: str
    seconds: float
    bitext: Bitext | None = None
    notes: tuple[Message, ...] = ()
    settled: tuple[Settled | None, ...] = ()

    @property
    def to_translate(self) -> list[str | None]:
        """The text of each sentence, None where the model has nothing to do."""
        known = self.settled or (None,) * len(self.document.sentences)
        return [s.text if k is None else None for s, k in zip(self.document.sentences, known, strict=True)]


@dataclass(frozen=True, slots=True)
class Finished:
    """A document's journal entry, and its pairs for the merged outputs (empty when none are asked for)."""

    entry: Entry
    units: bytes = b""


def prepare(item: Item, settings: Settings) -> Prepared:
    """Read and segment a document, and align it with its partner where it has one.

    Raises:
        TolmachError: it cannot be read, or is in another language than the model translates.
    """
    begin = time.perf_counter()
    from aligner.exports import needs_links
    from aligner.foreign import foreign_note
    from aligner.pipeline import language_problem
    from aligner.readers import Limits

    if problem := item.options.get("problem"):
        raise ReadError("{name}: {problem}", name=item.source.shown, problem=problem)
    limit = Limits().file_bytes
    data = fetch(item.source, limit)
    document = _load(data, item.source, item, settings, item.options.get("language") or settings.language or None)
    notes: tuple[Message, ...] = ()
    bitext = None
    settled: tuple[Settled | None, ...] = ()
    if item.second is None:
        digest = content_hash(data)
        unfit = language_problem(document.provenance.name, document.language, settings.source_languages)
        if unfit and not settings.force:
            raise ReadError("{problem}; to translate it all the same, add --force", problem=unfit)
        foreign = foreign_note(document, settings.source_languages)
        notes = tuple(filter(None, (unfit, foreign)))
        settled = _settled(document, settings)
    else:
        from aligner.align import align

        other = fetch(item.second, limit)
        digest = content_hash(data, other)
        second = _load(other, item.second, item, settings, item.options.get("second_language"))
        alignment = align(document, second, encoder=_encoder())
        bitext, notes = alignment.bitext, alignment.notes
        if needs_links(settings.formats):
            from aligner.align.links import link_bitext

            bitext = link_bitext(bitext, _encoder())
    return Prepared(item, document, digest, time.perf_counter() - begin, bitext, notes, settled)


def _load(data: bytes, place: Place, item: Item, settings: Settings, language: str | None) -> Document:
    from aligner.pipeline import load_document

    row = place.row >= 0
    return load_document(
        data,
        name=item.options.get("name") or (item.name if place is item.source else Path(place.shown).name),
        encoding="utf-8" if row else item.options.get("encoding") or settings.encoding or None,
        format=ROW_FORMAT if row else None,
        rules=_rules(settings.rules),
        language=language,
        expected=() if item.second is not None else settings.source_languages,
    )


def _settled(document: Document, settings: Settings) -> tuple[Settled | None, ...]:
    """What the model has nothing to do with."""
    from aligner.pipeline import settled

    memory = _memory(settings.memory) if settings.memory else None
    reads, target = settings.source_languages, settings.target_language
    return tuple(settled(document, reads, memory=memory, target_language=target))


@functools.lru_cache(maxsize=1)
def _memory(path: str) -> Memory:
    from aligner.memory import open_memory

    return open_memory(path)


@functools.lru_cache(maxsize=4)
def _rules(path: str) -> Rules | None:
    if not path:
        return None
    from aligner.segment import load_rules

    return load_rules(Path(path))


@functools.lru_cache(maxsize=1)
def _encoder() -> SentenceEncoder:
    from models.encoder import load_encoder

    return load_encoder()


def finish(
    prepared: Prepared, outputs: Sequence[Translation] | None, settings: Settings, stage: Path | None
) -> Finished:
    """Check a document, write its outputs, and say what there is to know of it.

    ``outputs`` is one translation for each sentence that had to be translated, or None for an aligned pair.

    Raises:
        TolmachError: an output cannot be written.
    """
    begin = time.perf_counter()
    from aligner.exports import extension_of, write_bitext

    item = prepared.item
    bitext = prepared.bitext if prepared.bitext is not None else _translated(prepared, outputs or (), settings)
    findings: list[Finding] = []
    if settings.checks:
        from aligner.checks import check_bitext

        findings = check_bitext(bitext, glossary=settings.terms)
    formats, original, problems = _formats(prepared, bitext, settings)
    options = replace(settings.export, findings=tuple(findings), original=original)
    names: list[str] = []
    notes = list(prepared.notes)
    reports: list[ExportReport] = []
    for format_name in formats:
        extension = extension_of(format_name, bitext)
        languages = bitext.source.language, bitext.target.language
        name = output_name(item.stem, *languages, extension)
        if name in names:  # the translated document of a .txt beside the format txt
            name = output_name(item.stem, *languages, f"{format_name}.{extension.lstrip('.')}")

        def write(out: BinaryIO, format_name: str = format_name) -> None:
            reports.append(write_bitext(bitext, out, format_name, options))

        write_output(settings.out, name, stage, f"{item.number}.{format_name}", write)
        names.append(name)
        if charset := reports[-1].recoded:
            from aligner.exports.translated import recoded_message

            notes.append(recoded_message(name, charset))
        if left := reports[-1].left:
            from aligner.exports.left import left_message

            problems.append(left_message(name, left))
    if problems and not names and not settings.merge:
        raise ExportError("{problem}", problem=problems[0])
    entry = _entry(replace(prepared, notes=tuple(notes)), bitext, names, findings)
    if problems:
        entry["incomplete"] = [str(problem) for problem in problems]
    units = b""
    if settings.merge:
        from aligner.batch.spool import pack
        from aligner.exports.options import Tally
        from aligner.exports.select import select

        units = pack(select(bitext, options, Tally(), holds="pairs"))
    entry["seconds"] = round(prepared.seconds + time.perf_counter() - begin, 3)
    return Finished(entry, units)


def _formats(
    prepared: Prepared, bitext: Bitext, settings: Settings
) -> tuple[tuple[str, ...], bytes | None, list[Message]]:
    """The formats to write, the original where one needs it, and what cannot be done of what was asked for.

    Among documents of many kinds there are some, a PDF say, whose own format cannot be written: they go without.
    """
    from aligner.exports.translated import cannot_write, not_bilingual
    from aligner.formats import BILINGUAL, DOCUMENTS, EXPORTS

    if not any(EXPORTS[name].of_original for name in settings.formats):
        return settings.formats, None, []
    form = bitext.source.provenance.format if prepared.item.source.row < 0 else ""
    able = {"document": (DOCUMENTS, cannot_write), "bilingual": (BILINGUAL, not_bilingual)}
    missing = [name for name in settings.formats if name in able and form not in able[name][0]]
    kept = tuple(name for name in settings.formats if name not in missing)
    original = _original(prepared) if any(EXPORTS[name].of_original for name in kept) else None
    return kept, original, [able[name][1](prepared.item.source.shown, form) for name in missing]


def _original(prepared: Prepared) -> bytes:
    """The source file once more, to write the translation in its format; it must still be the same."""
    from aligner.readers import Limits

    item, limit = prepared.item, Limits().file_bytes
    parts = [fetch(place, limit) for place in (item.source, item.second) if place is not None]
    if content_hash(*parts) != prepared.digest:
        raise ReadError(
            "{name}: was changed while it was translated; run again with --retry-failed", name=item.source.shown
        )
    return parts[0]


def _translated(prepared: Prepared, outputs: Sequence[Translation], settings: Settings) -> Bitext:
    """The bitext of a document; beads whose target is the memory's say so."""
    from aligner.pipeline import bitext_from_translations

    target = settings.target_language
    return bitext_from_translations(prepared.document, outputs, target_language=target, known=prepared.settled)


def _entry(prepared: Prepared, bitext: Bitext, names: list[str], findings: Sequence[Finding]) -> Entry:
    beads = bitext.beads
    entry: Entry = {
        "n": prepared.item.number,
        "state": "done",
        "digest": prepared.digest,
        "language": bitext.source.language,
        "format": bitext.source.provenance.format,
        "sentences": len(bitext.source.sentences),
        "tokens": sum(len(_TOKEN.findall(s.text)) for s in bitext.source.sentences),
        "beads": len(beads),
        "confidence": round(sum(b.confidence for b in beads) / len(beads), 4) if beads else None,
        "findings": dict(sorted(Counter(finding.code for finding in findings).items())),
        "files": names,
    }
    if known := sum(one is not None and one.origin == "memory" for one in prepared.settled):
        entry["remembered"] = known
    if prepared.notes:
        entry["notes"] = [str(note) for note in prepared.notes]
    return entry


def failure(item: Item, error: BaseException, seconds: float = 0.0) -> Entry:
    """The journal entry of a document that could not be done."""
    message = " ".join(str(error).split()) or type(error).__name__
    # Readers know a document by its name alone; among thousands the whole path is wanted.
    if message.startswith(f"{item.name}:"):
        message = f"{item.source.shown}{message[len(item.name) :]}"
    return {"n": item.number, "state": "failed", "error": message, "kind": type(error).__name__, "seconds": seconds}


def unforeseen(item: Item, error: Exception) -> ReadError:
    """A fault in the program itself, for one document: it is listed like any other, and the run goes on."""
    text = " ".join(str(error).split())[:300]
    return ReadError(
        "{name}: a fault in this program ({kind}: {text}); please report it with the file",
        name=item.source.shown,
        kind=type(error).__name__,
        text=text,
    )
