"""The summary of a run: ``report.json`` and ``results.tsv`` for programs, ``report.html`` for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from aligner.batch.items import Item
from aligner.batch.journal import Entry
from aligner.batch.merge import Merged
from aligner.batch.page import page
from aligner.batch.settings import Settings
from aligner.batch.totals import Totals
from aligner.exports.atomic import replacing

_COLUMNS = ("path", "state", "sentences", "tokens", "confidence", "findings", "seconds", "error")


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
        "problems": [{"path": path, "problem": problem} for path, problem in totals.incomplete],
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
        values.setdefault("error", "; ".join((entry or {}).get("incomplete", ())))
        values["findings"] = sum((entry or {}).get("findings", {}).values())
        cells = [str("" if values.get(name) is None else values[name]) for name in _COLUMNS]
        yield "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells).encode("utf-8", "replace") + b"\n"
