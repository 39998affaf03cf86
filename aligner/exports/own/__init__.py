"""The translated document in its own format: structure, inline formatting, links and pictures stay in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from aligner.core.bitext import Bitext
from aligner.errors import ExportError
from aligner.exports.atomic import replacing
from aligner.exports.own.pieces import Pieces

__all__ = ["OWN", "OwnReport", "export_translated", "write_translated"]

#: Format of the original -> module in this package; each has ``write(data, pieces, out)``.
OWN: dict[str, str] = {
    "docx": "docx",
    "odt": "odt",
    "html": "html",
    "epub": "epub",
    "srt": "subtitles",
    "vtt": "subtitles",
    "md": "markdown",
}
SUFFIXES = {".docx": "docx", ".odt": "odt", ".html": "html", ".htm": "html", ".xhtml": "html", ".epub": "epub"}
SUFFIXES |= {".srt": "srt", ".vtt": "vtt", ".md": "md", ".markdown": "md"}
EXTENSIONS = {
    "docx": ".docx",
    "odt": ".odt",
    "html": ".html",
    "epub": ".epub",
    "srt": ".srt",
    "vtt": ".vtt",
    "md": ".md",
}
Writer = Callable[[bytes, Pieces, BinaryIO], None]


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Paragraphs replaced by their translation; paragraphs of the bitext that were not found in the original."""

    replaced: int
    missing: int


def export_translated(bitext: Bitext, original: Path | bytes, path: Path | str, format: str | None = None) -> OwnReport:
    """Write the translation of ``original`` to ``path``, beside its place and then renamed.

    Args:
        bitext: the translation; its source is what was read from ``original``.
        original: the source document's file or bytes.
        path: where to.
        format: a key of ``OWN``; by default what the bitext or the file's extension says.

    Raises:
        ExportError: the format cannot be written, the original is damaged or another document, or ``path``
            cannot be written; nothing half-written is left.
    """
    form = format or format_of_original(bitext, original, Path(path))
    with replacing(Path(path)) as out:
        return write_translated(bitext, original, out, form)


def format_of_original(bitext: Bitext, original: Path | bytes, path: Path | None = None) -> str:
    """The original's format: as its reader said, else by the extension of its file or of the result's."""
    form = bitext.source.provenance.format
    for named in (original, path):
        if form not in OWN and isinstance(named, Path):
            form = SUFFIXES.get(named.suffix.lower(), form)
    return form


def write_translated(bitext: Bitext, original: Path | bytes, out: BinaryIO, format: str) -> OwnReport:
    """The same to an open binary stream."""
    if format not in OWN:
        raise ExportError(
            f"{bitext.source.provenance.name or 'document'}: cannot be written in its own format"
            f"{f', {format}' if format else ''}; that is done for {', '.join(OWN)}"
        )
    try:
        data = original.read_bytes() if isinstance(original, Path) else original
    except OSError as error:
        raise ExportError(f"{original!s}: the original cannot be read: {error.strerror or error}") from error
    pieces = Pieces(bitext, str(original) if isinstance(original, Path) else "")
    cast(Writer, import_module(f"aligner.exports.own.{OWN[format]}").write)(data, pieces, out)
    if not pieces.replaced and pieces.count:
        raise ExportError(
            f"{pieces.name}: holds nothing of the text of {bitext.source.provenance.name or 'the bitext'};"
            " name the file that it was read from"
        )
    return OwnReport(pieces.replaced, pieces.count - pieces.replaced)
