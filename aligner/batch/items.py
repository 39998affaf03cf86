"""Item and Place: one document of a run, and where its text lies. JSON in and out, any file name included."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from aligner.core.json_faults import json_fault
from aligner.errors import ReadError


@dataclass(frozen=True, slots=True)
class Place:
    """A whole file (``row`` -1), or the text in one column of one row of a JSON-lines or Parquet file.

    ``path`` is absolute, or a URL; a name that is not valid UTF-8 is held with surrogate escapes, as Python does.
    ``at`` helps to find the row quickly: its byte offset in JSON lines, its row group in Parquet.
    """

    path: str
    row: int = -1
    column: str = ""
    at: int = 0

    @property
    def is_url(self) -> bool:
        """Is it read through fsspec?"""
        return "://" in self.path

    @property
    def key(self) -> str:
        """A name for the place that is unique in a run and plain ASCII."""
        return json.dumps(self.path if self.row < 0 else [self.path, self.row, self.column])

    @property
    def shown(self) -> str:
        """For people and for messages: one line, always printable."""
        text = self.path if self.is_url else os.fsencode(self.path).decode("utf-8", "replace")
        text = "".join(c if c.isprintable() else " " for c in text)
        return text if self.row < 0 else f"{text} row {self.row + 1}"


@dataclass(frozen=True, slots=True)
class Item:
    """One document: where it lies, its translation if there is one, the output's name without extension.

    An option ``problem`` says why it cannot be done: it will be listed as failed for that reason.

    ``stem`` is a relative path with forward slashes. ``options`` are this document's own: ``encoding``,
    ``language``, ``second_language``. ``size`` in bytes and ``mtime`` in nanoseconds are those of the files when
    the plan was made (both files together); -1 where they are not known.
    """

    source: Place
    stem: str
    second: Place | None = None
    options: dict[str, str] = field(default_factory=dict)
    size: int = -1
    mtime: int = -1
    number: int = -1

    @property
    def key(self) -> str:
        """What the plan knows the document by."""
        return self.source.key if self.second is None else f"{self.source.key} {self.second.key}"

    @property
    def name(self) -> str:
        """The document's own name, as outputs and reports give it."""
        from pathlib import PurePosixPath

        shown = self.source.shown
        return shown.split("/")[-1] if self.source.row >= 0 else PurePosixPath(shown).name


def item_to_json(item: Item) -> str:
    """ASCII, so that SQLite and JSON take names that are not valid UTF-8."""
    data: dict[str, Any] = {"source": _place(item.source), "stem": item.stem, "size": item.size, "mtime": item.mtime}
    if item.second is not None:
        data["second"] = _place(item.second)
    if item.options:
        data["options"] = item.options
    return json.dumps(data)


def item_from_json(text: str, number: int) -> Item:
    """The inverse of ``item_to_json``."""
    data = json.loads(text)
    return Item(
        Place(*data["source"]),
        data["stem"],
        Place(*data["second"]) if "second" in data else None,
        data.get("options", {}),
        data["size"],
        data["mtime"],
        number,
    )


def _place(place: Place) -> list[str | int]:
    return [place.path, place.row, place.column, place.at]


def parse_line(line: bytes, where: str) -> dict[str, object]:
    """One JSON-lines row.

    Raises:
        ReadError: it is no JSON object.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError("{where}: not JSON ({error}); fix the line", where=where, error=json_fault(error)) from error
    if not isinstance(value, dict):
        raise ReadError("{where}: JSON, but not an object with columns; fix the line", where=where)
    return value
