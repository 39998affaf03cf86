"""From a document to a bitext: the two paths that the command line, the service and the batch runner share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Document, Kind, document_from_sentences
from aligner.errors import ReadError

if TYPE_CHECKING:
    from aligner.segment import Rules
    from models.translation import Decoding, Translation, Translator

#: Called with (sentences done, sentences in all).
Progress = Callable[[int, int], None]
#: Sentences between two calls of a ``Progress``: some seconds' work on one core.
WATCHED_STEP = 256


def load_document(
    source: Path | bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    format: str | None = None,
    rules: Rules | None = None,
    language: str | None = None,
) -> Document:
    """Read and segment a document of any known format.

    ``language`` overrides the detected one (and with it the rules of segmentation), ``format`` the one found
    from the content.

    Raises:
        ReadError: missing, unreadable, of no known format, or without any text.
    """
    from dataclasses import replace

    from aligner.readers import read_document
    from aligner.segment import segment

    document = read_document(source, name=name, encoding=encoding, format=format)
    if language:
        document = replace(document, language=language)
    document = segment(document, rules=rules)
    if not document.sentences:
        raise ReadError(
            f"{document.provenance.name or 'the document'}: no text found; is it a scan or a list of images?"
        )
    return document


def language_problem(document: Document, expected: Sequence[str]) -> str | None:
    """A line for the user when the document is in another language than the model reads; None when all is well."""
    if document.language in expected or document.language == "und":
        return None
    name = document.provenance.name or "the document"
    return f"{name}: the text looks like '{document.language}', not '{expected[0]}'"


def translate_document(
    document: Document,
    translator: Translator,
    *,
    decoding: Decoding | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Translate a segmented document sentence by sentence.

    The beads are known, so no aligner runs: each sentence is one bead, 1-1, or 1-0 where the model gave no
    text at all. Memory beyond the result is one batch of sentences.
    """
    texts = [sentence.text for sentence in document.sentences]
    outputs: list[Translation] = []
    # The translator works through a window of thousands before it answers; whoever watches gets word sooner.
    step = len(texts) if progress is None else WATCHED_STEP
    for at in range(0, len(texts), max(1, step)):
        outputs.extend(translator.stream(texts[at : at + step], decoding))
        if progress is not None:
            progress(len(outputs), len(texts))
    return bitext_from_translations(document, outputs, target_language=translator.target_language)


def bitext_from_translations(
    document: Document, outputs: Sequence[Translation], *, target_language: str = "en"
) -> Bitext:
    """The bitext of a segmented document and one translation for each of its sentences, in order."""
    if len(outputs) != len(document.sentences):
        raise ValueError(f"{len(outputs)} translations for {len(document.sentences)} sentences")
    beads: list[Bead] = []
    rows: list[tuple[Kind, list[str], int]] = []
    at = reached = 0
    title = ""
    for paragraph in document.paragraphs:
        texts: list[str] = []
        for sentence in paragraph.sentences:
            output = outputs[at]
            text = output.text if output.text.strip() else ""
            if text:
                texts.append(text)
            if document.title and not title and sentence.text == document.title:
                title = text
            stop = reached + bool(text)
            beads.append(
                Bead(
                    range(at, at + 1),
                    range(reached, stop),
                    output.confidence if text else 0.0,
                    "mt",
                    score=output.score,
                    links=output.links if text else (),
                )
            )
            at, reached = at + 1, stop
        rows.append((paragraph.kind, texts, paragraph.level))
    target = document_from_sentences(
        rows, language=target_language, title=title or document.title, provenance=document.provenance
    )
    return Bitext(document, target, tuple(beads))
