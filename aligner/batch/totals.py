"""Sums over the documents of a batch run, and which of them to show a person."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aligner.batch.items import Item
from aligner.batch.journal import Entry

#: Rows of a table in the page; everything is in results.tsv.
SHOWN, LEAST_SURE = 500, 50


@dataclass(slots=True)
class Totals:
    """Sums over the newest entry of every document; ``weakest`` are those of lowest mean confidence.

    ``incomplete`` are those that are done but for something that was asked for: what is not translated in a document's
    own format, or that it cannot be written in it.
    """

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
    incomplete: list[tuple[str, str]] = field(default_factory=list)
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
        self.incomplete += [(item.source.shown, problem) for problem in entry.get("incomplete", ())]
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
            "incomplete": len({path for path, _ in self.incomplete}),
            "todo": self.todo,
            "sentences": self.sentences,
            "tokens": self.tokens,
            "mean_confidence": self.confidence,
            "document_seconds": round(self.seconds, 1),
            "findings": dict(self.findings.most_common()),
        }
