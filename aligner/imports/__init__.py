"""Bitext files read back: one table of formats, units as a stream, a bitext, or changes brought home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from aligner.core.bitext import Bitext
from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.imports.report import ImportReport, Refusal

__all__ = ["READERS", "ImportReport", "Refusal", "read_bitext", "read_units", "reader_of"]

UnitReader = Callable[[Path, ImportReport, str, str], Iterator[Unit]]

#: Format name -> (module:function in this package, the extensions it is told by).
READERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "json": ("", (".json",)),
    "tmx": ("tmx:read_units", (".tmx",)),
    "xliff": ("xliff:read_units", (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff", ".xlf2")),
    "xliff2": ("xliff:read_units", ()),
    "tsv": ("tables:read_tsv", (".tsv", ".tab")),
    "csv": ("tables:read_csv", (".csv",)),
    "xlsx": ("tables:read_xlsx", (".xlsx",)),
    "jsonl": ("jsonl:read_units", (".jsonl", ".ndjson")),
    "moses": ("moses:read_units", (".moses.zip", ".zip")),
}
#: Formats in which no pairs at all are no bytes at all.
LISTS = ("tsv", "csv", "jsonl")


def reader_of(path: Path, name: str | None = None) -> str:
    """The format of a file by its name, or else by its extension.

    Raises:
        ReadError: there is no such format or no such file, or there is nothing in it though there must be.
    """
    if name is not None and name not in READERS:
        raise ReadError(f"{name}: no such bitext format to read; choose one of {', '.join(READERS)}")
    size = _size(path)
    form = name or next((one for one, (_, ends) in READERS.items() if ends and path.name.lower().endswith(ends)), None)
    if form is None:
        raise ReadError(f"{path.name}: the extension says no bitext format; name one of {', '.join(READERS)}")
    if not size and form not in LISTS:
        raise ReadError(f"{path}: the file is empty; is it the right one?")
    return form


def read_units(
    path: Path | str,
    format: str | None = None,
    *,
    source_language: str = "",
    target_language: str = "",
    report: ImportReport | None = None,
) -> Iterator[Unit]:
    """The units of a bitext file, one at a time; pairs that cannot be taken are counted in ``report``.

    The languages choose among those of a TMX file, and stand in for what other files do not say.

    Raises:
        ReadError: no such format, or the file is missing, damaged or something else.
    """
    path = Path(path)
    form = reader_of(path, format)
    report = report if report is not None else ImportReport()
    report.format = form
    if form == "json":
        from aligner.core.unit import units_of

        for _, unit in units_of(_json(path)):
            report.read += 1
            yield unit
        return
    module, function = READERS[form][0].split(":")
    reader = cast(UnitReader, getattr(import_module(f"aligner.imports.{module}"), function))
    yield from reader(path, report, source_language, target_language)


def _size(path: Path) -> int:
    """Bytes of a file, which must be there."""
    try:
        if path.is_file():
            return path.stat().st_size
        problem = "is a folder" if path.is_dir() else "no such file"
    except OSError as error:  # a name too long, a loop of links
        problem = (error.strerror or str(error)).lower()
    raise ReadError(f"{path}: {problem}; name a bitext file")


def read_bitext(
    path: Path | str,
    format: str | None = None,
    *,
    source_language: str = "",
    target_language: str = "",
    report: ImportReport | None = None,
) -> Bitext:
    """A bitext file as a bitext; what ``read_units`` says of formats and errors holds here too."""
    path = Path(path)
    if reader_of(path, format) == "json":
        return _json(path)
    from aligner.imports.build import bitext_from_units

    units = read_units(path, format, source_language=source_language, target_language=target_language, report=report)
    return bitext_from_units(units, path.name)


def _json(path: Path) -> Bitext:
    from aligner.core.serial import bitext_from_json

    try:
        return bitext_from_json(path.read_text(encoding="utf-8-sig"))
    except ReadError as error:
        raise ReadError(f"{path.name}: {error}") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{path.name}: not UTF-8 text; is it a Tolmach bitext?") from error
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
