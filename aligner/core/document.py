"""Document, Paragraph, Sentence: text in one language, with every sentence's place in the plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

Kind = Literal["heading", "body", "list-item", "quote", "verse", "caption", "table-cell"]
KINDS: tuple[str, ...] = get_args(Kind)

#: What stands between two paragraphs in a document's plain text.
PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its half-open character span ``[start, end)`` in the document's plain text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its kind, its span in the plain text, and its sentences (none before segmentation).

    ``level`` is a heading's or list item's depth, from 1; 0 where there is none.
    """

    kind: Kind
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from, for reports and exports; nothing in it changes the text."""

    name: str = ""
    format: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Text in one language.

    ``text`` is the plain text after repair: paragraphs joined by a blank line. Every sentence is a slice of
    it, so the text can be rebuilt exactly from the sentences and the gaps between them (``pieces``).

    Raises:
        ValueError: a span is out of order, out of its paragraph, or does not hold the sentence's text.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    language: str = "und"
    title: str = ""
    provenance: Provenance = field(default=Provenance())
    _flat: tuple[Sentence, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Check the spans."""
        at = 0
        for number, paragraph in enumerate(self.paragraphs):
            if not at <= paragraph.start <= paragraph.end <= len(self.text):
                raise ValueError(f"paragraph {number}: span {paragraph.start}-{paragraph.end} out of order")
            at = paragraph.start
            for sentence in paragraph.sentences:
                if not at <= sentence.start < sentence.end <= paragraph.end:
                    raise ValueError(f"paragraph {number}: sentence span {sentence.start}-{sentence.end} out of order")
                if self.text[sentence.start : sentence.end] != sentence.text:
                    raise ValueError(f"paragraph {number}: sentence at {sentence.start} is not the text at its span")
                at = sentence.end
            at = paragraph.end
        object.__setattr__(self, "_flat", tuple(s for p in self.paragraphs for s in p.sentences))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order; beads count in these."""
        return self._flat

    def paragraph_text(self, paragraph: Paragraph) -> str:
        """The plain text of one of the document's paragraphs."""
        return self.text[paragraph.start : paragraph.end]

    def paragraph_of_sentence(self) -> list[int]:
        """For each sentence, the index of its paragraph."""
        return [number for number, p in enumerate(self.paragraphs) for _ in p.sentences]

    def pieces(self) -> Iterator[tuple[str, Sentence | None]]:
        """Sentences and the gaps between them, in order: joined, they are ``text``."""
        at = 0
        for sentence in self.sentences:
            if at < sentence.start:
                yield self.text[at : sentence.start], None
            yield sentence.text, sentence
            at = sentence.end
        if at < len(self.text):
            yield self.text[at:], None


def document_from_paragraphs(
    paragraphs: Iterable[tuple[Kind, str] | tuple[Kind, str, int]],
    *,
    language: str = "und",
    title: str = "",
    provenance: Provenance | None = None,
) -> Document:
    """An unsegmented document from (kind, text[, level]) rows; white-space-only rows are left out."""
    made: list[Paragraph] = []
    parts: list[str] = []
    at = 0
    for row in paragraphs:
        kind, text = row[0], row[1].strip()
        if not text:
            continue
        if parts:
            at += len(PARAGRAPH_BREAK)
        made.append(Paragraph(kind, at, at + len(text), level=row[2] if len(row) == 3 else 0))
        parts.append(text)
        at += len(text)
    return Document(PARAGRAPH_BREAK.join(parts), tuple(made), language, title, provenance or Provenance())


def document_from_sentences(
    paragraphs: Iterable[tuple[Kind, Sequence[str]] | tuple[Kind, Sequence[str], int]],
    *,
    language: str,
    title: str = "",
    provenance: Provenance | None = None,
) -> Document:
    """A segmented document from (kind, sentences[, level]) rows, sentences joined by a space.

    Empty sentences cannot stand in a document; the caller leaves them out.

    Raises:
        ValueError: a sentence is empty or only white space.
    """
    made: list[Paragraph] = []
    parts: list[str] = []
    at = 0
    for row in paragraphs:
        kind, rows = row[0], row[1]
        if not rows:
            continue
        if parts:
            parts.append(PARAGRAPH_BREAK)
            at += len(PARAGRAPH_BREAK)
        start = at
        sentences: list[Sentence] = []
        for number, text in enumerate(rows):
            if not text.strip():
                raise ValueError("an empty sentence cannot stand in a document")
            if number:
                parts.append(" ")
                at += 1
            sentences.append(Sentence(text, at, at + len(text)))
            parts.append(text)
            at += len(text)
        made.append(Paragraph(kind, start, at, tuple(sentences), row[2] if len(row) == 3 else 0))
    return Document("".join(parts), tuple(made), language, title, provenance or Provenance())


def with_sentences(document: Document, spans: Sequence[Sequence[tuple[int, int]]]) -> Document:
    """The same document with sentences cut at these spans: one list of (start, end) a paragraph."""
    text = document.text
    paragraphs = tuple(
        Paragraph(p.kind, p.start, p.end, tuple([Sentence(text[a:b], a, b) for a, b in cut]), p.level)
        for p, cut in zip(document.paragraphs, spans, strict=True)
    )
    return replace(document, paragraphs=paragraphs)
