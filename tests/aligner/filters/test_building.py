"""Blocks as documents, documents as blocks: numbers, codes, what stands outside the running text."""

from __future__ import annotations

import pytest

from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import Document, Provenance, document_from_sentences, running
from aligner.errors import ReadError
from aligner.filters.building import built
from aligner.filters.parsed import Block, Parsed
from aligner.filters.writing import composed
from aligner.readers.limits import Limits
from aligner.segment import segment

BLOCKS = (
    Block("metadata", "Описание рисунка"),
    Block("body", "Пункт 1Пункт 2. Ещё  слово.", (Code(7, 7, 1, "tab", "\t", breaks=True), Code(21, 26, 2, "bold"))),
    Block("body", "\u200b"),
    Block("verse", "строка перваястрока вторая", (Code(13, 13, 3, "break", breaks=True),)),
    Block("note", "Сноска."),
)


def read(*blocks: Block, **limits: int) -> Document:
    return segment(built(Parsed(blocks, "Название"), Provenance("a.x", "x"), Limits(**limits)))


def test_blocks_become_paragraphs_in_reading_order() -> None:
    document = read(*BLOCKS)
    assert document.text == (
        "Пункт 1 Пункт 2. Ещё слово.\n\nстрока первая\nстрока вторая\n\nОписание рисунка\n\nСноска."
    )
    assert [(p.kind, p.block) for p in document.paragraphs] == [("body", 1), ("verse", 3), ("metadata", 0), ("note", 4)]
    assert [s.text for s in document.sentences] == [
        "Пункт 1", "Пункт 2.", "Ещё слово.", "строка первая", "строка вторая", "Описание рисунка", "Сноска.",
    ]  # fmt: skip
    assert [document.text[c.start : c.end] for c in document.codes] == ["", "слово", ""]
    assert document.language == "ru"
    assert running(document).text == "Пункт 1 Пункт 2. Ещё слово.\n\nстрока первая\nстрока вторая"
    notes = read(Block("note", "Одна сноска."))
    assert running(notes) is notes


@pytest.mark.parametrize(
    ("limits", "blocks", "message"),
    [
        ({"paragraphs": 1}, BLOCKS, "more than 1 paragraphs"),
        ({"text_chars": 5}, BLOCKS, "characters of text"),
        ({}, BLOCKS[2:3], "no text was found"),
    ],
)
def test_limits(limits: dict[str, int], blocks: tuple[Block, ...], message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(*blocks, **limits)


def translated(document: Document, *rows: Content | str | None) -> Bitext:
    """The document with this translation of each of its sentences."""
    beads, at = [], 0
    for number, row in enumerate(rows):
        beads.append(Bead(range(number, number + 1), range(at, at + (row is not None)), 1.0, "mt"))
        at += row is not None
    target = document_from_sentences([("body", [row for row in rows if row is not None])], language="en")
    return Bitext(document, target, tuple(beads))


def test_translations_come_back_as_blocks() -> None:
    parsed = Parsed(BLOCKS)
    tab, line = Code(6, 6, 1, "tab", breaks=True), Code(8, 8, 3, "break", breaks=True)
    bitext = translated(
        read(*BLOCKS),
        Content("Item 1", (tab,)), "Item 2.", Content("One more word.", (Code(9, 13, 2),)),
        Content("line one", (line,)), None, "A picture", "A note.",
    )  # fmt: skip
    made = composed(bitext, parsed)
    assert made.contents == {
        1: Content("Item 1Item 2. One more word.", (tab, Code(23, 27, 2))),
        # What was not translated stands for itself.
        3: Content("line oneстрока вторая", (line,)),
        0: Content("A picture"),
        4: Content("A note."),
    }
    assert made.missing == made.untouched == ()


def test_a_bitext_without_blocks_is_matched_in_order() -> None:
    blocks = Block("body", "Раз."), Block("body", "Два."), Block("body", "Раз."), Block("header", "Шапка")
    source = document_from_sentences([("body", ["Раз."]), ("body", ["Раз."]), ("body", ["Четыре."])], language="ru")
    made = composed(translated(source, "One.", "Again.", "Four."), Parsed(blocks))
    assert made.contents == {0: Content("One."), 2: Content("Again.")}
    assert made.missing == (2,)
    assert made.untouched == (1, 3)


def test_a_code_keeps_the_space_on_both_its_sides() -> None:
    block = Block("body", "Нажмите  два раза.", (Code(8, 8, 1, "image"),))
    bitext = translated(read(block), Content("Press twice.", (Code(5, 5, 1, "image"),)))
    assert composed(bitext, Parsed((block,))).contents[0] == Content("Press  twice.", (Code(6, 6, 1, "image"),))
