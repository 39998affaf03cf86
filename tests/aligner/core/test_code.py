"""Codes: they travel from a document to its sentences and back, and into JSON and out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.core.code import Code, Content, divided, joined
from aligner.core.document import Document, Paragraph, Sentence, document_from_sentences
from aligner.core.serial import document_from_dict, document_to_dict

TEXT = "One two. Three four.\n\nFive."
SENTENCES = (Sentence("One two.", 0, 8), Sentence("Three four.", 9, 20))
PARAGRAPHS = (Paragraph("body", 0, 20, SENTENCES, block=4), Paragraph("note", 22, 27, (Sentence("Five.", 22, 27),)))


def document(*codes: Code) -> Document:
    """Two paragraphs, three sentences, these codes."""
    return Document(TEXT, PARAGRAPHS, "en", codes=codes)


@pytest.mark.parametrize(
    ("code", "pieces"),
    [
        # A note's mark after the stop belongs to the sentence before, a picture before the next one's word to that.
        (Code(8, 8, 1, "note"), [(0, 8, 8, True, True)]),
        (Code(9, 9, 1, "image"), [(1, 0, 0, True, True)]),
        (Code(0, 20, 1, "bold"), [(0, 0, 8, True, False), (1, 0, 11, False, True)]),
        (Code(4, 9, 1, "bold"), [(0, 4, 8, True, True)]),
        (Code(8, 12, 1, "bold"), [(1, 0, 3, True, True)]),
        (Code(20, 20, 1, "image"), [(1, 11, 11, True, True)]),
        (Code(22, 22, 1, "image"), [(2, 0, 0, True, True)]),
        (Code(8, 9, 1, "bold"), [(0, 8, 8, True, True)]),
    ],
)
def test_a_sentence_has_the_codes_on_it(code: Code, pieces: list[tuple[int, int, int, bool, bool]]) -> None:
    found = document(code).sentence_contents()
    assert [c.text for c in found] == ["One two.", "Three four.", "Five."]
    assert pieces == [(n, c.start, c.end, c.opens, c.closes) for n, one in enumerate(found) for c in one.codes]


@st.composite
def coded(draw: st.DrawFn) -> Document:
    """A document with any codes inside its paragraphs, their edges on letters."""
    codes = []
    for number in range(draw(st.integers(0, 6))):
        first, last = draw(st.sampled_from([(0, 20), (22, 27)]))
        inside = st.integers(first, last).filter(lambda at: at not in (8, 9))
        a, b = sorted((draw(inside), draw(inside)))
        codes.append(Code(a, b, number + 1, draw(st.sampled_from(["bold", "image", "link"])), href="http://a.b"))
    return document(*sorted(codes, key=lambda code: code.start))


@given(coded())
def test_codes_come_back_from_the_sentences(made: Document) -> None:
    contents = made.sentence_contents()
    again = document_from_sentences([("body", contents[:2]), ("note", contents[2:])], language="en")
    below = document_from_sentences([("body", ["Above."]), ("body", contents[:2])], language="en")
    first = [code for code in made.codes if code.start <= 20]
    assert sorted(below.codes, key=lambda c: c.id) == [code.moved(8) for code in sorted(first, key=lambda c: c.id)]
    assert sorted(again.codes, key=lambda c: c.id) == sorted(made.codes, key=lambda c: c.id)
    whole = joined(contents[:2])
    assert whole.text == "One two. Three four."
    assert {c.id for c in whole.codes} == {c.id for c in made.codes if c.start <= 20}
    assert all(c.opens and c.closes for c in whole.codes)


@given(coded())
def test_json_keeps_codes_and_blocks(made: Document) -> None:
    assert document_from_dict(document_to_dict(made)) == made
    flags = replace(
        made, codes=tuple(replace(c, breaks=True, keep=True, opens=False, data=("<", ">")) for c in made.codes)
    )
    assert document_from_dict(document_to_dict(flags)) == flags


@given(coded(), st.integers(1, 18))
def test_a_sentence_cut_in_two_keeps_its_codes(made: Document, at: int) -> None:
    whole = joined(made.sentence_contents()[:2])
    left, right = len(whole.text[:at].rstrip()), len(whole.text) - len(whole.text[at:].lstrip())
    one, two = divided(whole, left, right)
    assert (one.text, two.text) == (whole.text[:left], whole.text[right:])
    again = joined([one, two])
    assert {c.id for c in again.codes} == {c.id for c in whole.codes}
    if right - left == 1:
        edges = {left, right}
        kept = [c for c in whole.codes if not edges & {c.start, c.end}]
        assert [c for c in again.codes if c.id in {k.id for k in kept}] == kept


def test_codes_out_of_place_are_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        Code(3, 2, 1)
    with pytest.raises(ValueError, match="unknown kind"):
        Code(1, 2, 1, "blink")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="beyond the text"):
        Content("ab", (Code(0, 3, 1),))
    with pytest.raises(ValueError, match="beyond the text"):
        document(Code(0, 99, 1))
    with pytest.raises(ValueError, match="codes out of order"):
        document(Code(5, 6, 1), Code(0, 1, 2))
