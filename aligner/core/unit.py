"""Unit: a bead as it stands in a TMX file, a table or the translation memory, on its own and with its context."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from aligner.core.bitext import Bead, Bitext, Origin, Status
from aligner.core.code import Code, Content
from aligner.core.document import Document, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """Where one sentence of a unit stands: its length in characters, and its paragraph's number, kind and level."""

    length: int
    paragraph: int
    kind: Kind = "body"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit: two texts and everything that is known of the pair outside its document.

    ``id`` is the TMX ``tuid``: the document's identity and the bead's number, the same at every export of the
    same source. ``before`` and ``after`` are the neighbouring source texts. ``origin`` and ``confidence`` are
    ``None`` where a file from elsewhere does not say. ``properties`` are the names and values that came with
    the unit and mean nothing to this program; they are kept. ``match`` is the percentage of the memory match that the
    target was taken from. ``source_codes`` and ``target_codes`` are the inline codes in the two texts; a code of one
    side has the id of its counterpart.
    """

    source: str
    target: str
    source_language: str = "und"
    target_language: str = "und"
    id: str = ""
    document: str = ""
    kind: str = "1-1"
    confidence: float | None = None
    origin: Origin | None = None
    status: Status = "draft"
    score: float | None = None
    note: str = ""
    before: str = ""
    after: str = ""
    created: datetime | None = None
    changed: datetime | None = None
    creator: str = ""
    source_places: tuple[Place, ...] = ()
    target_places: tuple[Place, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    match: int | None = None
    source_codes: tuple[Code, ...] = ()
    target_codes: tuple[Code, ...] = ()

    @property
    def source_content(self) -> Content:
        """The source with its codes."""
        return Content(self.source, self.source_codes)

    @property
    def target_content(self) -> Content:
        """The target with its codes."""
        return Content(self.target, self.target_codes)

    @property
    def is_null(self) -> bool:
        """Has one side no text?"""
        return not self.source or not self.target


def document_id(bitext: Bitext) -> str:
    """Twelve hexadecimal digits that stand for the source text and the language pair."""
    digest = hashlib.sha256()
    for part in (bitext.source.language, bitext.target.language, bitext.source.text):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()[:12]


def file_name(path: str) -> str:
    """The last part of a path of any system: the folders above it are nobody else's business."""
    return re.split(r"[/\\]", path.rstrip("/\\"))[-1]


def unit_id(document: str, bead: int) -> str:
    """The ``tuid`` of a bead, counted from 1."""
    return f"{document}-{bead + 1}"


def units_of(bitext: Bitext) -> Iterator[tuple[Bead, Unit]]:
    """Every bead with its unit, in order, one at a time."""
    identity = document_id(bitext)
    name = file_name(bitext.source.provenance.name) or bitext.source.title
    source_places, target_places = _places(bitext.source), _places(bitext.target)
    before = ""
    texts = [bitext.source_text(bead) for bead in bitext.beads]
    following = _following(texts)
    for number, (bead, source, target) in enumerate(bitext.contents()):
        yield (
            bead,
            Unit(
                source=texts[number],
                target=target.text,
                source_language=bitext.source.language,
                target_language=bitext.target.language,
                id=unit_id(identity, number),
                document=name,
                kind=bead.kind,
                confidence=bead.confidence,
                origin=bead.origin,
                status=bead.status,
                score=bead.score,
                note=bead.note,
                before=before,
                after=following[number],
                source_places=tuple(source_places[bead.source.start : bead.source.stop]),
                target_places=tuple(target_places[bead.target.start : bead.target.stop]),
                source_codes=source.codes,
                target_codes=target.codes,
            ),
        )
        before = texts[number] or before


def _following(texts: list[str]) -> list[str]:
    """For each text, the next one that is not empty."""
    after: list[str] = []
    last = ""
    for text in reversed(texts):
        after.append(last)
        last = text or last
    after.reverse()
    return after


def _places(document: Document) -> list[Place]:
    """One place a sentence; paragraphs without sentences are not counted."""
    filled = [p for p in document.paragraphs if p.sentences]
    return [Place(len(s.text), n, p.kind, p.level) for n, p in enumerate(filled) for s in p.sentences]
