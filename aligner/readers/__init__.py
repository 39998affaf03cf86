"""Reading a document: the one function to call, and what comes before a format's filter.

``read_document`` decides the format by content and hands over to its filter; this room has what all filters begin
with: limits, character sets, archives and XML opened safely.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from aligner.core.document import Document, Provenance
from aligner.errors import ReadError
from aligner.formats import DOCUMENTS
from aligner.readers.limits import Limits
from aligner.readers.sniff import sniff
from aligner.readers.source import Source, document_bytes

__all__ = ["Limits", "ReadError", "document_bytes", "is_plain_text", "read_document"]


def read_document(
    source: Path | str | bytes,
    *,
    name: str = "",
    encoding: str | None = None,
    format: str | None = None,
    limits: Limits | None = None,
) -> Document:
    """A document without sentences: paragraphs in reading order, their kinds, title and language.

    ``source`` is a file or its bytes; ``name`` stands in messages and provenance (a path's own name if left out).
    ``encoding`` overrides the detected character set, ``format`` (a key of ``DOCUMENTS``) the detected format.

    Raises:
        ReadError: the file is missing, empty, too big, damaged, encrypted or of no known format.
    """
    limits = limits or Limits()
    data, name = document_bytes(source, name, limits)
    if not data.strip(b" \t\r\n\f\v\x00"):
        if not data:
            raise ReadError("{name}: the file is empty", name=name)
        raise ReadError("{name}: the file holds nothing but blanks", name=name)
    chosen = format or sniff(data, name, limits)
    if chosen not in DOCUMENTS:
        raise ReadError(
            "{name}: no format is called {chosen}; choose from {formats}",
            name=name,
            chosen=repr(chosen),
            formats=", ".join(DOCUMENTS),
        )
    from aligner.filters import parse
    from aligner.filters.building import built

    parsed = parse(Source(data, name, encoding, limits), chosen)
    return built(parsed, Provenance(name, chosen, parsed.encoding, hashlib.sha256(data).hexdigest()), limits)


def is_plain_text(data: bytes, name: str, format: str | None, limits: Limits) -> bool:
    """Will a document be read as plain text? Looks at the first few kilobytes.

    Raises:
        ReadError: it is of a kind known not to be readable.
    """
    if format is not None:
        return format == "txt"
    return not data.startswith(b"PK") and sniff(data, name, limits) == "txt"
