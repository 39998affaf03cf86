"""Units as a bitext again: sentences, paragraphs and beads, from the layout where the file has it."""

from __future__ import annotations

from collections.abc import Iterable

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import PARAGRAPH_BREAK, Document, Kind, Paragraph, Provenance, Sentence
from aligner.core.unit import Place, Unit
from aligner.errors import ReadError


class DocumentBuilder:
    """Sentences in order become a document: joined by a space within a paragraph, by a blank line between."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.parts: list[str] = []
        self.paragraphs: list[tuple[object, Kind, int, list[Sentence]]] = []
        self.length = 0
        self.count = 0

    def add(self, text: str, paragraph: object, kind: Kind = "body", level: int = 0) -> None:
        """One more sentence; a key other than the last sentence's begins a new paragraph."""
        last = self.paragraphs[-1] if self.paragraphs else None
        if last is None or last[:3] != (paragraph, kind, level):
            self._put(PARAGRAPH_BREAK if last else "")
            self.paragraphs.append((paragraph, kind, level, []))
        else:
            self._put(" ")
        start = self.length
        self._put(text)
        self.paragraphs[-1][3].append(Sentence(text, start, self.length))
        self.count += 1

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def document(self, language: str, title: str = "", provenance: Provenance | None = None) -> Document:
        """The document so far."""
        made = tuple(
            Paragraph(kind, sentences[0].start, sentences[-1].end, tuple(sentences), level)
            for _, kind, level, sentences in self.paragraphs
        )
        return Document("".join(self.parts), made, language, title, provenance or Provenance())


def bitext_from_units(units: Iterable[Unit], name: str = "") -> Bitext:
    """A bitext of these units in this order; without a layout, each is a paragraph of one sentence a side.

    Raises:
        ReadError: there is not one unit, or the languages change on the way.
    """
    sides = DocumentBuilder(), DocumentBuilder()
    beads: list[Bead] = []
    languages: tuple[str, str] | None = None
    documents: set[str] = set()
    for number, unit in enumerate(units):
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
        for side, text, places in zip(
            sides, (unit.source, unit.target), (unit.source_places, unit.target_places), strict=True
        ):
            for sentence, place in cut(text, places):
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


def cut(text: str, places: tuple[Place, ...]) -> list[tuple[str, Place | None]]:
    """A unit's text as sentences with their places; as one sentence where the places do not fit it any more."""
    if not text.strip():
        return []
    if sum(p.length for p in places) + len(places) - 1 == len(text) and places:
        made: list[tuple[str, Place | None]] = []
        at = 0
        for place in places:
            made.append((text[at : at + place.length], place))
            at += place.length + 1
        if all(part.strip() for part, _ in made):
            return made
    return [(text, places[0] if places else None)]
