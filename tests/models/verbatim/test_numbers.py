"""Numbers of an output: in English form, and those of the source where they were garbled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.verbatim.numbers import figures_alone, unrelated, with_right_numbers


@pytest.mark.parametrize(
    ("source", "output", "right"),
    [
        ("Вес 12,5 кг.", "Weight 12,5 kg.", "Weight 12.5 kg."),
        ("Их 25 000 человек.", "There are 25 000 people.", "There are 25,000 people."),
        ("Их 25 000 человек.", "There are 25,000 people.", "There are 25,000 people."),
        ("В городе 990 331 житель.", "990 people live in the city.", "990,331 people live in the city."),
        ("Это 807 910 рублей.", "It is 807910 rubles.", "It is 807,910 rubles."),
        ("Статья 137 закона.", "Article 1377 of the law.", "Article 137 of the law."),
        ("От 3 до 5 кг.", "From 3 to 55 kg.", "From 3 to 5 kg."),
        ("Это 21-й случай.", "This is the 22nd case.", "This is the 21st case."),
        ("Из 340 домов 27 сгорели.", "Of 3400 houses 277 burned.", "Of 340 houses 27 burned."),
        ("От 3–5 кг.", "From 3 to5 kg kg.", "From 3 to 5 kg."),
        ("Вес 76–77 кг.", "Weight 7677 kg.", "Weight 76–77 kg."),
        ("Это был XIX век.", "It was the 20th century.", "It was the 19th century."),
        ("Глава IV закона.", "Chapter 4 of the law.", "Chapter 4 of the law."),
        ("В XVIII и XIX веках.", "In the 18th and nineteenth centuries.", "In the 18th and nineteenth centuries."),
        # Said in another way, and right.
        ("В 90-е годы.", "In the 1990s.", "In the 1990s."),
        ("В 15 часов.", "At 3 p.m.", "At 3 p.m."),
        ("Три брата и 2 сестры.", "3 brothers and 2 sisters.", "3 brothers and 2 sisters."),
        ("Это было в XX веке.", "It was in the 20th century.", "It was in the 20th century."),
        ("Их 5 человек.", "There are five of them.", "There are five of them."),
        ("Без чисел.", "It was 1999.", "It was 1999."),
        # Which one is wrong is not plain: left, and the guard tells.
        ("Пункты 3, 4 и 512.", "Points 3 and 4.", "Points 3 and 4."),
    ],
)
def test_numbers(source: str, output: str, right: str) -> None:
    assert with_right_numbers(source, output) == right


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("12,5", "12.5"), ("-3,75 %", "-3.75 %"), ("1 250", "1,250"), ("1,5; 2,5", "1.5; 2.5"), ("1,2,3", "1,2,3"),
        ("05.12.2020", "05.12.2020"), ("1961", "1961"), ("12,5 кг", "12,5 кг"),
    ],
)  # fmt: skip
def test_a_line_of_figures_is_written_as_english_does(text: str, english: str) -> None:
    assert figures_alone(text) == english


@pytest.mark.parametrize(
    ("source", "output", "found"),
    [
        ("В городе живут люди.", "11 people live in the city.", ["11"]),
        ("Цена выросла на 5 %.", "The price rose by 5% in 2019.", ["2019"]),
        ("Цена 2 000 рублей.", "It costs 2,000 roubles.", []),
        ("Их две тысячи.", "There are 2,000 of them.", []),
        ("В 90-е годы, в мае, в 15 ч, в XX веке.", "In the 1990s, 05, 3 p.m., the 20th century.", []),
    ],
)
def test_a_number_that_comes_from_nothing(source: str, output: str, found: list[str]) -> None:
    assert unrelated(source, output) == found


@given(st.text("а1 2,.5-", max_size=30), st.text("a1 2,.5-", max_size=30))
def test_right_numbers_stay_right(source: str, output: str) -> None:
    once = with_right_numbers(source, output)
    assert [c for c in once if c.isalpha()] == [c for c in output if c.isalpha()]
