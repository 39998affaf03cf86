"""Scripts and romanisation: one count of letters, one table of Latin spellings."""

from __future__ import annotations

import pytest

from models.text.romanise import LATIN, romanised
from models.text.scripts import has_cyrillic, is_cyrillic, is_right_to_left, letters_of


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Привет, world! 12", (6, 5, 11)),
        ("Ґанок, Ўзбек, қала", (14, 0, 14)),
        ("naïve Ærø ªº ﬁ", (0, 10, 11)),
        ("Ａｂ 日本 α", (0, 2, 5)),
        ("¹² — …", (0, 0, 0)),
    ],
)
def test_letters_are_counted_by_script(text: str, counts: tuple[int, int, int]) -> None:
    assert letters_of(text) == counts
    assert has_cyrillic(text) == (counts[0] > 0)


def test_languages() -> None:
    assert [is_cyrillic(one) for one in ("ru", "uk", "en", "kk")] == [True, True, False, True]
    assert [is_right_to_left(one) for one in ("ar", "he-IL", "FA", "ru")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("Щукин", "Shchukin"),
        ("Чайка-2.txt", "Chayka-2.txt"),
        ("объект «Ёж»", "obekt «Ezh»"),
        ("Їжак, ґанок", "Izhak, ganok"),
    ],
)
def test_a_text_in_latin_letters(text: str, latin: str) -> None:
    assert romanised(text) == latin
    assert not has_cyrillic("".join(LATIN.values()))
