"""A document's sentences as the database keeps them in beads, and back: [text, paragraph, what stands before it]."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from aligner.core.document import PARAGRAPH_BREAK, Document, Kind, Paragraph, Provenance, Sentence

#: [text, paragraph number, the characters between the sentence and the one before it in its paragraph]
Row = list[Any]


def rows_of(document: Document) -> list[Row]:
    """One row a sentence."""
    rows: list[Row] = []
    for number, paragraph in enumerate(document.paragraphs):
        at = paragraph.start
        for sentence in paragraph.sentences:
            rows.append([sentence.text, number, document.text[at : sentence.start]])
            at = sentence.end
    return rows


def paragraphs_of(document: Document) -> list[list[Any]]:
    """[kind, level] of each paragraph."""
    return [[p.kind, p.level] for p in document.paragraphs]


def document_of(
    rows: Iterable[Row],
    paragraphs: Sequence[Sequence[Any]],
    *,
    language: str,
    title: str = "",
    provenance: Provenance | None = None,
) -> Document:
    """The segmented document that the rows came from; a paragraph that has lost all its sentences is left out.

    Paragraph numbers must not fall from row to row; one beyond the list is a body paragraph.
    """
    made: list[Paragraph] = []
    parts: list[str] = []
    at = 0
    current: int | None = None
    start = 0
    sentences: list[Sentence] = []

    def close() -> None:
        if current is not None:
            kind, level = paragraphs[current] if current < len(paragraphs) else ("body", 0)
            made.append(Paragraph(as_kind(kind), start, at, tuple(sentences), level))

    for text, number, gap in rows:
        if number != current:
            close()
            if current is not None:
                parts.append(PARAGRAPH_BREAK)
                at += len(PARAGRAPH_BREAK)
            current, start, sentences = number, at, []
            gap = gap if not gap.isspace() else ""
        parts += (gap, text)
        at += len(gap)
        sentences.append(Sentence(text, at, at + len(text)))
        at += len(text)
    close()
    return Document("".join(parts), tuple(made), language, title, provenance or Provenance())


def as_kind(kind: str) -> Kind:
    """The kind as the core types it."""
    return kind  # type: ignore[return-value]


def text_of(rows: Sequence[Row]) -> str:
    """A bead's text on one side: its sentences joined by a space, as ``Bitext.source_text`` has it."""
    return " ".join(row[0] for row in rows)
