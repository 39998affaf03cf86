"""A file translated in one call: the same reading, translating and writing as everywhere."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from models.translation import Decoding, Translation, Translator
from server.errors import BadRequestError
from server.service import Service

#: What can be sent, and the export format in which the translation comes back.
SUFFIXES = {".txt": "txt", ".html": "html", ".htm": "html"}


class Shared:
    """A translator that goes through the batcher, so that a file and the sentences of others take turns."""

    def __init__(self, here: Service, inner: Translator) -> None:
        """``inner`` lends its name and languages."""
        self._here = here
        self.name, self.fingerprint = inner.name, inner.fingerprint
        self.source_language, self.target_language = inner.source_language, inner.target_language

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        """All at once."""
        seconds = self._here.settings.translate_seconds
        return self._here.batcher.translate(sentences, "", decoding or Decoding(), seconds)

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        """In order; all are translated first."""
        yield from self.translate(list(sentences), decoding)


def translate_upload(here: Service, name: str, data: bytes, source: str, target: str) -> tuple[str, bytes]:
    """The translated file's name and content.

    Raises:
        BadRequestError: empty, or of no format that can be written again.
        ReadError: it cannot be read.
    """
    from aligner.exports import write_bitext
    from aligner.pipeline import load_document, translate_document

    form = SUFFIXES.get(PurePath(name).suffix.lower())
    if form is None:
        raise BadRequestError("Invalid request: file format not supported")
    if not data.strip():
        raise BadRequestError("Invalid request: empty file")
    document = load_document(data, name=name, language=None if source == "auto" else source)
    if document.language == target:
        return name, data
    translator = Shared(here, here.models.translator())
    bitext = translate_document(document, translator, decoding=Decoding(beam=here.settings.interactive_beam))
    out = io.BytesIO()
    write_bitext(bitext, out, form)
    path = PurePath(name)
    return f"{path.stem}_{target}{path.suffix}", out.getvalue()
