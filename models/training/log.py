"""The run's log: one JSON object a line, written as it happens; and reading and thinning it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Log:
    """Appends to a JSONL file and says the same on standard output."""

    def __init__(self, path: Path, *, quiet: bool = False) -> None:
        self._path = path
        self._quiet = quiet

    def write(self, event: str, **values: object) -> None:
        """One line: the time (Unix seconds), the event, its values. Opened each time: a run writes seldom."""
        line = json.dumps({"time": round(time.time(), 1), "event": event, **values}, ensure_ascii=False)
        with self._path.open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        if not self._quiet:
            print(line, flush=True)


def read_log(path: Path) -> list[Entry]:
    """All entries of a log; a last line cut short by a crash is left out."""
    entries: list[Entry] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return entries


def thinned(entries: list[Entry], every: int) -> list[Entry]:
    """Only each ``every``-th training line, but every other event; absolute times become minutes of the run."""
    kept: list[Entry] = []
    seen = 0
    for entry in entries:
        if entry.get("event") == "train":
            seen += 1
            if seen % every:
                continue
        kept.append({key: value for key, value in entry.items() if key not in ("time", "args")})
    return kept
