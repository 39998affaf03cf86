"""CSV and Excel tables: ours, and anybody's with two columns of text; what all tables have in common."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.csv import unguarded
from aligner.exports.rows import COLUMNS
from aligner.imports.columns import columns_of, header, script_language, tag_of
from aligner.imports.fields import read_fields
from aligner.imports.report import ImportReport
from aligner.readers.archive import ZIP_FAULTS, refuse_bomb
from aligner.readers.charset import detect_in_file
from aligner.readers.limits import Limits
from models.advice import install_extra

_PROPS = {
    "document": "x-document",
    "origin": "x-origin",
    "status": "x-status",
    "kind": "x-align-type",
    "confidence": "x-align-score",
    "score": "x-mt-score",
    "before": "x-context-pre",
    "after": "x-context-post",
    "created": "x-created",
    "creator": "x-creator",
    "source_layout": "x-source-layout",
    "target_layout": "x-target-layout",
    "match": "x-match",
}
_ESCAPE = re.compile(r"\\([\\tnr])")
_ESCAPES = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
Row = tuple[int, Sequence[str]]
#: What ``opened`` makes of bytes that are no text in the file's character set.
DAMAGED = re.compile("\udcff")
codecs.register_error("tolmach.damaged", lambda error: ("\udcff", cast(UnicodeDecodeError, error).end))
#: The line by which Excel lets a file say what parts its cells; characters by which that is found where none says it.
_EXCEL_SAYS = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
_HEAD = 1 << 16
#: Empty rows that a worksheet may have between others; columns that are looked at, for a row is as wide as its last
#: cell is far to the right.
LONGEST_GAP, WIDEST = 100_000, 64
#: Bytes that a workbook may unpack to.
_LARGEST = 4 << 30
#: Texts of a side by which its language is told.
_SAMPLE = 300


def read_csv(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Comma, semicolon or tab between the cells, as the rows themselves show, or a first line such as ``sep=;``."""
    yield from settled(from_rows(csv_rows(path), report, source, target, name=path.name))


def read_xlsx(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """The first sheet.

    Raises:
        ReadError: ``openpyxl`` is not installed, or the file is no workbook.
    """
    yield from settled(from_rows(xlsx_rows(path), report, source, target, name=path.name))


def csv_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, each with the number of its last line.

    Raises:
        ReadError: it is no CSV file.
    """
    csv.field_size_limit(1 << 30)
    with opened(path, newline="") as lines:
        first = lines.readline()
        said = _EXCEL_SAYS.fullmatch(first.strip())
        if not said:
            lines.seek(0)
        mark = said[1] if said else separator(lines.read(_HEAD))
        lines.seek(0)
        reader = csv.reader(lines, delimiter=mark)
        try:
            if said:
                next(reader)
            yield from ((reader.line_num, [unguarded(cell) for cell in row]) for row in reader)
        except csv.Error as error:
            raise ReadError(
                "{name}: line {number}: {error}; is it a CSV file?",
                name=path.name,
                number=reader.line_num,
                error=error,
            ) from error


def xlsx_rows(path: Path) -> Iterator[Row]:
    """The rows of a workbook's first sheet, numbered, as text.

    Raises:
        ReadError: ``openpyxl`` is not installed, or the file is no workbook.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise ReadError("xlsx: needs openpyxl; install it with: {command}", command=install_extra("xlsx")) from error
    from openpyxl.utils.escape import unescape

    def text(value: object) -> str:
        if isinstance(value, str):
            return str(unescape(value))
        return "" if value is None else repr(value) if isinstance(value, float) else str(value)

    try:
        with path.open("rb") as file:
            # A table of a million pairs is larger than a document may be, but it is not packed as tightly as a bomb.
            limits = Limits(archive_bytes=_LARGEST)
            refuse_bomb(ZipFile(file).infolist(), path.stat().st_size, path.name, limits)
            sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
            values = sheet.iter_rows(values_only=True, max_col=WIDEST)
            yield from ((number, [text(cell) for cell in row]) for number, row in filled(values, path))
    except (*ZIP_FAULTS, KeyError, TypeError, IndexError, AttributeError, SyntaxError) as error:
        raise ReadError(
            "{name}: not an Excel workbook (.xlsx) that can be read: {error}", name=path.name, error=error
        ) from error


def filled(rows: Iterable[tuple[object, ...]], path: Path) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The rows of a worksheet that have cells, numbered, without the empty cells at their end.

    A row may say that it is the two thousand millionth: the empty ones before it would be counted for hours.

    Raises:
        ReadError: too many empty rows between others, or no cell at all.
    """
    empty = 0
    none = True
    for number, row in enumerate(rows, 1):
        end = len(row)
        while end and row[end - 1] is None:
            end -= 1
        empty = 0 if end else empty + 1
        if empty > LONGEST_GAP:
            raise ReadError(
                "{name}: more than {count} empty rows one after the other; delete them, or save only the rows in use",
                name=path.name,
                count=LONGEST_GAP,
            )
        if end:
            none = False
            yield number, row[:end]
    if none:
        raise ReadError(
            "{name}: its first sheet has no text in its first {count} columns; put the pairs there",
            name=path.name,
            count=WIDEST,
        )


def opened(path: Path, newline: str = "\n") -> io.TextIOWrapper:
    """The file as text in whatever character set it is, found as for documents; lines end as ``newline`` says.

    Bytes that are no text in that set become lone surrogates (see ``DAMAGED``).

    Raises:
        ReadError: the file cannot be opened, or is no text.
    """
    try:
        encoding = detect_in_file(path)
        if encoding is None:
            raise ReadError("{name}: this is binary data, not text; is it a table?", name=path.name)
        return path.open(encoding=encoding, errors="tolmach.damaged", newline=newline)
    except OSError as error:
        raise ReadError("{path}: cannot be read: {reason}", path=path, reason=error.strerror or error) from error


def separator(head: str) -> str:
    """What parts the cells: the mark that gives a header we know, or the most rows of one width, or stands before text.

    In ``Да, конечно;Yes, of course`` both marks give rows of one width; punctuation has a blank behind it.
    """

    def fitness(mark: str) -> tuple[bool, float, float]:
        try:
            rows = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=mark) if row]
        except csv.Error:
            rows = []
        rows = rows[:-1] or rows  # the last may be cut
        widths = Counter(len(row) for row in rows if len(row) > 1)
        further = [cell for row in rows for cell in row[1:]]
        tight = sum(not cell.startswith(" ") for cell in further)
        alike = max(widths.values(), default=0) / max(1, len(rows))
        return bool(rows and header(rows[0])), round(alike, 1) * bool(tight), tight / max(1, len(further))

    return max(",;\t", key=fitness)


def from_rows(
    rows: Iterable[Row], report: ImportReport, source: str, target: str, *, name: str, escaped: bool = False
) -> Iterator[Unit]:
    """Units from numbered rows; the first row may be a header.

    Raises:
        ReadError: there is no header, and the columns do not show which hold the two texts.
    """
    rows = iter(rows)
    begin = list(islice(rows, _SAMPLE))
    columns = header(begin[0][1]) if begin else {}
    ours = set(COLUMNS[:8]) <= set(columns)
    if columns:
        heading = begin.pop(0)[1]
        source = source or tag_of(heading[columns["source"]])
        target = target or tag_of(heading[columns["target"]])
    else:
        found = columns_of([cells for _, cells in begin], source, target)
        if found is None:
            raise ReadError(
                "{name}: no header, and more than two columns that may be the texts; put a first row above them that "
                "says source and target",
                name=name,
            )
        columns = dict(zip(("source", "target"), found, strict=True))
    for number, cells in chain(begin, rows):
        if not any(cells):
            continue
        if any(map(DAMAGED.search, cells)):
            report.refuse(number, "there are bytes in it that are no text in the file's character set")
            continue
        if len(cells) <= max(columns["source"], columns["target"]):
            report.refuse(number, f"{len(cells)} cell{'s' if len(cells) != 1 else ''}, too few for a pair")
            continue
        values = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        if ours and escaped:
            values = {name: _ESCAPE.sub(lambda m: _ESCAPES[m[1]], cell) for name, cell in values.items()}
        if escaped:
            values = {name: unguarded(cell) for name, cell in values.items()}
        if not values["source"] and not values["target"]:
            report.refuse(number, "source and target are empty")
            continue
        report.read += 1
        yield from_values(values, source, target)


def from_values(values: dict[str, str], source: str, target: str) -> Unit:
    """A unit from one row's cells by column name; languages that are not said are empty (see ``settled``)."""
    one, two = values["source"], values["target"]
    said: dict[str, Any] = {}
    if len(values) > 2:
        props = [(_PROPS[name], value) for name, value in values.items() if value and name in _PROPS]
        said = read_fields(props, one, two) if props else said
    return Unit(
        source=one,
        target=two,
        source_language=source or values.get("source_language", ""),
        target_language=target or values.get("target_language", ""),
        id=values.get("id", ""),
        note=values.get("note", ""),
        **said,
    )


def settled(units: Iterator[Unit]) -> Iterator[Unit]:
    """The units; where a language is not said, it is that of most of the first few hundred texts on that side.

    A row of figures or with a name in other letters is in no other language than its table.
    """
    head = list(islice(units, _SAMPLE))
    found = [
        Counter(language for text in texts if (language := script_language(text)) != "und").most_common(1)
        for texts in ([u.source for u in head], [u.target for u in head])
    ]
    one, two = (most[0][0] if most else "und" for most in found)
    for unit in chain(head, units):
        if unit.source_language and unit.target_language:
            yield unit
        else:
            yield replace(
                unit, source_language=unit.source_language or one, target_language=unit.target_language or two
            )
