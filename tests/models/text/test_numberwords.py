"""Months by name: the quick look never misses one that the close look finds."""

import pytest

from models.text.numberwords import may_name_month, month_of

NAMES = [
    "january jan январь января январю январе январём",
    "february feb февраль февраля",
    "march mar март марта марте",
    "april apr апрель апреля",
    "may май мая маю мае маем",
    "june jun июнь июня",
    "july jul июль июля",
    "august aug август августа",
    "september sept sep сентябрь сентябре",
    "october oct октябрь октября",
    "november nov ноябрь ноябрём",
    "december dec декабрь декабрю",
]


@pytest.mark.parametrize(("month", "names"), list(enumerate(NAMES, 1)))
def test_every_form_of_a_month_is_seen(month: int, names: str) -> None:
    for name in names.split():
        assert month_of(name.capitalize()) == month
        assert may_name_month(f"On 3 {name.upper()}, 2017")


def test_other_words_need_no_closer_look() -> None:
    assert not may_name_month("Совет принял решение 5 числа; the council agreed.")
