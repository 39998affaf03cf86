"""Tidied contents: the text is what the repairs of a plain text give, and codes stay on their letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.core.code import Code, Content
from aligner.repair.characters import drop_invisible, one_line
from aligner.repair.spaces import put_back
from aligner.repair.tidy import edited, tidied

TEXTS = st.text("аБ. \n\t\u00a0\u200b!d", max_size=24)


@given(TEXTS)
def test_the_text_is_that_of_the_repairs(text: str) -> None:
    expected = put_back(one_line(drop_invisible(text)))
    assert tidied(Content(text)).text == expected
    assert tidied(Content(text, (Code(0, 0, 1),))).text == expected


@given(st.data(), TEXTS)
def test_codes_keep_their_letters_and_none_is_lost(data: st.DataObject, text: str) -> None:
    codes = []
    for number in range(data.draw(st.integers(0, 5))):
        a, b = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
        codes.append(Code(a, b, number, breaks=a == b and data.draw(st.booleans())))
    codes.sort(key=lambda code: code.start)
    made = tidied(Content(text, tuple(codes)), verse=data.draw(st.booleans()))
    by_id = {code.id: code for code in made.codes}
    assert len(by_id) == len(codes)
    assert [c.start for c in made.codes] == sorted(c.start for c in made.codes)
    for before in codes:
        after = by_id[before.id]
        if not before.alone:
            assert letters(made.text[after.start : after.end]) == letters(text[before.start : before.end])
        assert letters(made.text[: after.start]) == letters(text[: before.start])


def letters(text: str) -> str:
    """What no repair takes away."""
    return "".join(c for c in text if c.isalnum() or c in ".!")


@pytest.mark.parametrize(
    ("text", "codes", "verse", "expected", "places"),
    [
        # A lost space goes before a span that begins there, and behind a note's mark.
        ("Мистурой.Главной", [Code(9, 16, 1)], False, "Мистурой. Главной", [(10, 17)]),
        ("Мистурой.Главной", [Code(9, 9, 1)], False, "Мистурой. Главной", [(9, 9)]),
        ("одиндва", [Code(4, 4, 1, "tab", breaks=True)], False, "один два", [(4, 4)]),
        ("одиндва", [Code(4, 4, 1, "break", breaks=True)], True, "один\nдва", [(4, 4)]),
        (
            "одиндва",
            [Code(4, 4, 1), Code(4, 4, 2, breaks=True), Code(4, 4, 3)],
            False,
            "один два",
            [(4, 4), (4, 4), (5, 5)],
        ),
        # A span that begins at the break passes it; the place of no other code follows from that.
        (
            "одиндва",
            [Code(4, 7, 1), Code(4, 4, 2, "break", breaks=True), Code(4, 4, 3)],
            False,
            "один два",
            [(4, 4), (5, 8), (5, 5)],
        ),
        (" один  два ", [Code(0, 6, 1), Code(6, 6, 2)], False, "один два", [(0, 4), (4, 4)]),
    ],
)
def test_places(text: str, codes: list[Code], verse: bool, expected: str, places: list[tuple[int, int]]) -> None:
    made = tidied(Content(text, tuple(codes)), verse=verse)
    assert made.text == expected
    assert [(c.start, c.end) for c in made.codes] == places


def test_edits_in_a_row() -> None:
    content = Content("abcdef", (Code(1, 3, 1), Code(4, 4, 2)))
    assert edited(content, [(0, 1, ""), (3, 4, "XX"), (6, 6, "!")]) == Content(
        "bcXXef!", (Code(0, 2, 1), Code(4, 4, 2))
    )
