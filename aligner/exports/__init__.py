"""Bitexts as files: one table of formats, one file a writer, and the one function that writes them safely."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from aligner.core.bitext import Bitext
from aligner.core.unit import Unit
from aligner.errors import ExportError
from aligner.exports.atomic import STANDARD, replacing
from aligner.exports.options import ExportOptions, ExportReport, Tally
from aligner.exports.select import Holds, select, select_units
from models.advice import install_extra, lacking

__all__ = [
    "FORMATS",
    "ExportOptions",
    "ExportReport",
    "Format",
    "check_installed",
    "export_bitext",
    "export_name",
    "export_units",
    "extension_of",
    "format_of",
    "needs_links",
    "write_bitext",
    "write_units",
]

UnitWriter = Callable[[Iterable[Unit], BinaryIO, ExportOptions, Tally], None]
BitextWriter = Callable[[Bitext, BinaryIO, ExportOptions, Tally], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    Its module has ``write_units(units, out, options, tally)`` if the format is a plain list of pairs
    (``of_units``), else ``write(bitext, out, options, tally)``. ``holds`` says whether null and
    rejected pairs go in unless told otherwise; ``whole`` formats always hold every pair, whatever the filters say.
    ``two_way`` formats can be read back (``aligner.imports``).
    ``reading`` formats leave out what is not running text (notes, headers, metadata) unless told otherwise.
    ``links`` formats use the beads' word links; for the others nobody needs to make them. ``extra`` is the extra of
    Tolmach that the format needs.
    """

    name: str
    extension: str
    media_type: str
    module: str
    label: str
    of_units: bool = True
    holds: Holds = "all"
    two_way: bool = False
    links: bool = False
    whole: bool = False
    reading: bool = False
    extra: str = ""


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format(
            "tmx", ".tmx", "application/x-tmx+xml", "tmx", "TMX 1.4b translation memory", holds="pairs", two_way=True
        ),
        Format("html", ".html", "text/html", "html", "a page to read, in two columns", of_units=False, reading=True),
        Format("tsv", ".tsv", "text/tab-separated-values", "tsv", "tab-separated table", two_way=True),
        Format("jsonl", ".jsonl", "application/jsonl", "jsonl", "JSON lines, one pair each", two_way=True),
        Format("xliff", ".xlf", "application/xliff+xml", "xliff", "XLIFF 1.2", holds="source", two_way=True),
        Format("xliff2", ".xliff", "application/xliff+xml", "xliff2", "XLIFF 2.1", holds="source", two_way=True),
        Format("csv", ".csv", "text/csv", "csv", "comma-separated table", two_way=True),
        Format("xlsx", ".xlsx", SHEET, "xlsx", "Excel workbook", two_way=True, extra="xlsx"),
        Format("moses", ".moses.zip", "application/zip", "moses", "two plain files, a line a segment", holds="pairs"),
        Format("ladder", ".ladder", "text/plain", "ladder", "hunalign ladder", of_units=False, whole=True),
        Format("beads", ".beads", "text/plain", "beads", "beads as [0]:[0,1]:score", of_units=False),
        Format("docx", ".docx", WORD, "docx", "Word table in two columns", of_units=False, reading=True),
        Format("epub", ".epub", "application/epub+zip", "epub", "bilingual e-book", of_units=False, reading=True),
        Format(
            "document",
            "",
            "application/octet-stream",
            "document",
            "the original's own format",
            of_units=False,
            links=True,
            whole=True,
        ),
        Format("txt", ".txt", "text/plain", "txt", "the translated text alone", of_units=False, reading=True),
        Format(
            "json",
            ".json",
            "application/json",
            "json",
            "everything, without loss",
            of_units=False,
            two_way=True,
            links=True,
            whole=True,
        ),
    )
}


def check_installed(formats: Iterable[str]) -> None:
    """Make sure that formats can be written here, before any work is done for them.

    Raises:
        ExportError: one needs a package that is not installed.
    """
    for name in formats:
        if (extra := FORMATS[name].extra) and (missing := lacking(extra)):
            raise ExportError(
                "{format}: needs {packages}; install with: {command}",
                format=name,
                packages=", ".join(missing),
                command=install_extra(extra),
            )


def needs_links(formats: Iterable[str]) -> bool:
    """Does one of these formats use word links?"""
    return any(FORMATS[name].links for name in formats)


def format_of(path: Path, name: str | None = None) -> Format:
    """The format by its name, or else by the file's extension.

    Raises:
        ExportError: there is no such format.
    """
    if name is not None:
        if name not in FORMATS:
            raise ExportError("{name}: no such format; choose one of {formats}", name=name, formats=", ".join(FORMATS))
        return FORMATS[name]
    if str(path) == STANDARD:
        raise ExportError(
            "standard output has no extension; say the format with --to: one of {formats}", formats=", ".join(FORMATS)
        )
    by_length = sorted(FORMATS.values(), key=lambda f: -len(f.extension))
    for form in by_length:
        if form.extension and path.name.lower().endswith(form.extension):
            return form
    raise ExportError(
        "{name}: the extension says no known format; name one of {formats}", name=path.name, formats=", ".join(FORMATS)
    )


def export_bitext(
    bitext: Bitext, path: Path | str, format: str | None = None, options: ExportOptions | None = None
) -> ExportReport:
    """Write a bitext to a file, beside its place and then renamed.

    Args:
        bitext: what to write.
        path: where to; an existing file is replaced; ``-`` is standard output.
        format: a name in ``FORMATS``; by default the file's extension decides.
        options: filters, language tags, the date.

    Raises:
        ExportError: no such format, or the file cannot be written (nothing half-written is left).
    """
    path = Path(path)
    form = format_of(path, format)
    with replacing(path) as out:
        return write_bitext(bitext, out, form.name, options)


def export_units(
    units: Iterable[Unit], path: Path | str, format: str | None = None, options: ExportOptions | None = None
) -> ExportReport:
    """The same for a stream of units, which is never held in memory; only for formats that are lists of pairs."""
    path = Path(path)
    form = format_of(path, format)
    _needs_units(form)
    with replacing(path) as out:
        return write_units(units, out, form.name, options)


def write_bitext(bitext: Bitext, out: BinaryIO, format: str, options: ExportOptions | None = None) -> ExportReport:
    """Write a bitext to an open binary stream."""
    form, options, tally = format_of(Path(), format), options or ExportOptions(), Tally()
    module = import_module(f"aligner.exports.{form.module}")
    if form.reading and not options.outside:
        bitext = bitext.running()
    if form.of_units:
        write = cast(UnitWriter, module.write_units)
        write(select(bitext, options, tally, holds=form.holds), out, options, tally)
    else:
        cast(BitextWriter, module.write)(bitext, out, options, tally)
    return tally.report()


def write_units(
    units: Iterable[Unit], out: BinaryIO, format: str, options: ExportOptions | None = None
) -> ExportReport:
    """Write a stream of units to an open binary stream."""
    form, options, tally = format_of(Path(), format), options or ExportOptions(), Tally()
    _needs_units(form)
    write = cast(UnitWriter, import_module(f"aligner.exports.{form.module}").write_units)
    write(select_units(units, options, tally, holds=form.holds), out, options, tally)
    return tally.report()


def _needs_units(form: Format) -> None:
    if not form.of_units:
        able = ", ".join(f.name for f in FORMATS.values() if f.of_units)
        raise ExportError(
            "{name}: needs a whole document, not a list of pairs; choose one of {able}", name=form.name, able=able
        )


def export_name(bitext: Bitext, format: str, options: ExportOptions | None = None) -> str:
    """A file name that says document, languages and date: ``speech.ru-en.2026-11-21.tmx``."""
    options = options or ExportOptions()
    form = format_of(Path(), format)
    stem = Path(bitext.source.provenance.name or bitext.source.title or "document").stem
    stem = re.sub(r"[^\w.-]+", "-", stem).strip("-. ")[:80] or "document"
    source = options.source_tag or bitext.source.language
    target = options.target_tag or bitext.target.language
    return f"{stem}.{source}-{target}.{options.created:%Y-%m-%d}{extension_of(form.name, bitext)}"


def extension_of(format: str, bitext: Bitext) -> str:
    """The extension that a file in this format is given; in the format ``document``, that of the bitext's original."""
    if format == "document":
        from aligner.exports.own import EXTENSIONS

        return EXTENSIONS.get(bitext.source.provenance.format, ".txt")
    # The table is given another name than the translated Word document: one is easily sent in place of the other.
    return ".table.docx" if format == "docx" else FORMATS[format].extension
