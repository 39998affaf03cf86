"""Bitexts and documents as JSON, in and out without loss, with a format version."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from aligner.core.bitext import ORIGINS, STATUSES, Bead, Bitext
from aligner.core.code import Code
from aligner.core.document import KINDS, Document, Paragraph, Provenance, Sentence
from aligner.core.json_faults import json_fault
from aligner.core.unit import Place, Unit
from aligner.errors import ReadError

FORMAT = "tolmach-bitext"
VERSION = 2
#: Versions that are read: 1 has no codes.
READ = (1, 2)
UNIT_FIELDS = tuple(one.name for one in fields(Unit))
_MOMENTS = [UNIT_FIELDS.index(name) for name in ("created", "changed")]
_PLACES = [UNIT_FIELDS.index(name) for name in ("source_places", "target_places")]
_CODES = [UNIT_FIELDS.index(name) for name in ("source_codes", "target_codes")]


def document_to_dict(document: Document) -> dict[str, Any]:
    """Sentences are stored as spans only: their text is the slice."""
    return {
        "language": document.language,
        "title": document.title,
        "provenance": {
            "name": document.provenance.name,
            "format": document.provenance.format,
            "encoding": document.provenance.encoding,
            **({"digest": document.provenance.digest} if document.provenance.digest else {}),
        },
        "text": document.text,
        "paragraphs": [
            {
                "kind": p.kind,
                "span": [p.start, p.end],
                **({"level": p.level} if p.level else {}),
                **({"block": p.block} if p.block >= 0 else {}),
                "sentences": [[s.start, s.end] for s in p.sentences],
            }
            for p in document.paragraphs
        ],
        **({"codes": [code_to_dict(code) for code in document.codes]} if document.codes else {}),
    }


def document_from_dict(data: dict[str, Any]) -> Document:
    """The inverse of ``document_to_dict``.

    Raises:
        ReadError: a field is missing or of the wrong kind, or a span does not fit the text.
    """
    try:
        text: str = data["text"]
        paragraphs = []
        for p in data["paragraphs"]:
            if p["kind"] not in KINDS:
                raise ValueError(f"unknown paragraph kind {p['kind']!r}")
            sentences = tuple(Sentence(text[a:b], a, b) for a, b in p["sentences"])
            start, end = p["span"]
            paragraphs.append(Paragraph(p["kind"], start, end, sentences, p.get("level", 0), p.get("block", -1)))
        provenance, codes = Provenance(**data["provenance"]), tuple(map(code_from_dict, data.get("codes", ())))
        return Document(text, tuple(paragraphs), data["language"], data["title"], provenance, codes)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReadError(
            "not a Tolmach document: {error}; was the file edited by hand?", error=describe(error)
        ) from error


def code_to_dict(code: Code) -> dict[str, Any]:
    """Fields at their defaults are left out."""
    data: dict[str, Any] = {"id": code.id, "kind": code.kind, "span": [code.start, code.end]}
    data |= {name: value for name in ("equiv", "href") if (value := getattr(code, name))}
    if any(code.data):
        data["data"] = list(code.data)
    data |= {name: False for name in ("opens", "closes") if not getattr(code, name)}
    data |= {name: True for name in ("breaks", "keep") if getattr(code, name)}
    if code.element:
        data["element"] = [list(pair) for pair in code.element]
    return data


def code_from_dict(data: dict[str, Any]) -> Code:
    """The inverse of ``code_to_dict``; raises ``ValueError``, ``TypeError`` or ``KeyError`` on a field out of range."""
    start, end = data["span"]
    before, after = data.get("data", ("", ""))
    flags = [data.get("opens", True), data.get("closes", True), data.get("breaks", False), data.get("keep", False)]
    code = Code(
        start, end, data["id"], data["kind"], data.get("equiv", ""), data.get("href", ""), (before, after), *flags
    )
    if element := data.get("element"):
        return replace(code, element=tuple((str(name), str(value)) for name, value in element))
    return code


def bead_to_dict(bead: Bead) -> dict[str, Any]:
    """Fields at their defaults are left out."""
    data: dict[str, Any] = {
        "source": [bead.source.start, bead.source.stop],
        "target": [bead.target.start, bead.target.stop],
        "confidence": bead.confidence,
        "origin": bead.origin,
    }
    if bead.score is not None:
        data["score"] = bead.score
    if bead.status != "draft":
        data["status"] = bead.status
    if bead.note:
        data["note"] = bead.note
    if bead.links:
        data["links"] = [list(link) for link in bead.links]
    return data


def bead_from_dict(data: dict[str, Any]) -> Bead:
    """The inverse of ``bead_to_dict``; raises ``ValueError`` or ``KeyError`` on a field out of range."""
    if data["origin"] not in ORIGINS:
        raise ValueError(f"unknown origin {data['origin']!r}")
    status = data.get("status", "draft")
    if status not in STATUSES:
        raise ValueError(f"unknown status {status!r}")
    return Bead(
        range(*data["source"]),
        range(*data["target"]),
        float(data["confidence"]),
        data["origin"],
        data.get("score"),
        status,
        data.get("note", ""),
        tuple((a, b, c, d) for a, b, c, d in data.get("links", ())),
    )


def bitext_to_json(bitext: Bitext) -> str:
    """One JSON object; text is not escaped to ASCII."""
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "source": document_to_dict(bitext.source),
            "target": document_to_dict(bitext.target),
            "beads": [bead_to_dict(bead) for bead in bitext.beads],
        },
        ensure_ascii=False,
    )


def bitext_from_json(text: str) -> Bitext:
    """The inverse of ``bitext_to_json``.

    Raises:
        ReadError: not JSON, not a bitext, of a newer version, or the bead invariant does not hold.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError("not JSON: {error}", error=json_fault(error)) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ReadError('JSON, but not a Tolmach bitext: the member "format" is missing or different')
    if data.get("version") not in READ:
        found = data.get("version")
        raise ReadError(
            "a Tolmach bitext of format version {found}; this program reads {version}: upgrade it",
            found=repr(found),
            version=VERSION,
        )
    try:
        source, target = document_from_dict(data["source"]), document_from_dict(data["target"])
        return Bitext(source, target, tuple(bead_from_dict(bead) for bead in data["beads"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ReadError(
            "not a valid Tolmach bitext: {error}; was the file edited by hand?", error=describe(error)
        ) from error


def unit_to_row(unit: Unit) -> list[Any]:
    """The fields of a unit in their order, as JSON has them."""
    row: list[Any] = [getattr(unit, name) for name in UNIT_FIELDS]
    for at in _MOMENTS:
        row[at] = row[at] and row[at].isoformat()
    for at in _PLACES:
        row[at] = [[place.length, place.paragraph, place.kind, place.level] for place in row[at]]
    for at in _CODES:
        row[at] = [code_to_dict(code) for code in row[at]]
    return row


def unit_from_row(row: list[Any]) -> Unit:
    """The inverse of ``unit_to_row``."""
    values = dict(zip(UNIT_FIELDS, row, strict=True))
    for name in ("created", "changed"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    for name in ("source_places", "target_places"):
        values[name] = tuple(Place(*place) for place in values[name])
    for name in ("source_codes", "target_codes"):
        values[name] = tuple(map(code_from_dict, values[name]))
    values["properties"] = tuple((name, value) for name, value in values["properties"])
    return Unit(**values)


def describe(error: BaseException) -> str:
    """An error in a few words, with the key where that is all it has."""
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) and error.args else str(error)
