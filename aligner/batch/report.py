"""The summary of a run: ``report.json`` and ``results.tsv`` for programs, ``report.html`` for a person."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aligner.batch.items import Item
from aligner.batch.journal import Entry
from aligner.batch.merge import Merged
from aligner.batch.page import SHOWN, page
from aligner.batch.settings import Settings
from aligner.exports.atomic import replacing

_COLUMNS = ("path", "state", "sentences", "tokens", "confidence", "findings", "seconds", "error")


@dataclass(slots=True)
class Totals:
    """Sums over the newest entry of every document; ``weakest`` are those of lowest mean confidence."""

    documents: int = 0
    done: int = 0
    failed: int = 0
    todo: int = 0
    sentences: int = 0
    tokens: int = 0
    seconds: float = 0.0
    confidence: float | None = None
    findings: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    weakest: list[tuple[float, str, int]] = field(default_factory=list)
    _weighted: float = 0.0

    def add(self, item: Item, entry: Entry | None) -> None:
        """Take in one document; ``None``: not done yet."""
        self.documents += 1
        if entry is None:
            self.todo += 1
            return
        self.seconds += entry.get("seconds") or 0.0
        if entry["state"] == "failed":
            self.failed += 1
            self.failures.append((item.source.shown, entry["error"]))
            return
        self.done += 1
        self.sentences += entry["sentences"]
        self.tokens += entry["tokens"]
        self.findings.update(entry["findings"])
        confidence = entry["confidence"]
        if confidence is not None:
            self._weighted += confidence * entry["sentences"]
            self.confidence = round(self._weighted / max(1, self.sentences), 4)
            row = (-confidence, item.source.shown, entry["sentences"])
            (heapq.heappush if len(self.weakest) < SHOWN else heapq.heappushpop)(self.weakest, row)

    def summary(self) -> dict[str, Any]:
        """For JSON, and for the last line on the terminal."""
        return {
            "documents": self.documents,
            "done": self.done,
            "failed": self.failed,
            "todo": self.todo,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "mean_confidence": self.confidence,
            "document_seconds": round(self.seconds, 1),
            "findings": dict(self.findings.most_common()),
        }


def write_report(
    run: Path,
    settings: Settings,
    rows: Iterable[tuple[Item, Entry | None]],
    extra: dict[str, Any],
    merged: list[Merged],
) -> Totals:
    """Write the three files into the run directory, each whole or not at all.

    ``rows`` is every document with its newest entry, in the order of the plan. ``extra`` is what this start of
    the run adds (seconds, sentences translated, repeated).

    Raises:
        ExportError: a file cannot be written.
    """
    totals = Totals()
    with replacing(run / "results.tsv") as out:
        out.write("\t".join(_COLUMNS).encode() + b"\n")
        for line in _table(rows, totals):
            out.write(line)
    data = {
        **totals.summary(),
        **extra,
        "merged": [asdict(one) for one in merged],
        "settings": asdict(settings),
        "failures": [{"path": path, "error": error} for path, error in totals.failures],
    }
    with replacing(run / "report.json") as out:
        out.write(json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")
    with replacing(run / "report.html") as out:
        out.write(page(totals, settings, extra, merged).encode("utf-8", "replace"))
    return totals


def _table(rows: Iterable[tuple[Item, Entry | None]], totals: Totals) -> Iterator[bytes]:
    for item, entry in rows:
        totals.add(item, entry)
        values = {"path": item.source.shown, "state": "todo"} if entry is None else {**entry, "path": item.source.shown}
        values["findings"] = sum((entry or {}).get("findings", {}).values())
        cells = [str("" if values.get(name) is None else values[name]) for name in _COLUMNS]
        yield "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells).encode("utf-8", "replace") + b"\n"
