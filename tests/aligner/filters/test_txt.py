"""Plain text: paragraphs are put together for translation and broken again; cells, verse and blanks stay apart."""

from __future__ import annotations

import textwrap

import pytest
from filtered import assert_identity, pseudo_written, said, source
from hypothesis import given, settings
from hypothesis import strategies as st
from pseudo import MARK, pseudo_contents

from aligner.filters import txt
from aligner.filters.parsed import Block

PROSE = (
    "Поезд ушёл в половине шестого, и на платформе никого не осталось. Дождь начинается. Мы стояли под навесом и молча "
    "смотрели на рельсы, а каждый думал о своём доме, о саде и о том, что завтра снова рано вставать."
)
ENGLISH = (
    "The train left at half past five and nobody was left on the platform. It is beginning to rain. We stood under the "
    "roof and looked at the rails without a word, each of us thinking of a home, a garden - and of tomorrow."
)


def blocks(text: str) -> tuple[Block, ...]:
    return txt.read(source(text)).blocks


def shown(block: Block) -> str:
    """The text with what its codes read as."""
    text = block.text
    for code in reversed(block.codes):
        text = text[: code.start] + (code.equiv or "|") + text[code.start :]
    return text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_wrapped_paragraph_is_one_block_and_is_wrapped_again(newline: str) -> None:
    lines = [*textwrap.wrap(PROSE, 60), "", *textwrap.wrap(PROSE, 60), ""]
    file = source("\ufeff" + newline.join(lines) + "  " + newline)
    assert [block.text for block in assert_identity(txt, file).blocks] == [PROSE, PROSE]
    made = said(txt, file, {PROSE: ENGLISH}).decode().split(newline)
    assert made[0][0] == "\ufeff"
    assert max(map(len, made)) <= 61
    text = "\n".join(made).strip("\ufeff")
    assert [" ".join(part.split()) for part in text.split("\n\n")] == [ENGLISH, ENGLISH]
    assert [block.text for block in blocks(text)] == [ENGLISH, ENGLISH]
    assert made[-2:] == ["  ", ""]


def test_indents_and_the_margin_of_the_second_line_stay() -> None:
    text = textwrap.fill(PROSE, 60, initial_indent="    ", subsequent_indent="  ")
    made = said(txt, source(f"{text}\n\n{text}\n"), {PROSE: ENGLISH}).decode()
    lines = made.split("\n\n")[0].split("\n")
    assert lines[0].startswith("    The")
    assert all(line.startswith("  ") and not line.startswith("   ") for line in lines[1:])


def test_cells_between_tabs_are_apart() -> None:
    text = "Имя\tИван\tМосква\nФамилия \t\tПетров\tКазань\n\nПункт 1\tПункт 2\n\tс отступом\n"
    file = source(text)
    found = assert_identity(txt, file).blocks
    assert [shown(block) for block in found] == [
        "Имя\tИван\tМосква", "Фамилия \t\tПетров\tКазань", "Пункт 1\tПункт 2", "с отступом",
    ]  # fmt: skip
    assert all(code.breaks and code.kind == "tab" for block in found for code in block.codes)
    assert found[0].text == "ИмяИванМосква"
    made = pseudo_written(txt, file).decode()
    assert made.count("\t") == text.count("\t")
    assert "Казань" not in made
    assert "⟪xxxxx 1\txxxxx 2 xx⟫" in made


def test_rows_of_a_table_in_wrapped_text_stay_rows() -> None:
    text = "\n".join([*textwrap.wrap(PROSE, 60), "Имя и отчество полностью\tдолжность и отдел", "Петров\tинженер"])
    found = [shown(block) for block in blocks(text)]
    assert found[-2:] == ["Имя и отчество полностью\tдолжность и отдел", "Петров\tинженер"]


def test_wide_gaps_keep_their_column() -> None:
    file = source("Насос       3 шт.\nОбратный клапан       10 шт.\n")
    assert [block.text for block in blocks(file.data.decode())] == ["Насос3 шт.", "Обратный клапан10 шт."]
    made = said(txt, file, {"Насос3 шт.": "Pumps3 pcs"})
    assert made.decode() == "Pumps       3 pcs\nОбратный клапан       10 шт.\n"


def test_blanks_to_fill_in_stay_to_the_letter() -> None:
    text = "Руководитель ______________ /И. И. Петров/\n\n«___» __________ 2024 г.\n\nПодпись: ________\n"
    found = assert_identity(txt, source(text)).blocks
    assert [shown(block) for block in found] == [
        "Руководитель ______________ /И. И. Петров/", "«___» __________ 2024 г.", "Подпись:",
    ]  # fmt: skip
    assert [code.breaks for code in found[0].codes] == [True]
    made = said(txt, source(text), {"Подпись:": "Signature:", "Руководитель/И. И. Петров/": "Director/I. I. Petrov/"})
    assert made.decode().split("\n")[4] == "Signature: ________"


VERSE = "Мой дядя самых честных правил,\n  Когда не в шутку занемог,\n"
VERSE += "Он уважать себя заставил\n  И лучше выдумать не мог.\n"


def test_each_line_of_verse_ends_a_sentence_and_keeps_its_place() -> None:
    file = source(VERSE)
    (verse,) = assert_identity(txt, file).blocks
    assert verse.kind == "verse"
    assert [code.breaks for code in verse.codes] == [True] * 3
    made = pseudo_written(txt, file).decode()
    assert made.startswith("⟪xxx xxxx xxxxx xxxxxxx xxxxxx,\n  xxxxx")
    assert made.count("\n") == 4


def test_a_page_number_in_the_middle_of_a_sentence_stays_there() -> None:
    lines = textwrap.wrap(PROSE + " " + PROSE, 60)
    text = "\n".join([*lines[:4], "", "  - 17 -", "", *lines[4:]]) + "\n"
    file = source(text)
    (block,) = assert_identity(txt, file).blocks
    assert block.text == PROSE + " " + PROSE
    made = said(txt, file, {block.text: ENGLISH + " " + ENGLISH}).decode()
    assert "\n\n  - 17 -\n\n" in made
    assert " ".join(made.replace("- 17 -", "").split()) == ENGLISH + " " + ENGLISH


def test_two_columns_are_set_again_side_by_side() -> None:
    one, two = textwrap.wrap(PROSE, 34), textwrap.wrap(PROSE.replace("Поезд", "Автобус"), 34)
    text = "\n".join(f"{a:38}{b}".rstrip() for a, b in zip([*one, ""], two, strict=False)) + "\n"
    file = source(text)
    found = [block.text for block in assert_identity(txt, file).blocks]
    assert found == [PROSE, PROSE.replace("Поезд", "Автобус")]
    made = said(txt, file, {found[0]: ENGLISH, found[1]: ENGLISH.upper()}).decode()
    left, right = ([line[a:b].strip() for line in made.split("\n")] for a, b in ((0, 38), (38, 99)))
    assert " ".join(left).split() == ENGLISH.split()
    assert " ".join(right).split() == ENGLISH.upper().split()


def test_hyphens_of_the_margin_are_joined_and_character_sets_kept() -> None:
    text = (
        "Все собрались на платформе, и поезд отпра-\nвился вовремя, как ему и было положено по\nрасписанию этого дня.\n"
    )
    file = source(text.encode("koi8-r"))
    (block,) = assert_identity(txt, file).blocks
    assert "отправился" in block.text
    assert said(txt, file, {block.text: "Сделано"}).decode("koi8-r") == "Сделано\n"
    assert "№ ☃".encode() in said(txt, file, {block.text: "№ ☃"})


PARTS = st.sampled_from(
    [*"aЯя1.,- \t\n", "\r\n", "\r", "\f", "\u2028", "й", "_____", "    ", "да ", "- ", "1. ", "\ud800"]
)


@settings(max_examples=60)
@given(st.lists(PARTS | st.sampled_from([PROSE[:70] + "\n", VERSE, "\n\n"]), max_size=30).map("".join))
def test_any_text_comes_back(text: str) -> None:
    data = f"Да {text}".encode("utf-8", "surrogatepass")
    file = source(data)
    parsed = assert_identity(txt, file)
    made = txt.write(file, pseudo_contents(parsed), "en").decode("utf-8", "replace")
    assert made.count(MARK) == len(parsed.blocks)
    assert made.count("\t") >= text.strip().count("\t")


def test_hostile_texts_take_time_in_proportion() -> None:
    for unit in ("\t", "a\t", "    ", "a    ", "____ ", "_", "a\n", "\f", "\r", " ", "а-\n", "- 1 -\n\n"):
        assert_identity(txt, source("Да" + unit * 5_000 + "нет"))
