"""Bitext files parsed in this process: units as a stream; what a child process does with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from aligner.core.bitext import Bitext
from aligner.core.serial import bitext_from_json, bitext_to_json, unit_to_row
from aligner.core.unit import Unit, units_of
from aligner.errors import ReadError
from aligner.formats import IMPORTS, by_extension, function
from aligner.imports.report import ImportReport
from models.errors import reason
from models.messages import Message

UnitReader = Callable[[Path, ImportReport, str, str], Iterator[Unit]]

#: Formats in which no pairs at all are no bytes at all.
LISTS = ("tsv", "csv", "jsonl")
#: Units that go through the pipe together: so many, or so many characters of them.
BATCH, BATCH_CHARS = 500, 1 << 20


def reader_of(path: Path, name: str | None = None) -> str:
    """The format of a file by its name, or else by its extension.

    Raises:
        ReadError: there is no such format or no such file, or there is nothing in it though there must be.
    """
    if name is not None and name not in IMPORTS:
        raise ReadError(
            "{name}: no such bitext format to read; choose one of {readers}", name=name, readers=", ".join(IMPORTS)
        )
    size = _size(path)
    found = IMPORTS[name] if name else by_extension(path.name, IMPORTS)
    if found is None:
        raise ReadError(
            "{name}: the extension says no bitext format; name one of {readers}",
            name=path.name,
            readers=", ".join(IMPORTS),
        )
    if not size and found.name not in LISTS:
        raise ReadError("{path}: the file is empty; is it the right one?", path=path)
    return found.name


def parse_units(
    path: Path, form: str, report: ImportReport, source_language: str = "", target_language: str = ""
) -> Iterator[Unit]:
    """The units of a file in a format of ``IMPORTS``, one at a time, parsed in this process whatever that takes.

    Raises:
        ReadError: the file is damaged or something else.
    """
    report.format = form
    yield from cast(UnitReader, function(IMPORTS[form].importer))(path, report, source_language, target_language)


def _size(path: Path) -> int:
    """Bytes of a file, which must be there."""
    try:
        if path.is_file():
            return path.stat().st_size
        problem = Message("is a folder") if path.is_dir() else Message("no such file")
    except OSError as error:  # a name too long, a loop of links
        problem = reason(error)
    raise ReadError("{path}: {problem}; name a bitext file", path=path, problem=problem)


def parse_json(path: Path) -> Bitext:
    """A bitext in the project's own form, which holds everything.

    Raises:
        ReadError: it is missing, damaged or something else.
    """
    try:
        return bitext_from_json(path.read_text(encoding="utf-8-sig"))
    except ReadError as error:
        raise ReadError("{name}: {error}", name=path.name, error=error) from error
    except UnicodeDecodeError as error:
        raise ReadError("{name}: not UTF-8 text; is it a Tolmach bitext?", name=path.name) from error
    except OSError as error:
        raise ReadError("{path}: cannot be read: {reason}", path=path, reason=reason(error)) from error


def json_units(path: Path, report: ImportReport, _source: str, _target: str) -> Iterator[Unit]:
    """The units of such a file; it says its languages itself."""
    for _, unit in units_of(parse_json(path)):
        report.read += 1
        yield unit


def units_in_child(
    _: bytes, *, folder: str, path: str, form: str, source_language: str, target_language: str
) -> Iterator[list[Any]]:
    """The units of a file in batches of bounded size, each with what is new in the report (``ImportReport.take``)."""
    enter(folder)
    report = ImportReport()
    rows: list[Any] = []
    size = 0
    try:
        for unit in parse_units(Path(path), form, report, source_language, target_language):
            rows.append(unit_to_row(unit))
            size += len(unit.source) + len(unit.target)
            if len(rows) >= BATCH or size >= BATCH_CHARS:
                yield [rows, report.take()]
                rows, size = [], 0
    except ReadError:
        yield [rows, report.take()]  # what stands before the fault
        raise
    yield [rows, report.take()]


def json_in_child(_: bytes, *, folder: str, path: str) -> str:
    """A bitext that was found to be whole, as JSON."""
    enter(folder)
    return bitext_to_json(parse_json(Path(path)))


def enter(folder: str) -> None:
    """Be where the caller is: paths are relative to that, and stand so in messages."""
    with suppress(OSError):
        os.chdir(folder)


def here() -> str:
    """The folder for ``enter``."""
    with suppress(OSError):
        return str(Path.cwd())
    return "/"
