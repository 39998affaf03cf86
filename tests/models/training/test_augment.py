"""The augmentation changes both sides alike, keeps shapes, and leaves alone what it does not understand."""

from __future__ import annotations

import random
import re

import pytest

from models.training import augment, mix
from models.training.augment import Pair
from models.training.remap import PLACEHOLDERS

SEEDS = range(200)


def pair(source: str, target: str) -> Pair:
    return Pair("t", source, target)


def digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


NUMBERS = [
    ("Счёт 40817810 открыт 19 мая 2018 года.", "Account 40817810 was opened on 19 May 2018."),
    ("Выросло на 12,5 % за 2017-2018 годы.", "It rose by 12.5% in 2017-2018."),
    ("Статья 158 и статья 007 вместо 12.", "Article 158 and article 007 in place of 12."),
]


@pytest.mark.parametrize(("source", "target"), NUMBERS)
def test_numbers_of_the_same_shape_on_both_sides(source: str, target: str) -> None:
    seen = set()
    for seed in SEEDS:
        made = augment.fresh_numbers(pair(source, target), random.Random(seed))
        assert digits(made.source) == digits(made.target)
        assert re.sub(r"\d+", "0", made.source) == re.sub(r"\d+", "0", source)
        assert re.sub(r"\d+", "0", made.target) == re.sub(r"\d+", "0", target)
        for old, new in zip(digits(source), digits(made.source), strict=True):
            assert len(new) == len(old) or len(new) > 4
            assert new[0] == "0" or old[0] != "0"
        seen.add(made)
    assert len(seen) > 100


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("У него 5 книг.", "He has 5 books."),  # the words around a single digit agree with it
        ("В 25 странах.", "In twenty-five countries."),
        ("До 2018 года.", "Until 2018 and 2019."),
        ("Нет чисел.", "No numbers."),
    ],
)
def test_numbers_that_cannot_be_changed_stay(source: str, target: str) -> None:
    assert {augment.fresh_numbers(pair(source, target), random.Random(seed)) for seed in SEEDS} == {
        pair(source, target)
    }


def test_spans_of_both_sides_become_placeholders() -> None:
    before = pair(
        "Откройте config.json в Debian и https://a.b/c?d=1, затем 25 раз %s.",
        "Open config.json in Debian and https://a.b/c?d=1, then %s 25 times.",
    )
    seen = set()
    for seed in SEEDS:
        made = augment.placeholders(before, random.Random(seed))
        used = re.findall("⟦.⟧", made.source)
        assert used
        assert sorted(used) == sorted(re.findall("⟦.⟧", made.target))
        assert len(set(used)) == len(used)
        assert set(used) <= set(PLACEHOLDERS)
        seen.update(used)
    assert seen == set(PLACEHOLDERS)


def test_a_span_that_stands_twice_or_only_on_one_side_stays() -> None:
    for source, target in [("Debian и Debian", "Debian and Debian"), ("Файл a.txt", "The file"), ("Да", "Yes")]:
        assert augment.placeholders(pair(source, target), random.Random(1)) == pair(source, target)


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Щербаков", "Shcherbakov"), ("Юрьев", "Yuryev"), ("Евдокимов", "Yevdokimov"), ("Селивёрстов", "Selivyorstov"),
        ("Хрящев", "Khryashchev"), ("Цыганов", "Tsyganov"), ("Горбачёв", "Gorbachov"), ("Андреев", "Andreyev"),
    ],
)  # fmt: skip
def test_names_by_the_rules(name: str, latin: str) -> None:
    assert augment.romanised(name) == latin


def test_a_surname_becomes_another_with_its_ending() -> None:
    before = pair("Мы говорили с Петровым о Ленине.", "We talked to Petrov about Lenin.")
    for seed in SEEDS:
        made = augment.fresh_names(before, random.Random(seed))
        name = re.fullmatch(r"Мы говорили с ([А-Яа-яё]+(?:ов|ев|ин))ым о ([А-Яа-яё]+(?:ов|ев|ин))е\.", made.source)
        assert name, made
        assert augment.romanised(name[1]) in made.target
        assert "Petrov" not in made.target
    unlike = pair("Мы видели Горбачёва.", "We saw Gorbachev.")
    assert augment.fresh_names(unlike, random.Random(1)) == unlike


FORMS = [
    (augment.without_full_stop, ("Итоги года.", "The year."), ("Итоги года", "The year")),
    (augment.without_full_stop, ("Итоги года?", "The year?"), ("Итоги года?", "The year?")),
    (augment.capitals, ("Итоги года", "The year"), ("ИТОГИ ГОДА", "THE YEAR")),
    (augment.capitals, ("я" * 90, "I" * 90), ("я" * 90, "I" * 90)),
    (augment.small_letters, ("Итоги Года", "The Year"), ("итоги года", "the year")),
    (augment.first_capital, ("итоги года", "the year"), ("Итоги года", "The year")),
]


@pytest.mark.parametrize(("change", "before", "after"), FORMS)
def test_forms_of_a_line(change: augment.Change, before: tuple[str, str], after: tuple[str, str]) -> None:
    assert change(pair(*before), random.Random(1)) == pair(*after)


def test_a_label_goes_to_both_sides() -> None:
    heads = set()
    for seed in range(200):
        made = augment.labelled(pair("Пункт", "Item"), random.Random(seed))
        head, latin = made.source.removesuffix(" Пункт"), made.target.removesuffix(" Item")
        assert head == latin or (head in {"а)", "б)", "в)", "г)", "д)"} and latin in {"a)", "b)", "c)", "d)", "e)"})
        heads.add(head)
    assert {"-", "•", "–", "а)"} <= heads


def test_phrases_as_typed_stay_translations_of_each_other() -> None:
    made = {augment.as_typed(pair("Доброе утро!", "Good morning!"), random.Random(seed))[1:] for seed in range(200)}
    assert made == {
        ("Доброе утро!", "Good morning!"), ("Доброе утро", "Good morning"),
        ("доброе утро!", "good morning!"), ("доброе утро", "good morning"),
    }  # fmt: skip
    spoken = {augment.as_typed(pair("Я устал.", "I am tired."), random.Random(seed)).target for seed in range(200)}
    assert spoken == {"I am tired.", "I am tired"}


def test_the_file_of_phrases_is_whole() -> None:
    rows = list(mix.read_tsv(mix.GREETINGS))
    assert all(len(row) == 2 and all(cell and cell == cell.strip() for cell in row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows) > 250
