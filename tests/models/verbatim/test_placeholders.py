"""Codes for protected spans: each comes back once, whatever the model made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.translation import Translation
from models.verbatim.placeholders import CODES, put_back, settled, with_placeholders


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("См. (https://example.org/b), и далее", "См. (F1), и далее"),
        ("Ключ 1234567 и ещё раз 1234567", "Ключ F1 и ещё раз F2"),
        ("При ΔT = 3 и λ = 2", "При F1 T F2 и F3 F4"),
        ("Самолёт F1 и 1234567", "Самолёт F2 и F3"),
        ("Простой текст.", "Простой текст."),
    ],
)
def test_the_text_for_the_model(text: str, shaped: str) -> None:
    made, held = with_placeholders(text, foreign=True)
    assert made == shaped
    back = put_back(Translation(made, made, -0.5), text, held)
    assert back.text == text
    assert back.source == text


def test_other_alphabets_stay_between_languages_that_share_one() -> None:
    assert with_placeholders("Das ist «שלום» § 4", foreign=False)[1] == []


@pytest.mark.parametrize(
    ("source", "output", "right", "restored"),
    [
        ("Пишите на a@b.ru сегодня.", "Write to F1 today.", "Write to a@b.ru today.", False),
        ("Пишите на a@b.ru сегодня.", "Write to f 1 today.", "Write to a@b.ru today.", False),
        ("Пишите на a@b.ru сегодня.", "Write today.", "Write a@b.ru today.", True),
        ("Пишите на a@b.ru.", "Write to us.", "Write to us a@b.ru.", True),
        ("{name}, здравствуйте!", "Hello!", "{name} Hello!", True),
        ("Удалено {0} из {1} файлов.", "F1 of F2 files F1 deleted.", "{0} of {1} files deleted.", True),
        ("Код {0}{1} принят.", "Code F2 accepted.", "Code {0}{1} accepted.", True),
        ("Ток {0}, мощность {1}.", "Current F1, F1, power F2.", "Current {0}, power {1}.", True),
        ("Файл {0} не найден.", "File F7 F1 not found.", "File {0} not found.", True),
    ],
)
def test_what_is_lost_or_doubled(source: str, output: str, right: str, restored: bool) -> None:
    shaped, held = with_placeholders(source)
    found = put_back(settled(Translation(shaped, output, -0.5), held), source, held)
    assert (found.text, "restored" in found.flags) == (right, restored)


def test_word_links_are_those_of_the_source_itself() -> None:
    source = "Сайт https://example.org открыт."
    shaped, held = with_placeholders(source)
    assert shaped == "Сайт F1 открыт."
    links = ((0, 4, 4, 8), (5, 7, 9, 11), (8, 14, 15, 19))
    found = put_back(settled(Translation(shaped, "The site F1 is open.", -0.5, links=links), held), source, held)
    assert [(source[a:b], found.text[c:d]) for a, b, c, d in found.links] == [
        ("Сайт", "site"), ("https://example.org", "https://example.org"), ("открыт", "open"),
    ]  # fmt: skip


@given(
    st.lists(st.sampled_from(["{a}", "1234567", "слово", "a@b.ru", ".", "⟦1⟧"]), max_size=8),
    st.text("F123 ab.⟦⟧", max_size=30),
    st.sampled_from([(), ("⟦0⟧", "⟦1⟧", "⟦2⟧")]),
)
def test_everything_protected_is_in_the_output_once(parts: list[str], output: str, pieces: tuple[str, ...]) -> None:
    source = " ".join(parts)
    shaped, held = with_placeholders(source, pieces=pieces)
    text = settled(Translation(shaped, output, -0.5), held).text
    if held:
        assert sorted(CODES.findall(text)) == sorted(one.code for one in held)
