"""Capitals, clauses, what is not translated."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.preprocessing.capitals import is_heading, is_word_in_capitals, lowered
from models.preprocessing.clauses import clauses, cuts, join
from models.preprocessing.untranslatable import nothing_to_translate

RU_EN = ("ru", "en")


def words(text: str) -> int:
    """A stand-in for a tokenizer: letters in fours."""
    return sum(1 + len(word) // 4 for word in text.split())


@pytest.mark.parametrize(
    ("text", "heading", "small"),
    [
        ("СОВЕТ БЕЗОПАСНОСТИ ООН", True, "Совет безопасности ООН"),
        ("О ВСТРЕЧЕ МИНИСТРА", True, "О встрече министра"),
        ("5. ВЫВОДЫ И РЕКОМЕНДАЦИИ", True, "5. Выводы и рекомендации"),
        ("ДОКЛАД XXI ВЕКА", True, "Доклад XXI века"),
        ("ВВЕДЕНИЕ", True, "Введение"),
        ("США", False, "США"),
        ("МИД РФ", False, "МИД РФ"),
        ("Совет", False, "Совет"),
        ("МОСКВА, 5 марта", False, None),
        ("12.03.2019", False, "12.03.2019"),
    ],
)
def test_headings(text: str, heading: bool, small: str | None) -> None:
    assert is_heading(text) is heading
    assert small is None or lowered(text) == small


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("", True),
        ("* * *", True),
        ("-----", True),
        ("12.03.2019", True),
        ("https://un.org", True),
        ("A/RES/71/256", True),
        ("Reuters", True),
        ("№ 5", True),
        ("Да", False),
        ("Google и Apple", False),
    ],
)
def test_what_comes_through(text: str, through: bool) -> None:
    assert nothing_to_translate(text, RU_EN) is through


def test_latin_text_is_translated_between_latin_languages() -> None:
    assert not nothing_to_translate("Guten Tag", ("de", "en"))


LONG = (
    "Когда наступила осень, дети пошли в школу; они радовались, что увидят друзей, и никто не плакал — кроме младшего."
)


def test_cuts_are_taken_at_the_best_marks() -> None:
    assert clauses(LONG, 9, words) == [
        "Когда наступила осень, ",
        "дети пошли в школу; ",
        "они радовались, что увидят друзей, ",
        "и никто не плакал — ",
        "кроме младшего.",
    ]
    assert clauses(LONG, 1000, words) == [LONG]


@given(st.text(alphabet="абв ,.;—\n", max_size=300), st.integers(1, 30))
@settings(max_examples=80)
def test_clauses_joined_are_the_text(text: str, most: int) -> None:
    assert "".join(clauses(text, most, words)) == text


@given(st.text(alphabet="абв", min_size=400, max_size=900))
@settings(max_examples=20)
def test_even_one_endless_word_is_cut(text: str) -> None:
    assert all(words(part) <= 30 for part in clauses(text, 30, words))


@pytest.mark.parametrize(
    ("sources", "outputs", "joined"),
    [
        (
            ["Когда пришла осень, ", "дети учились."],
            ["When autumn came.", "Children studied."],
            "When autumn came, children studied.",
        ),
        (["Он ушёл; ", "я остался."], ["He left.", "I stayed."], "He left; I stayed."),
        (
            ["Он был там — ", "США молчали."],
            ["He was there.", "The USA was silent."],
            "He was there — The USA was silent.",
        ),
        (["Он был там, ", "и NATO тоже."], ["He was there,", "NATO too."], "He was there, NATO too."),
        (["Конец. ", "Начало."], ["The end.", "A start."], "The end. A start."),
        (["Да, ", "нет."], ["", "no."], "no."),
    ],
)
def test_joined_parts_read_as_one(sources: list[str], outputs: list[str], joined: str) -> None:
    assert join(sources, outputs) == joined


@pytest.mark.parametrize(
    ("text", "labels", "parts"),
    [
        ("Ответ: F1 да; F2 нет.", ["F1", "F2"], ["Ответ: ", "F1", " да; ", "F2", " нет."]),
        ("F1 да; F2 нет", ["F1", "F2"], ["F1", " да; ", "F2", " нет"]),
        ("Пункт F1 закона", ["F1"], ["Пункт F1 закона"]),
        ("(Шёпотом) Кто там?", [], ["(Шёпотом) ", "Кто там?"]),
        ("[Смех] — Да ну!", [], ["[Смех] ", "— Да ну!"]),
        ("Он ушёл. (Занавес.)", [], ["Он ушёл. ", "(Занавес.)"]),
        ("(а) Первый пункт", [], ["(а) Первый пункт"]),
        ("Он (сосед) ушёл", [], ["Он (сосед) ушёл"]),
        ("(Почти) все ушли", [], ["(Почти) все ушли"]),
    ],
)
def test_several_utterances_in_a_line_are_cut_apart(text: str, labels: list[str], parts: list[str]) -> None:
    places = [0, *cuts(text, labels), len(text)]
    assert [text[a:b] for a, b in pairwise(places)] == parts


def test_a_line_of_a_form_is_cut_at_its_blanks() -> None:
    assert cuts("Директор F1 F2", [], ["F1"]) == [9, 11]
    assert cuts("F1 Иванов", [], ["F1"]) == [2]
    assert cuts("Я, F1, согласен.", [], ["F1"]) == []


def test_short_words_in_capitals_are_told_from_abbreviations() -> None:
    assert all(map(is_word_in_capitals, ("ЧАЙ", "МЕНЮ", "УРА!!!", "НАШ ДОМ")))
    assert not any(map(is_word_in_capitals, ("НДС", "ООО", "США", "ГОСТ", "ЩЩЩ", "Чай", "Я", "TEA", "")))
