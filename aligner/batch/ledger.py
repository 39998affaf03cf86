"""The ledger: what the journal says of every item, in a few bytes each, so that a million documents fit."""

from __future__ import annotations

from array import array
from pathlib import Path

from aligner.batch.journal import Entry, Journal, entries, parse

TODO, DONE, FAILED = 0, 1, 2


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
