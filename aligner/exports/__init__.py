"""Bitexts as files: one file a writer, and the one function that writes them safely."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from aligner.core.bitext import Bitext
from aligner.core.unit import Unit
from aligner.errors import ExportError
from aligner.exports.atomic import STANDARD, replacing
from aligner.exports.formatted import shown
from aligner.exports.options import ExportOptions, ExportReport, Tally
from aligner.exports.select import select, select_units
from aligner.formats import DOCUMENTS, EXPORTS, FORMATS, Format, by_extension, function
from models.advice import install_extra, lacking

__all__ = [
    "ExportOptions",
    "ExportReport",
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


def check_installed(formats: Iterable[str]) -> None:
    """Make sure that formats can be written here, before any work is done for them.

    Raises:
        ExportError: one needs a package that is not installed.
    """
    for name in formats:
        if (extra := EXPORTS[name].extra) and (missing := lacking(extra)):
            raise ExportError(
                "{format}: needs {packages}; install with: {command}",
                format=name,
                packages=", ".join(missing),
                command=install_extra(extra),
            )


def needs_links(formats: Iterable[str]) -> bool:
    """Does one of these formats use word links?"""
    return any(EXPORTS[name].links for name in formats)


def format_of(path: Path, name: str | None = None) -> Format:
    """The format by its name, or else by the file's extension.

    Raises:
        ExportError: there is no such format.
    """
    if name is not None:
        if name not in EXPORTS:
            raise ExportError("{name}: no such format; choose one of {formats}", name=name, formats=", ".join(EXPORTS))
        return EXPORTS[name]
    if str(path) == STANDARD:
        raise ExportError(
            "standard output has no extension; say the format with --to: one of {formats}", formats=", ".join(EXPORTS)
        )
    # The extension that a format gives its own files weighs more: .xliff is written as XLIFF 2.
    first = {name: replace(form, extensions=form.extensions[:1]) for name, form in EXPORTS.items()}
    if found := by_extension(path.name, first) or by_extension(path.name, EXPORTS):
        return EXPORTS[found.name]
    raise ExportError(
        "{name}: the extension says no known format; name one of {formats}", name=path.name, formats=", ".join(EXPORTS)
    )


def export_bitext(
    bitext: Bitext, path: Path | str, format: str | None = None, options: ExportOptions | None = None
) -> ExportReport:
    """Write a bitext to a file, beside its place and then renamed.

    Args:
        bitext: what to write.
        path: where to; an existing file is replaced; ``-`` is standard output.
        format: a name in ``aligner.formats.EXPORTS``; by default the file's extension decides.
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
    if form.reading and not options.outside:
        bitext = bitext.running()
    if form.codes and not options.plain and (shown if form.reading else bool)(bitext.source.codes):
        from aligner.carry import carry_bitext

        bitext = carry_bitext(bitext)
    write = function(form.exporter)
    if form.of_units:
        cast(UnitWriter, write)(select(bitext, options, tally, holds=form.holds), out, options, tally)
    else:
        cast(BitextWriter, write)(bitext, out, options, tally)
    return tally.report()


def write_units(
    units: Iterable[Unit], out: BinaryIO, format: str, options: ExportOptions | None = None
) -> ExportReport:
    """Write a stream of units to an open binary stream."""
    form, options, tally = format_of(Path(), format), options or ExportOptions(), Tally()
    _needs_units(form)
    write = cast(UnitWriter, function(form.exporter))
    write(select_units(units, options, tally, holds=form.holds), out, options, tally)
    return tally.report()


def _needs_units(form: Format) -> None:
    if not form.of_units:
        able = ", ".join(f.name for f in EXPORTS.values() if f.of_units)
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
    """The extension that a file in this format is given; of a translated document, that of the bitext's original."""
    if EXPORTS[format].of_original:
        original = DOCUMENTS.get(bitext.source.provenance.format)
        extension = FORMATS[original.written_as or original.name].extension if original else ".txt"
        return extension if format == "document" else f".{format}{extension}"
    # The table is given another name than the translated Word document: one is easily sent in place of the other.
    return ".table.docx" if format == "docx" else EXPORTS[format].extension
