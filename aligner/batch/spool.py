"""The spool: the pairs of every document for the merged outputs, appended; the journal says where each one's are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from aligner.batch.errors import StorageError
from aligner.core.serial import code_from_dict, code_to_dict
from aligner.core.unit import Place, Unit
from models.errors import reason

_FIELDS = tuple(f.name for f in fields(Unit) if f.name not in ("created", "changed"))


def pack(units: Iterable[Unit]) -> bytes:
    """Units as JSON lines (dates are the run's and are put in again when the pairs are merged)."""
    lines = []
    for unit in units:
        row = [getattr(unit, name) for name in _FIELDS]
        row[_SOURCE] = [_place(place) for place in unit.source_places]
        row[_TARGET] = [_place(place) for place in unit.target_places]
        for at in _CODES:
            row[at] = [code_to_dict(code) for code in row[at]]
        lines.append(json.dumps(row, ensure_ascii=True, separators=(",", ":")))
    return "".join(line + "\n" for line in lines).encode()


def unpack(data: bytes) -> Iterator[Unit]:
    """The inverse of ``pack``."""
    for line in data.splitlines():
        row = json.loads(line)
        values: dict[str, Any] = dict(zip(_FIELDS, row, strict=False))  # older versions wrote fewer fields
        values["source_places"] = tuple(Place(*place) for place in values["source_places"])
        values["target_places"] = tuple(Place(*place) for place in values["target_places"])
        for name in ("source_codes", "target_codes"):
            values[name] = tuple(map(code_from_dict, values.get(name, ())))
        values["properties"] = tuple((name, value) for name, value in values["properties"])
        yield Unit(**values)


def _place(place: Place) -> list[Any]:
    return [place.length, place.paragraph, place.kind, place.level]


_SOURCE, _TARGET = _FIELDS.index("source_places"), _FIELDS.index("target_places")
_CODES = [_FIELDS.index(name) for name in ("source_codes", "target_codes")]


class Spool:
    """One file that only grows; what no journal entry points at is never read."""

    def __init__(self, path: Path) -> None:
        """Open it for appending.

        Raises:
            StorageError: it cannot be opened.
        """
        self.path = path
        try:
            self._file = path.open("ab")
        except OSError as error:
            raise StorageError(
                "{path}: cannot be written ({reason}); check the run directory", path=path, reason=reason(error)
            ) from error

    def add(self, data: bytes) -> tuple[int, int]:
        """Append; returns (offset, length) for the journal. Not yet on the disk."""
        try:
            at = self._file.tell()
            self._file.write(data)
        except OSError as error:
            raise self._full(error) from error
        return at, len(data)

    def sync(self) -> None:
        """Put everything on the disk; call it before the journal names it."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._full(error) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _full(self, error: OSError) -> StorageError:
        return StorageError(
            "{path}: cannot be written ({reason}); free some space, then run the same command again",
            path=self.path,
            reason=reason(error),
        )


def read_spool(path: Path, spans: Iterable[tuple[int, int]]) -> Iterator[Unit]:
    """The units at these places, in the order given."""
    with path.open("rb") as file:
        for at, length in spans:
            if length:
                file.seek(at)
                yield from unpack(file.read(length))
