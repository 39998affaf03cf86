"""A document's sentences as the database keeps them in beads, and back: text, paragraph, what stands before, codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from aligner.core.code import Code, Content, divided, rejoined
from aligner.core.document import PARAGRAPH_BREAK, Document, Kind, Paragraph, Provenance, Sentence
from aligner.core.serial import code_from_dict, code_to_dict

#: [text, paragraph number, the characters between the sentence and the one before it in its paragraph], and where it
#: has inline codes, a list of them, counted in the text.
Row = list[Any]


def rows_of(document: Document) -> list[Row]:
    """One row a sentence."""
    rows: list[Row] = []
    contents = iter(document.sentence_contents())
    for number, paragraph in enumerate(document.paragraphs):
        at = paragraph.start
        for sentence in paragraph.sentences:
            rows.append(row_of(next(contents), number, document.text[at : sentence.start]))
            at = sentence.end
    return rows


def paragraphs_of(document: Document) -> list[list[Any]]:
    """[kind, level, number of the block in the file] of each paragraph."""
    return [[p.kind, p.level, p.block] for p in document.paragraphs]


def document_of(
    rows: Iterable[Row],
    paragraphs: Sequence[Sequence[Any]],
    *,
    language: str,
    title: str = "",
    provenance: Provenance | None = None,
) -> Document:
    """The segmented document that the rows came from; a paragraph that has lost all its sentences is left out.

    Paragraph numbers must not fall from row to row; one beyond the list is a body paragraph. Rows and paragraphs of
    older versions have no codes and no blocks.
    """
    made: list[Paragraph] = []
    parts: list[str] = []
    at = 0
    current: int | None = None
    start = 0
    sentences: list[Sentence] = []
    codes: list[Code] = []

    def close() -> None:
        if current is not None:
            kind, level, *block = paragraphs[current] if current < len(paragraphs) else ("body", 0)
            made.append(Paragraph(as_kind(kind), start, at, tuple(sentences), level, *block))

    for text, number, gap, *more in rows:
        if number != current:
            close()
            if current is not None:
                parts.append(PARAGRAPH_BREAK)
                at += len(PARAGRAPH_BREAK)
            current, start, sentences = number, at, []
            gap = gap if not gap.isspace() else ""
        parts += (gap, text)
        at += len(gap)
        codes.extend(code_from_dict(code).moved(at) for code in (more[0] if more else ()))
        sentences.append(Sentence(text, at, at + len(text)))
        at += len(text)
    close()
    whole = "".join(parts)
    return Document(whole, tuple(made), language, title, provenance or Provenance(), rejoined(whole, codes))


def as_kind(kind: str) -> Kind:
    """The kind as the core types it."""
    return kind  # type: ignore[return-value]


def text_of(rows: Sequence[Row]) -> str:
    """A bead's text on one side: its sentences joined by a space, as ``Bitext.source_text`` has it."""
    return " ".join(row[0] for row in rows)


def content_of(row: Row) -> Content:
    """A sentence with its codes."""
    return Content(row[0], tuple(code_from_dict(code) for code in (row[3] if len(row) > 3 else ())))


def split_row(row: Row, left: int, right: int) -> tuple[Row, Row]:
    """A sentence cut in two, each with its codes: what ends at ``left``, what begins at ``right``."""
    text, paragraph, gap = row[:3]
    one, two = divided(content_of(row), left, right)
    space = text[left:right] or " "
    return row_of(one, paragraph, gap), row_of(two, paragraph, space)


def row_of(content: Content, paragraph: int, gap: str) -> Row:
    """A sentence as the database keeps it."""
    return [content.text, paragraph, gap, *([[code_to_dict(code) for code in content.codes]] if content.codes else ())]
