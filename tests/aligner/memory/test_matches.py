"""Matches: typography costs a point, numbers are put right, other codes are no 100 %; words with wildcards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aligner.core.code import Code
from aligner.core.unit import Unit
from aligner.memory import open_memory
from aligner.memory.figures import put_right
from aligner.memory.match import similarity


def unit(source: str, target: str, **values) -> Unit:
    return Unit(source, target, "ru", "en", **values)


@pytest.mark.parametrize(
    ("one", "two", "percent"),
    [
        ("Нажмите «Готово».", 'Нажмите "Готово".', 99),
        ("Нажмите «Готово».", "Нажмите «Готово»", 98),
        ("Сначала чай, потом — всё остальное…", "Сначала чай, потом - все остальное...", 99),
        ("Два\u00a0слова.", "Два  слова.", 99),
        ("Он (и она) ждал; потом ушёл.", "Он и она ждал потом ушел.", 96),
        ("Он ждал.", "Он ждал?", 65),
        ("Было -5 градусов.", "Было 5 градусов.", 75),
    ],
)
def test_typography_costs_little(one, two, percent):
    assert similarity(one, two) == similarity(two, one) == percent


RIGHT = [
    (
        "Глава 5 описывает 12 случаев.",
        "Глава 7 описывает 19 случаев.",
        "Chapter 5 has 12 cases.",
        "Chapter 7 has 19 cases.",
    ),
    ("Вес 2,5 кг.", "Вес 10,75 кг.", "It weighs 2.5 kg.", "It weighs 10.75 kg."),
    ("Цена 1 200 руб.", "Цена 3 400 руб.", "It costs 1,200 roubles.", "It costs 3,400 roubles."),
    ("Цена 999 руб.", "Цена 12 000 руб.", "It costs 999 roubles.", "It costs 12,000 roubles."),
    ("Год 1998.", "Год 2003.", "The year 1998.", "The year 2003."),
    ("Их было 5 из 5.", "Их было 5 из 8.", "There were 5 of 5.", None),  # which of the two?
    ("Их было 5.", "Их было 8.", "There were five.", None),  # in words
    ("Файлов: 1", "Файлов: 7", "1 file", None),  # another form of the noun
    ("Место 1", "Место 7", "The 2nd place, number 1", "The 2nd place, number 7"),
    ("Век 19", "Век 22", "The 19th century", None),  # 22nd
    ("Век 19", "Век 18", "The 19th century", "The 18th century"),
    ("Да 5", "Нет 6", "Yes 5", None),
    ("Да 5", "Да 5!", "Yes 5", None),
]


@pytest.mark.parametrize(("old", "new", "target", "expected"), RIGHT)
def test_numbers_alone_are_put_right_where_it_is_sure(old, new, target, expected):
    made = put_right(unit(old, target), new)
    assert (made and made.target) == expected
    assert made is None or made.source == new


def test_numbers_are_put_right_from_english_too():
    old = Unit("It weighs 2.5 kg, costs 1,200.", "Весит 2,5 кг, стоит 1 200.", "en", "ru")
    made = put_right(old, "It weighs 3.5 kg, costs 4,500.")
    assert made is not None
    assert made.target == "Весит 3,5 кг, стоит 4\u00a0500."
    # Russian nouns have three forms.
    assert put_right(Unit("5 files", "5 файлов", "en", "ru"), "3 files") is None
    assert put_right(Unit("5 files", "5 файлов", "en", "ru"), "17 files") is not None


def test_a_match_with_other_numbers_says_so(where):
    stored = unit("Глава 5 описывает приборы.", "Chapter 5 describes devices.", status="confirmed")
    with open_memory(where) as memory:
        memory.add([stored])
        (match,) = memory.lookup("Глава 9 описывает приборы.", "ru", "en")
        assert (match.percent, match.kind, match.unit.target) == (99, "numbers", "Chapter 9 describes devices.")
        assert match.stored == stored
        assert memory.confirmed("Глава 9 описывает приборы.", "ru", "en") is None
        assert list(memory.units()) == [stored]


def test_codes_are_kept_and_other_codes_are_no_full_match(where):
    bold, image = Code(0, 3, 1, "bold"), Code(3, 3, 2, "image", equiv="[1]")
    stored = unit("Дом стоит.", "The house stands.", source_codes=(bold,), target_codes=(replace(bold, end=9),))
    with open_memory(where) as memory:
        memory.add([stored])
        assert list(memory.units()) == [stored]

        def percent(*codes):
            (match,) = memory.lookup("Дом стоит.", "ru", "en", codes=codes)
            return match.percent, match.kind

        assert percent(bold) == percent(replace(bold, id=7)) == (100, "exact")
        assert percent() == percent(replace(bold, kind="italic")) == percent(bold, image) == (99, "codes")
        assert memory.lookup("Дом стоит.", "ru", "en")[0].percent == 100
        (match,) = memory.lookup('"Дом" стоит.', "ru", "en", codes=())
        assert (match.percent, match.kind) == (96, "fuzzy")
        # Met again, a pair takes over the newer codes; without any it keeps those it has.
        memory.add([replace(stored, source_codes=(), target_codes=())])
        assert percent(bold) == (100, "exact")
        memory.add([replace(stored, source_codes=(bold, image))])
        assert percent(bold, image) == (100, "exact")


def test_wildcards_in_words(where):
    with open_memory(where) as memory:
        memory.add([unit("Перевозка грузов.", "Freight carriage."), unit("Перевод грузовика.", "A truck moved.")])

        def sources(query, side=""):
            return sorted(found.source for found in memory.concordance(query, side))

        both = ["Перевод грузовика.", "Перевозка грузов."]
        assert sources("перево*") == sources("*груз*") == both
        assert sources("пере*ка груз*") == sources("freig*") == sources("fre?ght") == both[1:]
        assert sources("перево?") == []  # a mark that ends a word is no wildcard
        assert sources("грузов?") == both[1:]
        assert sources("freig*", "source") == sources("слон*") == sources("*") == sources("**") == []
        assert sources("100%*'\"[") == []


def test_pairs_are_deleted_and_edited(where):
    one, two = unit("Кот спит.", "The cat sleeps."), unit("Кот спит.", "A cat is asleep.")
    with open_memory(where) as memory:
        memory.add([one, two, unit("Пёс лает.", "The dog barks.")])
        assert memory.delete([one, one, unit("Нет.", "No.")]) == 1
        assert memory.delete([]) == memory.delete([unit("", "")]) == 0
        assert [found.target for found in memory.concordance("кот")] == ["A cat is asleep."]
        assert memory.concordance("sleeps") == []
        assert memory.edit(two, replace(two, target="The tomcat naps.")) is True
        assert memory.edit(two, one) is False
        assert [found.target for found in memory.concordance("nap*")] == ["The tomcat naps."]
        assert memory.with_source("Кот спит.", "ru", "en") == [replace(two, target="The tomcat naps.")]
        assert memory.stats().units == 2
