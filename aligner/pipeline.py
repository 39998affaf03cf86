"""From a document to a bitext: the two paths that the command line, the service and the batch runner share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.core.bitext import Bead, Bitext, Origin
from aligner.core.document import Document, Kind, document_from_sentences
from aligner.core.progress import Progress
from aligner.errors import ReadError
from aligner.filters.opening import office_format, with_its_text
from models.messages import Message

if TYPE_CHECKING:
    from aligner.memory.base import Memory
    from aligner.readers.limits import Limits
    from aligner.segment import Rules
    from models.translation import Decoding, Translation, Translator

#: Grows when the same document and model may give other sentences or translations than before: a service then does not
#: answer from old work, and a batch run does not mix the two.
STEPS = 3
#: Sentences between two calls of a ``Progress``: seconds' work, and enough for full batches of each length.
WATCHED_STEP = 1024
#: Languages that a message names, of a model that reads many.
NAMED = 4
#: Plain text of so many bytes is read without a process of its own, unless one is at hand.
SHORT = 64 * 1024


def load_document(
    source: Path | str | bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    format: str | None = None,
    rules: Rules | None = None,
    language: str | None = None,
    expected: Sequence[str] = (),
    limits: Limits | None = None,
    watch: Callable[[], None] | None = None,
) -> Document:
    """Read and segment a document of any known format, in a child process within limits (``aligner.limited``).

    ``language`` overrides the detected one (and with it the rules of segmentation), ``format`` the one found from the
    content. ``expected`` are the languages that the model reads which is to translate the document. ``watch`` is
    called twice a second meanwhile; what it raises ends the child.

    Raises:
        ReadError: missing, unreadable, of no known format, or without any text.
        LimitError: reading it takes more memory or time than ``limits`` allow.
    """
    from aligner.readers import document_bytes
    from aligner.readers.limits import Limits

    limits = limits or Limits.from_environment()
    data, name = document_bytes(source, name, limits)
    asked: dict[str, Any] = {"name": name, "encoding": encoding, "format": format}
    asked |= {"language": language, "expected": list(expected)}
    if office := office_format(data, name, format):
        from aligner.filters.office import converted

        word = converted(data, name, office, "docx", limits, watch)
        document = _loaded(word, {**asked, "format": "docx"}, rules, limits, watch)
    else:
        document = with_its_text(lambda data: _loaded(data, asked, rules, limits, watch), data, name, limits, watch)
    known = document.provenance
    if not (known.digest or office):
        return document
    # The file that the user has, not what was made of it to be read.
    known = replace(known, format=office or known.format, digest=hashlib.sha256(data).hexdigest())
    return replace(document, provenance=known)


def _loaded(
    data: bytes, asked: dict[str, Any], rules: Rules | None, limits: Limits, watch: Callable[[], None] | None
) -> Document:
    """A document from bytes that a filter reads, in a child process unless they are a short plain text."""
    from aligner.limited import run_limited, started
    from aligner.readers import is_plain_text

    # Code for plain text is linear: for a sentence on the command line a process more would be the longer part.
    if len(data) <= SHORT and not started() and is_plain_text(data, asked["name"], asked["format"], limits):
        return segmented(read_unsegmented(data, **asked, limits=limits), rules)
    from aligner.core.serial import document_from_dict

    arguments = {**asked, "limits": asdict(limits), "cut": rules is None}
    document = document_from_dict(
        run_limited("aligner.pipeline:read_in_child", data, arguments, name=asked["name"], limits=limits, watch=watch)
    )
    return document if rules is None else segmented(document, rules)


def document_language(data: bytes, *, name: str, limits: Limits, expected: Sequence[str] = ()) -> str:
    """The language of a document, which is read for it but not segmented; ``und`` where there are no letters.

    ``expected``: as for ``load_document``.

    Raises:
        ReadError: unreadable, or of no known format.
        LimitError: reading it takes more memory or time than ``limits`` allow.
    """
    from aligner.limited import run_limited, started
    from aligner.readers import is_plain_text

    if office := office_format(data, name):
        from aligner.filters.office import converted

        data = converted(data, name, office, "docx", limits)
    if len(data) <= SHORT and not started() and is_plain_text(data, name, None, limits):
        return language_in_child(data, name=name, expected=expected, limits=asdict(limits))
    arguments = {"name": name, "expected": list(expected), "limits": asdict(limits)}
    function, shown = "aligner.pipeline:language_in_child", name or "the document"
    return with_its_text(
        lambda data: str(run_limited(function, data, arguments, name=shown, limits=limits)), data, name, limits
    )


def language_in_child(data: bytes, *, name: str, expected: Sequence[str], limits: dict[str, Any]) -> str:
    """The child's part of ``document_language``."""
    from aligner.readers.limits import Limits

    asked: dict[str, Any] = {"name": name, "encoding": None, "format": None, "language": None, "expected": expected}
    return read_unsegmented(data, **asked, limits=Limits(**limits)).language


def read_in_child(data: bytes, *, limits: dict[str, Any], cut: bool, **asked: Any) -> dict[str, Any]:
    """The child's part of ``load_document``; rules of the user's own, which are compiled, stay with the caller."""
    from aligner.core.serial import document_to_dict
    from aligner.readers.limits import Limits

    document = read_unsegmented(data, **asked, limits=Limits(**limits))
    return document_to_dict(segmented(document, None) if cut else document)


def read_unsegmented(
    data: bytes,
    *,
    name: str,
    encoding: str | None,
    format: str | None,
    language: str | None,
    expected: Sequence[str],
    limits: Limits,
) -> Document:
    """A document in this process, whatever it takes; ``language`` overrides the detected one."""
    from aligner.language import UNKNOWN, detect_language
    from aligner.readers import read_document

    document = read_document(data, name=name, encoding=encoding, format=format, limits=limits)
    if not language and expected and document.language not in expected:
        found = detect_language(document.text, expected)
        language = found if found != UNKNOWN else None
    return replace(document, language=language) if language else document


def segmented(document: Document, rules: Rules | None) -> Document:
    """The document with its sentences.

    Raises:
        ReadError: there is not one.
    """
    from aligner.segment import segment

    document = segment(document, rules=rules)
    if not document.sentences:
        raise ReadError(
            "{name}: no text found; is it a scan or a list of images?", name=document.provenance.name or "the document"
        )
    return document


def language_problem(name: str, language: str, reads: Sequence[str]) -> Message | None:
    """A line for the user when a document is in another language than the model reads; None when all is well.

    ``language`` is the document's, found with the model's ``source_languages`` as ``expected`` or named by the user;
    ``reads`` are these languages.
    """
    if language.split("-")[0] in (*reads, "und"):
        return None
    return Message(
        "{name}: the text looks like '{language}', not '{expected}'",
        name=name or Message("the document"),
        language=language,
        expected=", ".join(reads[:NAMED]) + (", …" if len(reads) > NAMED else ""),
    )


@dataclass(frozen=True, slots=True)
class Settled:
    """A sentence's translation that no model makes."""

    text: str
    confidence: float
    origin: Origin


def settled(
    document: Document, reads: Sequence[str], *, memory: Memory | None = None, target_language: str = "en"
) -> list[Settled | None]:
    """For each sentence, what stands in the translation without the model's doing; None where the model translates.

    That is what a person confirmed for exactly this text (``memory``), and the sentence itself in a paragraph that is
    in another language than its document and none of ``reads``, those of the model.
    """
    from aligner.foreign import foreign_sentences

    found: list[Settled | None] = []
    for sentence, language in zip(document.sentences, foreign_sentences(document, reads), strict=True):
        known = memory.confirmed(sentence.text, document.language, target_language) if memory else None
        if text := " ".join((known or "").split()):
            found.append(Settled(text, 1.0, "memory"))
        else:
            found.append(Settled(sentence.text, 0.0, "mt") if language else None)
    return found


def translate_document(
    document: Document,
    translator: Translator,
    *,
    decoding: Decoding | None = None,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Translate a segmented document sentence by sentence.

    The beads are known, so no aligner runs: each sentence is one bead, 1-1, or 1-0 where the model gave no
    text at all. What ``memory`` holds as confirmed for a sentence goes before the model; paragraphs in a language that
    neither the document nor the model has stay as they are. Memory beyond the result is one window of sentences.
    """
    reads, target = translator.source_languages, translator.target_language
    known = settled(document, reads, memory=memory, target_language=target)
    texts = [s.text for s, text in zip(document.sentences, known, strict=True) if text is None]
    outputs: list[Translation] = []
    # The translator works through a window of thousands before it answers; whoever watches gets word sooner.
    step = len(texts) if progress is None else WATCHED_STEP
    for at in range(0, len(texts), max(1, step)):
        outputs.extend(translator.stream(texts[at : at + step], decoding))
        if progress is not None:
            progress(len(known) - len(texts) + len(outputs), len(known))
    return bitext_from_translations(document, outputs, target_language=target, known=known)


def bitext_from_translations(
    document: Document,
    outputs: Iterable[Translation],
    *,
    target_language: str = "en",
    known: Sequence[Settled | None] = (),
) -> Bitext:
    """The bitext of a segmented document and the translations of its sentences, in order.

    ``known`` is what ``settled`` says of each sentence; ``outputs`` are the model's for the rest.
    The source's inline codes are carried to the target.

    Raises:
        ValueError: the translations are not as many as the sentences that need one.
    """
    made = iter(outputs)
    beads: list[Bead] = []
    rows: list[tuple[Kind, list[str], int]] = []
    at = reached = 0
    title = ""
    for paragraph in document.paragraphs:
        texts: list[str] = []
        for sentence in paragraph.sentences:
            stored = known[at] if known else None
            bead, text = _bead(next(made, None) if stored is None else None, stored, at, reached)
            if text:
                texts.append(text)
            if document.title and not title and sentence.text == document.title:
                title = text
            beads.append(bead)
            at, reached = at + 1, bead.target.stop
        rows.append((paragraph.kind, texts, paragraph.level))
    if next(made, None) is not None:
        raise ValueError("more translations than sentences")
    target = document_from_sentences(
        rows, language=target_language, title=title or document.title, provenance=document.provenance
    )
    bitext = Bitext(document, target, tuple(beads))
    if not document.codes:
        return bitext
    from aligner.carry import carry_bitext

    return carry_bitext(bitext)


def _bead(output: Translation | None, stored: Settled | None, at: int, reached: int) -> tuple[Bead, str]:
    """The bead of one sentence and its translation: the settled one, or the model's, or none at all."""
    source = range(at, at + 1)
    if stored is not None:
        return Bead(source, range(reached, reached + 1), stored.confidence, stored.origin), stored.text
    if output is None:
        raise ValueError(f"no translation for sentence {at}")
    if not output.text.strip():
        return Bead(source, range(reached, reached), 0.0, "mt", score=output.score), ""
    target = range(reached, reached + 1)
    return Bead(source, target, output.confidence, "mt", score=output.score, links=output.links), output.text
