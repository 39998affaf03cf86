"""What the model is not shown: marks, look-alikes, letters apart; and links that still fit the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.preprocessing.normalisation import back, normalised
from models.translation import Translation


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Это сто\u0301ит дорого.", "Это стоит дорого."),
        ("Фев\u00adраль\u200b, и\u0306од, е\u0308лка", "Февраль, йод, ёлка"),
        ("Cтрaнa бoльшaя", "Страна большая"),
        ("Стандарт IЅО".replace("Ѕ", "S"), "Стандарт ISO"),
        ("Вирус СOVID и Wi-Fi-роутер", "Вирус COVID и Wi-Fi-роутер"),
        ("Д О Г О В О Р", "ДОГОВОР"),
        ("П Р И К А З № 5 о приёме", "ПРИКАЗ № 5 о приёме"),
        ("и я с ним", "и я с ним"),
        ("А и Б сидели", "А и Б сидели"),
        ("ДДооггооввоорр подписан", "Договор подписан"),
        ("Мѣсто сіе славно міромъ", "Место сие славно миром"),
        ("Це моє місто", "Це моє місто"),
        ("Plain text", "Plain text"),
        ("Труба 7мм, 2,5см2 и 100м", "Труба 7 мм, 2,5 см2 и 100 м"),
        ("20руб. за 5шт., 3года, 2012г.", "20 руб. за 5 шт., 3 года, 2012 г."),
        ("На 344м заседании, 5м", "На 344м заседании, 5 м"),
        ("5го, 3й, 90е, 1ый, дом 7а и 12мая", "5го, 3й, 90е, 1ый, дом 7а и 12 мая"),
    ],
)
def test_normalised(text: str, plain: str) -> None:
    assert normalised(text)[0] == plain


@given(st.text("аАoрД \u0301\u00adѣ", max_size=40))
def test_each_character_comes_from_the_source_in_order(text: str) -> None:
    made, places = normalised(text)
    if places is None:
        assert made == text
    else:
        assert len(places) == len(made)
        assert places == sorted(places)
        assert all(0 <= place < len(text) for place in places)


def test_links_are_those_of_the_source() -> None:
    source = "Это сто\u0301ит дорого."
    made, places = normalised(source)
    found = back(Translation(made, "It costs much.", -0.5, links=((4, 9, 3, 8), (10, 16, 9, 13))), source, places)
    assert [source[a:b] for a, b, _, _ in found.links] == ["сто\u0301ит", "дорого"]
    assert found.source == source
