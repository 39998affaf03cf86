"""Changes brought home: units edited in another program, back onto the bitext they were exported from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Kind
from aligner.core.unit import Unit, document_id, unit_id
from aligner.imports.build import DocumentBuilder

#: Why a unit was not applied.
Reason = Literal["source-differs", "confirmed-here", "emptied", "two-versions"]
REASONS: dict[str, str] = {
    "source-differs": "the source text is not that of the pair any more",
    "confirmed-here": "a person has confirmed another translation here since",
    "emptied": "the translation was emptied",
    "two-versions": "the file holds two translations of the pair",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One unit that was left alone: the bead, why, the text here and the text in the file."""

    bead: int
    reason: Reason
    here: str
    there: str

    def __str__(self) -> str:
        """As a person reads it."""
        return f"pair {self.bead + 1}: {REASONS[self.reason]}: here «{self.here}», in the file «{self.there}»"


@dataclass(frozen=True, slots=True)
class Applied:
    """The new bitext and what became of each unit."""

    bitext: Bitext
    changed: tuple[int, ...]
    unchanged: int
    unknown: int
    conflicts: tuple[Conflict, ...]


def apply_units(bitext: Bitext, units: Iterable[Unit], *, overwrite: bool = False) -> Applied:
    """Take over the translations that differ; their pairs become confirmed, with the origin ``human``. Notes, too.

    A unit finds its bead by its ``tuid``; where the other program dropped the ``tuid``, by its source text,
    which may stand at several beads. A pair that a person has confirmed here in other words is a conflict,
    as is one whose source has changed; ``overwrite`` lets the file win over what was confirmed here. Nothing
    is ever overwritten silently: every conflict is in the result.
    """
    identity = document_id(bitext)
    by_id = {unit_id(identity, number): number for number in range(len(bitext.beads))}
    texts = [(bitext.source_text(bead), bitext.target_text(bead)) for bead in bitext.beads]
    by_source: dict[str, list[int]] = {}
    for number, (source, _) in enumerate(texts):
        if source:
            by_source.setdefault(spaced(source), []).append(number)
    taken: dict[int, str] = {}
    statuses: dict[int, Unit] = {}
    notes: dict[int, str] = {}
    conflicts: list[Conflict] = []
    unchanged = unknown = 0
    for unit in units:
        numbers = [by_id[unit.id]] if unit.id in by_id else by_source.get(spaced(unit.source), [])
        target = tidied(unit.target)
        if not numbers:
            unknown += 1
        for number in numbers:
            source, here = texts[number]
            bead = bitext.beads[number]
            if spaced(source) != spaced(unit.source):
                conflicts.append(Conflict(number, "source-differs", source, unit.source))
                continue
            if unit.note and unit.note != bead.note and len(numbers) == 1:
                notes[number] = unit.note
            if target == tidied(here):
                unchanged += 1
                if unit.status != bead.status and unit.id in by_id:
                    statuses[number] = unit
            elif not target:
                conflicts.append(Conflict(number, "emptied", here, target))
            elif bead.status == "confirmed" and not overwrite:
                conflicts.append(Conflict(number, "confirmed-here", here, target))
            elif taken.setdefault(number, target) != target:
                conflicts.append(Conflict(number, "two-versions", taken[number], target))
    changed = taken
    beads = {number: replace(bitext.beads[number], note=note) for number, note in notes.items()}
    for number, unit in statuses.items():
        if number not in changed and unit.status != "draft":
            beads[number] = replace(beads.get(number, bitext.beads[number]), status=unit.status)
    return Applied(
        rebuilt(bitext, changed, beads), tuple(sorted({*changed, *beads})), unchanged, unknown, tuple(conflicts)
    )


def spaced(text: str) -> str:
    """A text by which it is found: other programs change white space, pretty-print, put in non-breaking spaces."""
    return " ".join(text.split())


def tidied(text: str) -> str:
    """A translation without what pretty-printing put around it; spaces that somebody may have meant stay."""
    return _PRINTED.sub(" ", text.strip())


_PRINTED = re.compile(r"(?<![ \t\r])[ \t\r]*+\n\s*+")


def rebuilt(bitext: Bitext, changed: dict[int, str], beads: dict[int, Bead]) -> Bitext:
    """The bitext with new target texts, one sentence each; every other sentence keeps its text and paragraph."""
    if not changed:
        return replace(bitext, beads=tuple(beads.get(n, bead) for n, bead in enumerate(bitext.beads)))
    target = bitext.target
    paragraphs, places = target.paragraphs, target.paragraph_of_sentence()
    source_places = bitext.source.paragraph_of_sentence()
    builder = DocumentBuilder()
    made: list[Bead] = []
    last: tuple[object, Kind, int] = ("none", "body", 0)
    last_source = -1
    for number, bead in enumerate(bitext.beads):
        start = builder.count
        if number in changed:
            if bead.target:
                paragraph = paragraphs[places[bead.target.start]]
                last = (places[bead.target.start], paragraph.kind, paragraph.level)
            elif source_places[bead.source.start] != last_source:
                paragraph = bitext.source.paragraphs[source_places[bead.source.start]]
                last = (("new", number), paragraph.kind, paragraph.level)
            builder.add(changed[number], *last)
            bead = beads.get(number, bead)
            bead = replace(bead, confidence=1.0, origin="human", score=None, status="confirmed", links=())
        else:
            for index in bead.target:
                paragraph = paragraphs[places[index]]
                last = (places[index], paragraph.kind, paragraph.level)
                builder.add(target.sentences[index].text, *last)
            bead = beads.get(number, bead)
        made.append(replace(bead, target=range(start, builder.count)))
        if bead.source:
            last_source = source_places[bead.source.stop - 1]
    return Bitext(bitext.source, builder.document(target.language, target.title, target.provenance), tuple(made))
