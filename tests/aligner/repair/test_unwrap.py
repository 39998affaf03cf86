"""Hard-wrapped text becomes paragraphs; what was meant as lines stays lines."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.repair.hyphens import Joiner
from aligner.repair.unwrap import unwrap

FIRST = (
    "Новый мост через реку открыли в субботу утром, и первыми по нему прошли строители. Они работали три года. "
    "Погода стояла ясная, и на набережной собрались сотни жителей окрестных деревень."
)
SECOND = (
    "Дорога до районной больницы занимает теперь десять минут. Прежде приходилось ехать в объезд целый час и больше."
)


@pytest.mark.parametrize("width", [35, 50, 72, 80])
def test_paragraphs_parted_by_blank_lines(width: int) -> None:
    text = textwrap.fill(FIRST, width) + "\n\n" + textwrap.fill(SECOND, width)
    assert [block.text for block in unwrap(text)] == [FIRST, SECOND]


@pytest.mark.parametrize("width", [40, 60])
def test_paragraphs_parted_by_indents(width: int) -> None:
    text = "\n".join(textwrap.fill(one, width, initial_indent="    ") for one in (FIRST, SECOND, FIRST))
    assert [block.text for block in unwrap(text)] == [FIRST, SECOND, FIRST]


def test_a_paragraph_a_line_stays() -> None:
    assert [block.text for block in unwrap(f"Заголовок\n{FIRST}\n{SECOND}")] == ["Заголовок", FIRST, SECOND]


def test_a_list_stays() -> None:
    items = ["- хлеб из соседней булочной;", "- молоко;", "- сыр."]
    text = textwrap.fill(FIRST, 40) + "\n\n" + "\n".join(items)
    assert [block.text for block in unwrap(text)][1:] == items


def test_a_page_break_inside_a_sentence_is_mended() -> None:
    lines = textwrap.wrap(FIRST, 40)
    text = "\n".join(lines[:3]) + "\n\n" + "\n".join(lines[3:])
    assert [block.text for block in unwrap(text)] == [FIRST]


def test_verse_stays() -> None:
    verse = "Река несёт свои огни,\nИ мост над ней, как птица, тих;\nМы здесь сегодня не одни,\nИ эхо делит нас двоих."
    blocks = unwrap(textwrap.fill(FIRST, 50) + "\n\n" + verse)
    assert blocks[1].text == verse
    assert blocks[1].verse


def test_a_speaker_begins_a_paragraph() -> None:
    speech = textwrap.wrap(
        "Mr. Tumysh (Kazakhstan): We thank the Envoy for his briefing and welcome the agreement.", 40
    )
    other = textwrap.wrap(
        "The President: I thank the representative for his statement and give the floor to France.", 40
    )
    assert len(unwrap("\n".join(speech + other))) == 2


LAW = [
    "Статья 4. Тайна переписки",
    "1. Каждый имеет право на тайну переписки, телефонных переговоров, почтовых и иных сообщений.",
    "1.1. Ограничение этого права допускается лишь по решению суда; при этом указываются:",
    "1) основания для такого ограничения и срок, на который оно вводится;",
    "2) должностное лицо;",
    "3) порядок обжалования.",
    "2. Решение вступает в силу со дня его подписания, если в нем самом не сказано иное.",
    "Председатель комитета",
    "В. Иванов",
]


@pytest.mark.parametrize("width", [50, 56, 60, 66, 72])
def test_a_law_of_short_articles_is_unwrapped(width: int) -> None:
    assert [block.text for block in unwrap("\n".join(textwrap.fill(one, width) for one in LAW))] == LAW


def test_words_cut_at_line_ends_show_that_ragged_text_was_wrapped() -> None:
    text = (
        "ДОКЛАД\nИсх. № 12\nМосква\n\n1. В своей резолюции Генеральная Ас-\nсамблея просила представить ей доклад\n"
        "об осущест-\nвлении принятых решений, в том числе\nо мерах, при-\nнятых государствами.\n"
        "2. Доклад подготовлен во ис-\nполнение этой просьбы."
    )
    first = (
        "1. В своей резолюции Генеральная Ассамблея просила представить ей доклад об осуществлении принятых решений, "
        "в том числе о мерах, принятых государствами."
    )
    assert [block.text for block in unwrap(text)][-2:] == [first, "2. Доклад подготовлен во исполнение этой просьбы."]


@pytest.mark.parametrize(
    "between", ["14", "- 14 -", "14                 Новый мост", "А. Иванов                   15", "14\n\nМост    15"]
)
def test_page_lines_in_the_middle_of_a_sentence_go(between: str) -> None:
    lines = textwrap.wrap(FIRST, 40)
    text = "\n".join(lines[:3]) + f"\n\n{between}\n\n" + "\n".join(lines[3:])
    assert [block.text for block in unwrap(text)] == [FIRST]


def test_page_lines_between_paragraphs_stay() -> None:
    text = f"{textwrap.fill(FIRST, 40)}\n\n14\n\n{textwrap.fill(SECOND, 40)}"
    assert [block.text for block in unwrap(text)] == [FIRST, "14", SECOND]


def test_the_words_of_the_author_begin_no_paragraph() -> None:
    lines = ["– Неужели его откроют сегодня?", "– спросил он, глядя на реку, где", "стояли рабочие."]
    blocks = unwrap("\n".join(lines) + "\n" + textwrap.fill(FIRST, 32))
    assert [block.text for block in blocks] == [" ".join(lines), FIRST]


def test_a_list_of_words_stays() -> None:
    words = ["стиральная машина", "пылесос", "холодильник", "утюг с отпаривателем", "гладильная доска", "электрочайник"]
    assert [block.text for block in unwrap("\n".join(words))] == words


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["строи-", "тельство"], "строительство"),
        (["русско-", "японская"], "русско-японская"),
        (["кто-", "то пришёл"], "кто-то пришёл"),
        (["по-", "русски"], "по-русски"),
        (["из-", "за угла"], "из-за угла"),
        (["Санкт-", "Петербург"], "Санкт-Петербург"),
        (["infor-", "mation"], "information"),
        (["thirty-", "four"], "thirty-four"),
        (["horror-", "stricken"], "horror-stricken"),
        (["re-", "shaped"], "reshaped"),
        (["under-", "handed"], "underhanded"),
        (["2010-", "2015"], "2010-2015"),
        (["мяг\u00ad", "кий"], "мягкий"),
        (["это —", "тире"], "это — тире"),
    ],
)
def test_hyphens(lines: list[str], expected: str) -> None:
    assert Joiner("").join(lines) == expected


def test_the_document_decides_first() -> None:
    assert Joiner("a decision-making body").join(["decision-", "making"]) == "decision-making"
    assert Joiner("decisionmaking").join(["decision-", "making"]) == "decisionmaking"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="аб А.-\n\t—1)\u00ad\fx", max_size=300))
def test_letters_are_never_lost(text: str) -> None:
    kept = "".join(block.text for block in unwrap(text))
    drop = str.maketrans("", "", " \n\t\f-\u00ad—")
    assert kept.translate(drop) == text.translate(drop)


def test_a_line_of_a_hundred_thousand_spaces_stays_and_holds_nothing_up() -> None:
    """Longer than any margin, so no running head, though a gap stands before its number."""
    text = textwrap.fill(FIRST, 50)
    odd = "Том" + " " * 100_000 + "7"
    head, tail = text.split("\n", 1)
    found = [block.text for block in unwrap(f"{text}\n\n{head}\n\n{odd}\n\n{tail}")]
    assert any(block.startswith("Том") for block in found)


def test_a_number_between_dashes_is_a_page_number_wherever_it_stands() -> None:
    text = "\n\n".join((textwrap.fill(FIRST, 50), "                   - 12 -", textwrap.fill(SECOND, 50)))
    assert [block.text for block in unwrap(text)] == [FIRST, SECOND]


def test_a_text_of_nothing_but_verse_is_verse() -> None:
    poem = (
        "Я помню чудное мгновенье:\nПередо мной явилась ты,\nКак мимолётное виденье,\nКак гений чистой красоты.",
        "В томленьях грусти безнадежной,\nВ тревогах шумной суеты,\nЗвучал мне долго голос\nИ снились милые черты.",
    )
    assert [(block.text, block.verse) for block in unwrap("\n\n".join(poem))] == [(verse, True) for verse in poem]
    for lines in ("Файл сохранён!\nНет связи.\nПовторить?\nДа, всё!\nГотово.", "Мука,\nСоль,\nЯйца,\nМолоко."):
        blocks = unwrap(lines)
        assert (len(blocks), any(block.verse for block in blocks)) == (len(lines.split("\n")), False)


def test_one_line_that_sticks_out_does_not_set_the_width() -> None:
    lines = textwrap.wrap(" ".join((FIRST, SECOND)) * 12, 40)
    lines[20] = "https://example.org/archive/2019/05/bridges-and-roads/opening-of-the-new-bridge.html"
    text = "\n".join(lines)
    assert [block.text for block in unwrap(text)] == [" ".join(lines)]
