"""A file translated in one call: the same reading, translating and writing as everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from aligner.exports.options import Left
from aligner.formats import DOCUMENTS, FORMATS, by_extension
from models.translation import Decoding, Translation, Translator
from server.errors import BadRequestError
from server.service import Service


class Shared:
    """A translator that goes through the batcher, so that a file and the sentences of others take turns."""

    def __init__(self, here: Service, inner: Translator) -> None:
        """``inner`` lends its name and languages."""
        self._here = here
        self.name, self.fingerprint = inner.name, inner.fingerprint
        self.source_languages, self.target_language = inner.source_languages, inner.target_language

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        """All at once."""
        seconds = self._here.settings.translate_seconds
        return self._here.batcher.translate(sentences, "", decoding or Decoding(), seconds)

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        """In order; all are translated first."""
        yield from self.translate(list(sentences), decoding)


def translate_upload(
    here: Service, name: str, data: bytes, source: str, target: str
) -> tuple[str, bytes, tuple[Left, ...]]:
    """The translated file's name and content, and the passages in it that are not translated.

    Raises:
        BadRequestError: empty, or its name is that of no document.
        ReadError: it cannot be read.
    """
    from aligner.exports import ExportOptions, write_bitext
    from aligner.pipeline import load_document, translate_document

    path = PurePath(name)
    if by_extension(name, DOCUMENTS) is None:
        raise BadRequestError("Invalid request: file format not supported")
    if not data.strip():
        raise BadRequestError("Invalid request: empty file")
    limits = here.settings.limits
    translator = Shared(here, here.models.translator())
    language = None if source == "auto" else source
    document = load_document(data, name=name, language=language, expected=translator.source_languages, limits=limits)
    if document.language == target:
        return name, data, ()
    decoding = Decoding(beam=here.settings.interactive_beam, links=True)
    bitext = translate_document(document, translator, decoding=decoding)
    out = io.BytesIO()
    form = FORMATS[document.provenance.format]
    suffix = FORMATS[form.written_as].extension if form.written_as else path.suffix
    report = write_bitext(bitext, out, "document", ExportOptions(original=data, limits=limits))
    return f"{path.stem}_{target}{suffix}", out.getvalue(), report.left
