"""JSON-lines and Parquet files as inputs: each row with a text column is one document."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from aligner.batch.errors import BatchError
from aligner.batch.items import Item, Place, parse_line
from aligner.batch.naming import safe_part
from aligner.batch.remote import fault, filesystem, is_url
from aligner.errors import ReadError
from models.advice import install_extra

EXTENSIONS = (".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold the text, its translation (to align), and a name for the outputs."""

    text: str = "text"
    second: str = ""
    name: str = ""


def is_rows(path: str) -> bool:
    """By its name, is it a file of rows?"""
    return path.lower().endswith(EXTENSIONS)


def is_parquet(path: str) -> bool:
    """By its name, is it Parquet?"""
    return path.lower().endswith(".parquet")


def open_rows(path: str) -> IO[bytes]:
    """A local file or an object in storage."""
    if is_url(path):
        fs, inner = filesystem(path)
        stream: IO[bytes] = fs.open(inner, "rb")
        return stream
    return Path(path).open("rb")


def row_items(path: str, stem: str, columns: Columns, stamp: tuple[int, int]) -> Iterator[Item]:
    """One item a row, in order; blank lines are no rows.

    Raises:
        BatchError: the file cannot be read, is damaged, or has no such column.
    """
    found = _parquet_rows(path, columns) if is_parquet(path) else _jsonl_rows(path, columns)
    try:
        for row, at, size, name in found:
            part = f"{row + 1:06d}" if not name else safe_part(name)
            place = Place(path, row, columns.text, at)
            second = Place(path, row, columns.second, at) if columns.second else None
            options = {"name": name} if name else {}
            yield Item(place, f"{stem}/{part}", second, options, size, stamp[1])
    except OSError as error:
        raise BatchError("{path}: cannot be read ({error}); check the file", path=path, error=fault(error)) from error


def _jsonl_rows(path: str, columns: Columns) -> Iterator[tuple[int, int, int, str]]:
    """(row, byte offset, bytes, name). A broken line is a row too: it fails by itself when its turn comes."""
    at = row = 0
    seen_text = False
    with open_rows(path) as lines:
        for line in lines:
            if line.strip():
                name = ""
                try:
                    value = parse_line(line, path)
                    seen_text = seen_text or columns.text in value
                    if columns.name:
                        name = str(value.get(columns.name, ""))
                    if row == 0 and not seen_text and "path" in value:
                        raise BatchError(
                            "{path}: has 'path' but no '{text}'; if it is a manifest, give it with --manifest",
                            path=path,
                            text=columns.text,
                        )
                except ReadError:
                    pass
                yield row, at, len(line), name
                row += 1
            at += len(line)


def jsonl_value(place: Place) -> object:
    """The column's value in the row at the place's offset."""
    with open_rows(place.path) as lines:
        lines.seek(place.at)
        line = lines.readline()
    value = parse_line(line, place.shown)
    return value.get(place.column)


def _parquet_rows(path: str, columns: Columns) -> Iterator[tuple[int, int, int, str]]:
    with _parquet(path) as file:
        names = file.schema_arrow.names
        for wanted in filter(None, (columns.text, columns.second, columns.name)):
            if wanted not in names:
                raise BatchError(
                    "{path}: no column '{wanted}'; it has {columns}: choose one with --text-column",
                    path=path,
                    wanted=wanted,
                    columns=", ".join(names),
                )
        row = 0
        for group in range(file.num_row_groups):
            meta = file.metadata.row_group(group)
            size = meta.total_byte_size // max(1, meta.num_rows)
            titles: list[Any] = []
            if columns.name:
                titles = file.read_row_group(group, columns=[columns.name]).column(0).to_pylist()
            for within in range(meta.num_rows):
                yield row, group, size, str(titles[within]) if titles and titles[within] is not None else ""
                row += 1


def parquet_value(place: Place) -> object:
    """The column's value; the row group read last is kept, as neighbours are read one after another."""
    first, values = _row_group(place.path, place.at, place.column)
    if not 0 <= place.row - first < len(values):
        raise ReadError("{name}: no such row; was the file changed after the run began?", name=place.shown)
    return values[place.row - first]


@functools.lru_cache(maxsize=4)
def _row_group(path: str, group: int, column: str) -> tuple[int, list[Any]]:
    try:
        with _parquet(path) as file:
            first = sum(file.metadata.row_group(g).num_rows for g in range(group))
            return first, file.read_row_group(group, columns=[column]).column(0).to_pylist()
    except BatchError as error:
        raise ReadError("{error}", error=error) from error
    except (KeyError, IndexError, ValueError) as error:
        raise ReadError(
            "{path}: was changed after the run began ({error}); run again with --retry-failed",
            path=path,
            error=fault(error),
        ) from error


@contextmanager
def _parquet(path: str) -> Iterator[Any]:
    """The open file.

    Raises:
        BatchError: pyarrow is missing, or it is no Parquet file.
    """
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ModuleNotFoundError as error:
        raise BatchError(
            "{path}: reading Parquet needs pyarrow; install it with: {command}",
            path=path,
            command=install_extra("parquet"),
        ) from error
    with open_rows(path) as stream:
        try:
            file = parquet.ParquetFile(stream)
        except (pyarrow.ArrowException, OSError) as error:
            raise BatchError(
                "{path}: not a Parquet file, or damaged ({error}); check the file", path=path, error=fault(error)
            ) from error
        yield file
