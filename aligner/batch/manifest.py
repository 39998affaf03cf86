"""Manifests: a TSV or JSON-lines list of documents, each with an optional partner, output name and options."""

# os.path takes any name as it is and does not resolve links on the way.
# ruff: noqa: PTH100, PTH117

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from aligner.batch.errors import BatchError
from aligner.batch.fetch import stamp_of
from aligner.batch.items import Item, Place, parse_line
from aligner.batch.naming import stem_of
from aligner.batch.remote import is_url
from aligner.errors import ReadError

#: ``path`` is a must; ``second`` is the document's existing translation; ``out`` its output's name.
OPTIONS = ("encoding", "language", "second_language")
COLUMNS = ("path", "second", "out", *OPTIONS)


def manifest_items(path: Path) -> Iterator[Item]:
    """One item a row. Relative paths are relative to the manifest.

    Raises:
        BatchError: the manifest cannot be read, or a row is wrong; the line is named.
    """
    try:
        rows = _jsonl(path) if path.suffix.lower() in (".jsonl", ".ndjson") else _tsv(path)
        for line, row in rows:
            yield _item(row, path, line)
    except OSError as error:
        raise BatchError(
            "{path}: cannot be read ({reason}); check the name",
            path=path,
            reason=(error.strerror or str(error)).lower(),
        ) from error
    except UnicodeDecodeError as error:
        raise BatchError(
            "{path}: not UTF-8 at byte {start}; save the manifest as UTF-8", path=path, start=error.start
        ) from error


def _tsv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """With a header line if its first cell is ``path``; else the columns are path and second."""
    with path.open(encoding="utf-8-sig", newline="", errors="surrogateescape") as lines:
        reader = csv.reader(lines, delimiter="\t")
        header: list[str] = ["path", "second"]
        for number, cells in enumerate(reader, 1):
            if number == 1 and cells and cells[0].strip().lower() == "path":
                header = [cell.strip().lower() for cell in cells]
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise BatchError(
                    "{path}, line {number}: {count} columns, {expected} expected ({columns})",
                    path=path,
                    number=reader.line_num,
                    count=len(cells),
                    expected=len(header),
                    columns=", ".join(header),
                )
            yield reader.line_num, {name: cell for name, cell in zip(header, cells, strict=False) if cell}


def _jsonl(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = parse_line(line, f"{path}, line {number}")
            except ReadError as error:
                raise BatchError("{error}", error=error) from error
            if not all(isinstance(value, str) or value is None for value in row.values()):
                raise BatchError(
                    "{path}, line {number}: every value must be a string; fix the line", path=path, number=number
                )
            yield number, {name: value for name, value in row.items() if isinstance(value, str) and value}


def _item(row: dict[str, str], manifest: Path, line: int) -> Item:
    where = f"{manifest}, line {line}"
    unknown = sorted(set(row) - set(COLUMNS))
    if unknown:
        raise BatchError(
            "{where}: unknown column '{unknown}'; known: {columns}",
            where=where,
            unknown=unknown[0],
            columns=", ".join(COLUMNS),
        )
    if "path" not in row:
        raise BatchError("{where}: no path; every row needs one", where=where)
    if any("\0" in value for value in row.values()):
        raise BatchError("{where}: holds a null character; fix the line", where=where)
    source, second = _place(row["path"], manifest), _place(row["second"], manifest) if "second" in row else None
    if "out" in row:
        stem = row["out"]
        parts = PurePosixPath(stem).parts
        if PurePosixPath(stem).is_absolute() or ".." in parts or not parts:
            raise BatchError(
                "{where}: out '{stem}' leads out of the output folder; give a relative name", where=where, stem=stem
            )
        stem = str(PurePosixPath(stem))
    else:
        given = row["path"]
        inside = not is_url(given) and not os.path.isabs(given) and ".." not in PurePosixPath(given).parts
        stem = stem_of(str(PurePosixPath(given)) if inside else PurePosixPath(source.path).name)
    options = {name: value for name, value in row.items() if name in OPTIONS}
    item = Item(source, stem, second, options)
    size, mtime = stamp_of(item)
    return Item(source, stem, second, options, size, mtime)


def _place(given: str, manifest: Path) -> Place:
    return Place(given if is_url(given) else os.path.abspath(manifest.parent / given))
