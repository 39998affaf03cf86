"""Units as a bitext again: sentences, paragraphs and beads, from the layout where the file has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Content, divided
from aligner.core.document import Document, Kind, Provenance, document_from_sentences
from aligner.core.unit import Place, Unit
from aligner.errors import ReadError


class DocumentBuilder:
    """Sentences in order become a document: joined by a space within a paragraph, by a blank line between."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.rows: list[tuple[object, Kind, int, list[str | Content]]] = []
        self.count = 0

    def add(self, sentence: str | Content, paragraph: object, kind: Kind = "body", level: int = 0) -> None:
        """One more sentence; a key other than the last sentence's begins a new paragraph."""
        if not self.rows or self.rows[-1][:3] != (paragraph, kind, level):
            self.rows.append((paragraph, kind, level, []))
        self.rows[-1][3].append(sentence)
        self.count += 1

    def document(self, language: str, title: str = "", provenance: Provenance | None = None) -> Document:
        """The document so far."""
        rows = ((kind, sentences, level) for _, kind, level, sentences in self.rows)
        return document_from_sentences(rows, language=language, title=title, provenance=provenance)


class _Ids:
    """Ids of codes that are unique in a document, whatever the units' files count."""

    def __init__(self) -> None:
        self.used: set[int] = set()
        self.last = 0

    def told_apart(self, unit: Unit) -> Unit:
        """The unit with other ids where a code begins that another unit has begun before it."""
        codes = (*unit.source_codes, *unit.target_codes)
        if not codes:
            return unit
        ids = {code.id for code in codes}
        if taken := {code.id for code in codes if code.opens and code.id in self.used}:
            self.last = max(self.last, *ids, *self.used)
            new = {number: self.last + n for n, number in enumerate(sorted(taken), 1)}
            self.last += len(new)
            ids = {new.get(number, number) for number in ids}
            sides = [[replace(c, id=new.get(c.id, c.id)) for c in s] for s in (unit.source_codes, unit.target_codes)]
            unit = replace(unit, source_codes=tuple(sides[0]), target_codes=tuple(sides[1]))
        self.used |= ids
        return unit


def bitext_from_units(units: Iterable[Unit], name: str = "") -> Bitext:
    """A bitext of these units in this order; without a layout, each is a paragraph of one sentence a side.

    Raises:
        ReadError: there is not one unit, or the languages change on the way.
    """
    sides = DocumentBuilder(), DocumentBuilder()
    beads: list[Bead] = []
    languages: tuple[str, str] | None = None
    documents: set[str] = set()
    ids = _Ids()
    for number, given in enumerate(units):
        unit = ids.told_apart(given)
        languages = languages or (unit.source_language, unit.target_language)
        if languages != (unit.source_language, unit.target_language):
            raise ReadError(
                "{name}: pair {number} is {source_language}-{target_language}, those before it {languages}; "
                "choose the languages with --source-language and --target-language",
                name=name or "bitext",
                number=number + 1,
                source_language=unit.source_language,
                target_language=unit.target_language,
                languages="-".join(languages),
            )
        starts = sides[0].count, sides[1].count
        for side, content, places in zip(
            sides,
            (unit.source_content, unit.target_content),
            (unit.source_places, unit.target_places),
            strict=True,
        ):
            for sentence, place in cut(content, places):
                key: object = (unit.document, place.paragraph) if place else ("alone", number)
                kind, level = (place.kind, place.level) if place else ("body", 0)
                side.add(sentence, key, kind, level)
        documents.add(unit.document)
        ranges = range(starts[0], sides[0].count), range(starts[1], sides[1].count)
        if not ranges[0] and not ranges[1]:
            continue
        origin = unit.origin or "human"
        confidence = unit.confidence if unit.confidence is not None else 1.0
        beads.append(Bead(*ranges, confidence, origin, unit.score, unit.status, unit.note))
    if languages is None:
        raise ReadError("{name}: there is not one pair in it", name=name or "bitext")
    own_name = documents.pop() if len(documents) == 1 else ""
    source = sides[0].document(languages[0], provenance=Provenance(own_name or name))
    return Bitext(source, sides[1].document(languages[1]), tuple(beads))


def cut(content: Content, places: tuple[Place, ...]) -> list[tuple[Content, Place | None]]:
    """A unit's text as sentences with their places; as one sentence where the places do not fit it any more."""
    text = content.text
    if not text.strip():
        return []
    if sum(p.length for p in places) + len(places) - 1 == len(text) and places:
        made: list[tuple[Content, Place | None]] = []
        rest = content
        for place in places[:-1]:
            one, rest = divided(rest, place.length, place.length + 1)
            made.append((one, place))
        made.append((rest, places[-1]))
        if all(part.text.strip() for part, _ in made):
            return made
    return [(content, places[0] if places else None)]
