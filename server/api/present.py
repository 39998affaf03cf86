"""Rows of the database as the JSON that the API shows. Times are in ISO 8601, UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aligner.core.code import Code
from aligner.core.serial import code_to_dict
from server.db.tables import Bead, Bitext, Document, Edit, Finding, Job, Segment
from server.i18n import language_of_answer, localised, localised_finding
from server.jobs import queue
from server.library.retyping import content
from server.library.sentences import Row, text_of


def moment(at: float | None) -> str | None:
    """A time, to the millisecond."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def document_json(document: Document, jobs: Mapping[str, Job] | None = None) -> dict[str, Any]:
    """A document with its bitexts."""
    return {
        "id": document.id,
        "title": document.title or document.name,
        "name": document.name,
        "language": document.language,
        "format": document.format,
        "encoding": document.encoding,
        "bytes": document.size,
        "sentences": document.sentences,
        "characters": document.characters,
        "created": moment(document.created),
        "deleted": moment(document.deleted),
        "bitexts": [bitext_json(bitext, (jobs or {}).get(bitext.id)) for bitext in document.bitexts],
    }


def bitext_json(bitext: Bitext, job: Job | None = None) -> dict[str, Any]:
    """A bitext, with its newest job where that is known."""
    row: dict[str, Any] = {
        "id": bitext.id,
        "document_id": bitext.document_id,
        "kind": bitext.kind,
        "state": bitext.state,
        "model": bitext.model,
        "settings": bitext.settings,
        "source_language": bitext.source_language,
        "target_language": bitext.target_language,
        "source_title": bitext.source_title,
        "target_title": bitext.target_title,
        "notes": [localised(note, language_of_answer()) for note in bitext.notes],
        "revision": bitext.revision,
        "created": moment(bitext.created),
        "updated": moment(bitext.updated),
    }
    if job is not None:
        row["job"] = job_json(job)
    return row


def job_json(job: Job, language: str = "") -> dict[str, Any]:
    """A job with its progress; what went wrong in a language, the caller's where none is named."""
    return {
        "id": job.id,
        "kind": job.kind,
        "bitext_id": job.bitext_id,
        "state": "cancelling" if job.cancelling and job.state == "running" else job.state,
        "priority": job.priority,
        "progress": queue.progress(job),
        "error": localised(job.message or job.error or "", language or language_of_answer()) or None,
        "lost": job.lost,
        "created": moment(job.created),
        "started": moment(job.started),
        "finished": moment(job.finished),
    }


def bead_json(
    bead: Bead, number: int | None, findings: Iterable[Finding] = (), paragraphs: Sequence[Sequence[Any]] = ()
) -> dict[str, Any]:
    """A bead; ``number`` counts from 1, ``paragraph`` is the source's (or, without one, absent)."""
    first = bead.source[0][1] if bead.source else None
    kind, level, *_ = paragraphs[first] if first is not None and first < len(paragraphs) else ("body", 0)
    return {
        "id": bead.id,
        "number": number,
        "version": bead.version,
        "kind": f"{len(bead.source)}-{len(bead.target)}",
        "source": [{"text": text, "paragraph": paragraph} for text, paragraph, *_ in bead.source],
        "target": [{"text": text, "paragraph": paragraph} for text, paragraph, *_ in bead.target],
        "source_text": text_of(bead.source),
        "target_text": text_of(bead.target),
        "source_codes": codes_json(bead.source),
        "target_codes": codes_json(bead.target),
        "paragraph": {"number": first, "kind": kind, "level": level},
        "confidence": bead.confidence,
        "origin": bead.origin,
        "score": bead.score,
        "status": bead.status,
        "note": bead.note,
        "links": bead.links,
        "findings": [finding_json(finding) for finding in findings],
        "updated": moment(bead.updated),
        "updated_by": bead.updated_by,
    }


def segment_json(segment: Segment, paragraphs: Sequence[Sequence[Any]] = ()) -> dict[str, Any]:
    """A sentence of a translation under way, in the form of a bead without an id."""
    has = bool(segment.target)
    kind, level, *_ = paragraphs[segment.paragraph] if segment.paragraph < len(paragraphs) else ("body", 0)
    return {
        "id": None,
        "number": segment.number + 1,
        "version": 0,
        "kind": "1-1" if has else "1-0",
        "source": [{"text": segment.source, "paragraph": segment.paragraph}],
        "target": [{"text": segment.target, "paragraph": segment.paragraph}] if has else [],
        "source_text": segment.source,
        "target_text": segment.target or "",
        "source_codes": [],
        "target_codes": [],
        "paragraph": {"number": segment.paragraph, "kind": kind, "level": level},
        "confidence": segment.confidence or 0.0,
        "origin": "mt",
        "score": segment.score,
        "status": "draft" if segment.target is not None else "waiting",
        "note": "",
        "links": [],
        "findings": [],
        "updated": None,
        "updated_by": "",
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding."""
    return {
        "id": finding.id,
        "bead_id": finding.bead_id,
        "code": finding.code,
        "severity": finding.severity,
        "message": localised_finding(finding.code, finding.message, finding.parameters, language_of_answer()),
        "source_span": finding.source_span,
        "target_span": finding.target_span,
    }


def edit_json(edit: Edit) -> dict[str, Any]:
    """A change in the history, with the texts before and after where it is small."""
    few = len(edit.before) + len(edit.after) <= 20
    return {
        "id": edit.id,
        "revision": edit.revision,
        "action": edit.action,
        "actor": edit.actor,
        "state": edit.state,
        "created": moment(edit.created),
        "beads_before": [row["id"] for row in edit.before] if few else len(edit.before),
        "beads_after": [row["id"] for row in edit.after] if few else len(edit.after),
        "before": [snapshot_json(row) for row in edit.before] if few else None,
        "after": [snapshot_json(row) for row in edit.after] if few else None,
    }


def snapshot_json(row: dict[str, Any]) -> dict[str, Any]:
    """A snapshot in a history: texts instead of sentence rows."""
    shown: dict[str, Any] = {
        name: row[name] for name in ("id", "status", "note", "confidence", "origin") if name in row
    }
    for side in ("source", "target"):
        if side in row:
            shown[f"{side}_text"] = text_of(row[side])
            shown[f"{side}_codes"] = codes_json(row[side])
    return shown


def codes_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """A side's inline codes; what the elements of an imported file said beside is for exports alone."""
    if not any(len(row) > 3 for row in rows):
        return []
    return [code_json(code) for code in content(rows).codes]


def code_json(code: Code) -> dict[str, Any]:
    """An inline code, without what is as usual."""
    row = code_to_dict(replace(code, element=()))
    start, end = row.pop("span")
    return row | {"start": start, "end": end}
