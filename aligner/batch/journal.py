"""The journal: one line a finished document, appended and on the disk before it counts. A torn end is cut off.

The ledger is what the journal says of every item, in a few bytes each, so that a million documents fit.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from aligner.batch.errors import StorageError
from models.errors import reason

#: A journal line: ``n`` (the item's number), ``state`` (``done`` or ``failed``) and what is known of the document.
Entry = dict[str, Any]
TODO, DONE, FAILED = 0, 1, 2


class Journal:
    """An append-only file of JSON lines. Only the process that holds the run's lock opens it."""

    def __init__(self, path: Path) -> None:
        """Open the journal; what a crash left half-written at its end is removed.

        Raises:
            StorageError: it cannot be opened.
        """
        self.path = path
        try:
            _cut_torn_end(path)
            self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise StorageError(
                "{path}: cannot be written ({reason}); check the run directory", path=path, reason=reason(error)
            ) from error

    def append(self, entries: Iterable[Entry]) -> list[int]:
        """Add entries; when this returns they are on the disk. Returns the byte offset of each.

        Raises:
            StorageError: the disk is full or gone.
        """
        lines = [json.dumps(entry).encode() + b"\n" for entry in entries]
        data = b"".join(lines)
        try:
            at = os.fstat(self._handle).st_size
            while data:
                data = data[os.write(self._handle, data) :]
            os.fsync(self._handle)
        except OSError as error:
            raise StorageError(
                "{path}: cannot be written ({reason}); free some space, then run the same command again",
                path=self.path,
                reason=reason(error),
            ) from error
        return list(accumulate([at, *map(len, lines[:-1])])) if lines else []

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def entries(path: Path) -> Iterator[tuple[int, Entry]]:
    """(byte offset, entry) in order; a line that is not whole (torn, or zeros after a power cut) is left out."""
    if not path.exists():
        return
    at = 0
    with path.open("rb") as lines:
        for line in lines:
            entry = parse(line)
            if entry is not None:
                yield at, entry
            at += len(line)


def parse(line: bytes) -> Entry | None:
    """One line of the journal; None where it is not whole."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    whole = isinstance(entry, dict) and isinstance(entry.get("n"), int) and entry.get("state") in ("done", "failed")
    return entry if whole else None


def _cut_torn_end(path: Path) -> None:
    """Remove what stands after the last line feed, so that the next entry begins a line."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        size = at = file.seek(0, os.SEEK_END)
        while at > 0:
            start = max(0, at - 65536)
            file.seek(start)
            newline = file.read(at - start).rfind(b"\n")
            if newline >= 0:
                at = start + newline + 1
                break
            at = start
        if at < size:
            file.truncate(at)
            os.fsync(file.fileno())


class Ledger:
    """State and the newest journal entry of each item."""

    def __init__(self, path: Path) -> None:
        """Read the journal."""
        self._path = path
        self._state = bytearray()
        self._at = array("q")
        for at, entry in entries(path):
            self._note(entry, at)

    def _note(self, entry: Entry, at: int) -> None:
        number = entry["n"]
        more = number + 1 - len(self._state)
        if more > 0:
            self._state.extend(bytes(more))
            self._at.extend([-1] * more)
        self._state[number] = DONE if entry["state"] == "done" else FAILED
        self._at[number] = at

    def state(self, number: int) -> int:
        """``TODO``, ``DONE`` or ``FAILED``."""
        return self._state[number] if number < len(self._state) else TODO

    def entry(self, number: int) -> Entry | None:
        """The newest entry of an item, even of one that is to be done again."""
        if number >= len(self._at) or self._at[number] < 0:
            return None
        with self._path.open("rb") as lines:
            lines.seek(self._at[number])
            return parse(lines.readline())

    def reset(self, number: int) -> None:
        """The item is to be done again; its last entry stays known until a newer one comes."""
        self._state[number] = TODO

    def record(self, journal: Journal, new: list[Entry]) -> None:
        """Write entries to the journal, and take note of them when they are on the disk."""
        for at, entry in zip(journal.append(new), new, strict=True):
            self._note(entry, at)
