"""A unit as a row of text cells: the columns that TSV, CSV and XLSX share."""

from __future__ import annotations

from datetime import UTC

from aligner.core.unit import Unit
from aligner.exports.layout import layout

COLUMNS = (
    "id",
    "source",
    "target",
    "kind",
    "confidence",
    "origin",
    "status",
    "note",
    "score",
    "document",
    "source_language",
    "target_language",
    "before",
    "after",
    "created",
    "creator",
    "source_layout",
    "target_layout",
    "match",
)


def row(unit: Unit) -> tuple[str, ...]:
    """One cell a column; what is not known is empty."""
    return (
        unit.id,
        unit.source,
        unit.target,
        unit.kind,
        "" if unit.confidence is None else repr(round(unit.confidence, 6)),
        unit.origin or "",
        unit.status,
        unit.note,
        "" if unit.score is None else repr(round(unit.score, 6)),
        unit.document,
        unit.source_language,
        unit.target_language,
        unit.before,
        unit.after,
        unit.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if unit.created else "",
        unit.creator,
        layout(unit.source_places),
        layout(unit.target_places),
        "" if unit.match is None else str(unit.match),
    )
