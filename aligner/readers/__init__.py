"""Readers: a document in, paragraphs out. One file a format, named in ``aligner.formats``; one function to call.

``read_document`` decides the format by content, decodes, repairs and finds the language.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import cast

from aligner.core.document import PARAGRAPH_BREAK, Document, Provenance, document_from_paragraphs
from aligner.errors import ReadError
from aligner.formats import DOCUMENTS, function
from aligner.language import UNKNOWN, detect_language
from aligner.readers.draft import Draft, Reader, Source
from aligner.readers.limits import Limits
from aligner.readers.sniff import sniff
from aligner.repair.characters import drop_invisible, is_one_line, one_line
from aligner.repair.spaces import put_back
from models.errors import reason
from models.messages import Message

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
    opened = Source(data, name, encoding, limits)
    if DOCUMENTS[chosen].filter:
        from aligner.filters import parse
        from aligner.filters.building import built

        parsed = parse(opened, chosen)
        return built(parsed, Provenance(name, chosen, parsed.encoding, hashlib.sha256(data).hexdigest()), limits)
    reader = cast(Reader, function(DOCUMENTS[chosen].reader))
    return _finish(reader(opened), name, chosen, limits)


def document_bytes(source: Path | str | bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    """A document's bytes, and the name to use in messages: a path's own, if there is no other.

    Raises:
        ReadError: the file is missing, cannot be read, or is too big.
    """
    if not isinstance(source, bytes):
        return _load(Path(source), limits), name or Path(source).name
    name = name or "input"
    _check_size(len(source), name, limits)
    return source, name


def is_plain_text(data: bytes, name: str, format: str | None, limits: Limits) -> bool:
    """Will a document be read as plain text? Looks at the first few kilobytes.

    Raises:
        ReadError: it is of a kind known not to be readable.
    """
    if format is not None:
        return format == "txt"
    return not data.startswith(b"PK") and sniff(data, name, limits) == "txt"


def _load(path: Path, limits: Limits) -> bytes:
    """A file's bytes, never more than the limit."""
    try:
        if path.is_dir():
            raise ReadError("{path}: this is a folder; give a file, or use 'tolmach batch' for a folder", path=path)
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise ReadError("{path}: no such file; check the name", path=path) from error
    except PermissionError as error:
        raise ReadError("{path}: no permission to read it; check its access rights", path=path) from error
    except (OSError, ValueError) as error:
        raise ReadError(
            "{path}: cannot be read ({reason}); check the file", path=path, reason=_reason(error)
        ) from error
    _check_size(len(data), str(path), limits)
    return data


def _reason(error: OSError | ValueError) -> Message:
    return reason(error) if isinstance(error, OSError) else Message(str(error))


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise ReadError(
            "{name}: larger than the limit of {most} MB; split it or raise the limit file_bytes",
            name=name,
            most=round(limits.file_bytes / 1e6),
        )


def _finish(draft: Draft, name: str, format: str, limits: Limits) -> Document:
    """Repair what all formats share, and build the document."""
    if len(draft.rows) > limits.paragraphs:
        raise ReadError(
            "{name}: more than {paragraphs} paragraphs; split it or raise the limit paragraphs",
            name=name,
            paragraphs=limits.paragraphs,
        )
    rows = []
    total = 0
    for kind, text, level in draft.rows:
        if kind == "verse":
            lines = (one_line(drop_invisible(line)) for line in text.split("\n"))
            repaired = "\n".join(line for line in lines if line)
        else:
            repaired = put_back(text if is_one_line(text) else one_line(drop_invisible(text)))
        total += len(repaired)
        if total > limits.text_chars:
            raise ReadError(
                "{name}: more than {most} characters of text; split it or raise the limit text_chars",
                name=name,
                most=limits.text_chars,
            )
        rows.append((kind, repaired, level))
    rows = [row for row in rows if row[1]]
    if not rows:
        raise ReadError("{name}: no text was found in it", name=name)
    language = detect_language(PARAGRAPH_BREAK.join([row[1] for row in rows]))
    if language == UNKNOWN and draft.language:
        language = draft.language
    title = one_line(drop_invisible(draft.title))
    return document_from_paragraphs(
        rows, language=language, title=title, provenance=Provenance(name, format, draft.encoding)
    )
