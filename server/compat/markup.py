"""HTML in a request to translate: read and written by the filter of web pages, as a string in this process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.core.document import Document, Provenance
from aligner.filters.building import built
from aligner.filters.html import read_fragment, write_fragment
from aligner.filters.parsed import Parsed
from aligner.filters.writing import composed
from aligner.language import language_to_translate
from models.translation import Decoding
from server.service import Service


def translate_html(here: Service, pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Translate pages, or pieces of pages: all their sentences together, their tags with the words they stood on.

    Paragraphs in a language that the model does not read stay as they are; their sentences' languages come along.

    Raises:
        BusyError: it took too long.
        ReadError: a page has more text than the limits allow.
    """
    from aligner.foreign import foreign_sentences
    from aligner.pipeline import bitext_from_translations, settled

    translator = here.models.translator()
    parsed = [read_fragment(page) for page in pages]
    documents = [_document(here, one, translator.source_languages) for one in parsed]
    reads = translator.source_languages
    known = [settled(document, reads) if document else [] for document in documents]
    flat = [
        sentence.text
        for document, own in zip(documents, known, strict=True)
        if document
        for sentence, stays in zip(document.sentences, own, strict=True)
        if stays is None
    ]
    foreign = [language for document in documents if document for language in foreign_sentences(document, reads)]
    decoding = Decoding(beam=here.settings.interactive_beam)
    outputs = iter(here.batcher.translate(flat, "", decoding, here.settings.translate_seconds))
    made: list[str] = []
    for page, blocks, document, stay in zip(pages, parsed, documents, known, strict=True):
        if document is None:
            made.append(page)
            continue
        own = [next(outputs) for one in stay if one is None]
        bitext = bitext_from_translations(document, own, target_language=translator.target_language, known=stay)
        made.append(write_fragment(page, composed(bitext, blocks).contents, translator.target_language))
    return made, list(filter(None, foreign))


def _document(here: Service, parsed: Parsed, reads: Sequence[str]) -> Document | None:
    """The segmented text of a page; None where it has none."""
    from aligner.segment import segment

    if not any(block.text for block in parsed.blocks):
        return None
    document = built(parsed, Provenance("q", "html"), here.settings.limits)
    return segment(replace(document, language=language_to_translate(document.text, reads)))
