"""Each guard on outputs that models really give, and on good text that must not set it off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fallback.guards import GUARDS, MESSAGES, flags, penalty
from models.fallback.guards.repetition import circles
from models.verbatim.numbers import missing

RU_EN = ("ru", "en")

BAD = [
    ("Совет принял резолюцию.", "", ("empty",)),
    ("Совет принял резолюцию.", " . ", ("empty",)),
    ("Совет принял резолюцию.", "Совет принял резолюцию.", ("copied", "script")),
    ("Совет принял резолюцию.", "The Council adopted a резолюция.", ("script",)),
    ("Об этом заявил глава ООН.", "The head of the United Nations of the United Nations said.", ("repeated",)),
    ("Двухлетний мальчик пришёл домой.", "A two-year-year-year-year-old boy came home.", ("repeated",)),
    (
        "Министр сообщил, что стороны договорились о поставках газа и нефти в течение года и подписали договор.",
        "The Minister said yes.",
        ("short",),
    ),
    (
        "Совет принял резолюцию.",
        "The Council, which had met in the morning to consider the situation in the region, adopted its resolution.",
        ("long",),
    ),
    ("В 1996 году было 37 стран.", "In 1996 there were many countries.", ("numbers",)),
    ("В городе много стран.", "There are 37 countries in the city.", ("unrelated",)),
]

GOOD = [
    ("Совет принял резолюцию.", "The Council adopted a resolution."),
    ("«Нет, нет, нет!» — крикнул он.", "“No, no, no!” he cried."),
    ("Я знаю, я знаю.", "I know, I know."),
    ("День за днём, день за днём.", "Day after day, day after day."),
    ("5 человек", "Five people"),
    ("Ему 25 лет.", "He is twenty-five."),
    ("Собрали 50 % подписей.", "Half of the signatures were collected."),
    ("Прошло 100 лет.", "A hundred years passed."),
    ("Встреча начнётся в 15.00.", "The meeting starts at 3 p.m."),
    ("Население — 1 250 000 человек.", "The population is 1,250,000."),
    ("Цена — 1,5 млн долларов.", "The price is $1.5 million."),
    ("в 80-х годах", "in the 1980s"),
    ("XXI век", "The 21st century"),
    ("Да.", "Yes."),
    ("---", "---"),
    ("", ""),
    ("с 7 до 9 вечера, с 6 до 8 вечера", "7 p.m. to 9 p.m., 6 p.m. to 8 p.m."),
]


@pytest.mark.parametrize(("source", "output", "codes"), BAD)
def test_bad_output_is_seen(source: str, output: str, codes: tuple[str, ...]) -> None:
    assert flags(source, output, RU_EN) == codes
    assert penalty(codes) > 0


@pytest.mark.parametrize(("source", "output"), GOOD)
def test_good_output_is_left_alone(source: str, output: str) -> None:
    assert flags(source, output, RU_EN) == ()


def test_other_languages_have_no_alphabet_to_leave_behind() -> None:
    assert flags("Guten Tag", "Guten Tag", ("de", "en")) == ()
    assert flags("Good day", "Добрый день", ("en", "ru")) == ()
    assert flags("Es waren 37", "There were many", ("en", "de")) == ()


def test_every_code_has_a_message_and_a_weight() -> None:
    assert len({guard.code for guard in GUARDS}) == len(GUARDS)
    for guard in GUARDS:
        assert guard.weight > 0
        assert MESSAGES[guard.code]


@pytest.mark.parametrize(
    ("source", "output", "gone"),
    [
        ("12 марта 2019 года", "March 12, 2019", []),
        ("№ 5, 6 и 7", "Nos. 5 and 7", ["6"]),
        ("100 лет", "a hundred years", []),
        ("100 лет", "a century", []),
        ("10 ч. 00 м.", "10 a.m.", []),
        ("3,14", "3.14", []),
        ("0,5 %", "0.5 per cent", []),
        ("2 000 долларов", "$2,000", []),
        ("в 2015–2016 годах", "in 2015-16", ["2016"]),
    ],
)
def test_missing_numbers(source: str, output: str, gone: list[str]) -> None:
    assert missing(source, output) == gone


@given(st.text(max_size=60), st.text(max_size=60))
def test_guards_take_any_text(source: str, output: str) -> None:
    codes = flags(source, output, RU_EN)
    assert set(codes) <= set(MESSAGES)


@given(
    st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=3, max_size=6, unique=True).map(" ".join)
)
def test_any_phrase_said_twice_at_once_is_a_circle(phrase: str) -> None:
    assert circles(f"{phrase} {phrase}")
    assert not circles(phrase) or len(phrase.split()) < 3
