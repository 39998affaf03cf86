"""Documents: spans are checked, and the plain text comes back from sentences and gaps."""

from __future__ import annotations

import pytest
from hypothesis import given

from aligner.core.document import (
    Document,
    Paragraph,
    Sentence,
    document_from_paragraphs,
    document_from_sentences,
    with_sentences,
)
from strategies import documents


@given(documents("ru"))
def test_text_is_rebuilt_from_sentences_and_gaps(document: Document) -> None:
    assert "".join(piece for piece, _ in document.pieces()) == document.text
    assert tuple(s for _, s in document.pieces() if s is not None) == document.sentences
    owners = document.paragraph_of_sentence()
    assert len(owners) == len(document.sentences)
    assert owners == sorted(owners)


def test_paragraphs_are_stripped_and_joined_by_a_blank_line() -> None:
    document = document_from_paragraphs([("heading", " Title ", 2), ("body", "  "), ("body", "Text.")])
    assert document.text == "Title\n\nText."
    assert [(p.kind, document.paragraph_text(p), p.level) for p in document.paragraphs] == [
        ("heading", "Title", 2),
        ("body", "Text.", 0),
    ]
    assert document.sentences == ()


def test_cutting_keeps_text_and_paragraphs() -> None:
    document = document_from_paragraphs([("body", "One. Two."), ("verse", "Three.")])
    cut = with_sentences(document, [[(0, 4), (5, 9)], [(11, 17)]])
    assert [s.text for s in cut.sentences] == ["One.", "Two.", "Three."]
    assert cut.text == document.text


def test_empty_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="empty sentence"):
        document_from_sentences([("body", ["One.", " "])], language="en")


@pytest.mark.parametrize(
    ("paragraphs", "message"),
    [
        ([Paragraph("body", 5, 3)], "out of order"),
        ([Paragraph("body", 0, 40)], "out of order"),
        ([Paragraph("body", 0, 4), Paragraph("body", 2, 9)], "out of order"),
        ([Paragraph("body", 0, 4, (Sentence("One. ", 0, 5),))], "out of order"),
        ([Paragraph("body", 0, 9, (Sentence("Two.", 5, 9), Sentence("One.", 0, 4)))], "out of order"),
        ([Paragraph("body", 0, 9, (Sentence("Two.", 0, 4),))], "not the text at its span"),
        ([Paragraph("body", 0, 9, (Sentence("", 0, 0),))], "out of order"),
    ],
)
def test_wrong_spans_are_refused(paragraphs: list[Paragraph], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Document("One. Two.", tuple(paragraphs))
