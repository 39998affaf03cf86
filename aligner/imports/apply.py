"""Edits imported: units edited in another program, back onto the bitext they were exported from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from aligner.carry.editing import retyped
from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import Kind
from aligner.core.unit import Unit, document_id, unit_id
from aligner.imports.build import DocumentBuilder
from aligner.repair.tidy import edited

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
    #: Beads of which only the places of codes differ.
    moved: tuple[int, ...] = ()


def apply_units(bitext: Bitext, units: Iterable[Unit], *, overwrite: bool = False) -> Applied:
    """Take over the translations that differ; their pairs become confirmed, with the origin ``human``. Notes, too.

    A unit finds its bead by its ``tuid``; where the other program dropped the ``tuid``, by its source text,
    which may stand at several beads. A pair that a person has confirmed here in other words is a conflict,
    as is one whose source has changed; ``overwrite`` lets the file win over what was confirmed here. Nothing
    is ever overwritten silently: every conflict is in the result. The inline codes of the source stand where the
    file has them; where only they differ, the pair is not counted as changed. A unit without any codes came through a
    format that has none: then those here stay with their words.
    """
    identity = document_id(bitext)
    by_id = {unit_id(identity, number): number for number in range(len(bitext.beads))}
    contents = [(source, target) for _, source, target in bitext.contents()]
    by_source: dict[str, list[int]] = {}
    for number, (content, _) in enumerate(contents):
        if content.text:
            by_source.setdefault(spaced(content.text), []).append(number)
    taken: dict[int, Content] = {}
    marked: dict[int, Content] = {}
    statuses: dict[int, Unit] = {}
    notes: dict[int, str] = {}
    conflicts: list[Conflict] = []
    unchanged = unknown = 0
    for unit in units:
        numbers = [by_id[unit.id]] if unit.id in by_id else by_source.get(spaced(unit.source), [])
        target = tidied(unit.target_content)
        if not numbers:
            unknown += 1
        for number in numbers:
            source, here = contents[number]
            bead = bitext.beads[number]
            if unit.source_codes or unit.target_codes:
                made = Content(target.text, codes_of(source, target))
            else:
                made = retyped(here, target.text)
            if spaced(source.text) != spaced(unit.source):
                conflicts.append(Conflict(number, "source-differs", source.text, unit.source))
                continue
            if unit.note and unit.note != bead.note and len(numbers) == 1:
                notes[number] = unit.note
            if target.text == tidied(here).text:
                unchanged += 1
                if len(bead.target) == 1 and target.text == here.text and made.codes not in ((), here.codes):
                    marked[number] = made
                if unit.status != bead.status and unit.id in by_id:
                    statuses[number] = unit
            elif not target.text:
                conflicts.append(Conflict(number, "emptied", here.text, target.text))
            elif bead.status == "confirmed" and not overwrite:
                conflicts.append(Conflict(number, "confirmed-here", here.text, target.text))
            elif taken.setdefault(number, made).text != target.text:
                conflicts.append(Conflict(number, "two-versions", taken[number].text, target.text))
    changed = taken
    beads = {number: replace(bitext.beads[number], note=note) for number, note in notes.items()}
    for number, unit in statuses.items():
        if number not in changed and unit.status != "draft":
            beads[number] = replace(beads.get(number, bitext.beads[number]), status=unit.status)
    made_of = rebuilt(bitext, changed, beads, marked)
    return Applied(
        made_of, tuple(sorted({*changed, *beads})), unchanged, unknown, tuple(conflicts), tuple(sorted(marked))
    )


def codes_of(source: Content, target: Content) -> tuple[Code, ...]:
    """The codes of a source where they stand in a translation that was edited elsewhere, each once.

    Codes that the source has not are left out: no document has a place for them. What goes through the whole source,
    and has no tag in it, goes through the whole translation.
    """
    own = {code.id: code for code in source.codes}
    made: dict[int, Code] = {}
    for code in target.codes:
        if (there := own.get(code.id)) and code.id not in made:
            end = code.start if there.alone else code.end
            made[code.id] = replace(there, start=code.start, end=end, opens=code.opens, closes=code.closes)
    for code in source.codes:
        if not code.opens and not code.closes and code.id not in made:
            made[code.id] = replace(code, start=0, end=len(target.text))
    return tuple(sorted(made.values(), key=lambda code: (code.start, -code.end)))


def spaced(text: str) -> str:
    """A text by which it is found: other programs change white space, pretty-print, put in non-breaking spaces."""
    return " ".join(text.split())


def tidied(content: Content) -> Content:
    """A translation without what pretty-printing put around it; spaces that somebody may have meant stay."""
    text = content.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if start >= end:
        return Content("")
    edits = [(m.start(), m.end(), " ") for m in _PRINTED.finditer(text, start, end)]
    ends = ([(0, start, "")] if start else []), ([(end, len(text), "")] if end < len(text) else [])
    return edited(content, [*ends[0], *edits, *ends[1]])


_PRINTED = re.compile(r"(?<![ \t\r])[ \t\r]*+\n\s*+")


def rebuilt(bitext: Bitext, changed: dict[int, Content], beads: dict[int, Bead], marked: dict[int, Content]) -> Bitext:
    """The bitext with new target texts, one sentence each, and other codes in the sentences of some beads.

    Every other sentence keeps its text, codes and paragraph.
    """
    if not changed and not marked:
        return replace(bitext, beads=tuple(beads.get(n, bead) for n, bead in enumerate(bitext.beads)))
    target = bitext.target
    paragraphs, places = target.paragraphs, target.paragraph_of_sentence()
    contents = target.sentence_contents()
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
                builder.add(marked.get(number, contents[index]), *last)
            bead = beads.get(number, bead)
        made.append(replace(bead, target=range(start, builder.count)))
        if bead.source:
            last_source = source_places[bead.source.stop - 1]
    return Bitext(bitext.source, builder.document(target.language, target.title, target.provenance), tuple(made))
