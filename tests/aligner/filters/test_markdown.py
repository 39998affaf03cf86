"""Markdown: structure, marks, addresses and code stay to the byte; what is put in becomes no markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from filtered import assert_identity, own_contents, pseudo_written, said, source
from hypothesis import given, settings
from hypothesis import strategies as st
from pseudo import MARK, pseudo_contents

from aligner.core.code import Content
from aligner.filters import markdown

SAMPLE = (Path(__file__).parents[2] / "data" / "markdown" / "everything.markdown").read_bytes().decode()


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in markdown.read(source(text)).blocks]


def texts(text: str) -> list[str]:
    return [block.text for block in markdown.read(source(text)).blocks]


def changed(text: str, **translations: str) -> str:
    """The text with words translated (``a_b`` stands for "a b")."""
    return said(markdown, source(text), {k.replace("_", " "): v for k, v in translations.items()}).decode()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_identity(newline: str) -> None:
    assert_identity(markdown, source("\ufeff" + SAMPLE.replace("\n", newline)))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_pseudo_translation_changes_the_words_alone(newline: str) -> None:
    file = source(SAMPLE.replace("\n", newline))
    made = pseudo_written(markdown, file).decode()
    assert made.count(MARK) == len(markdown.read(file).blocks)
    assert made.count("\n") == made.count(newline)
    # Cyrillic is left where it is no text: code, templates, names of references.
    left = "".join(line for line in made.splitlines(keepends=True) if re.search("[а-яё]", line))
    left = re.sub(r"`[^`]*`|\{%.*?%\}|\]\[[^\]]*\]|(?<=\]:).*|#.*коммент.*", "", left)
    assert " ".join(re.findall("[а-яё]+", left.lower())) == "насос вода привет код с отступом текст формулы"
    for mark in ("{#pump}", "[ref]: http://example.com", "slug: nasos", "```python", "$E=mc^2$", "{{ site.title }}"):
        assert mark in made
    for pattern in (
        r"(?m)^:::[ \w]{0,4}",
        r"(?m)^(?:!!!|=== \"|:   |\| |[-*] |\s+\d\. )",
        r"\[\^\w+\]",
        r"\]\([^ )]*",
        r"(?<!\\)\|",
    ):
        assert re.findall(pattern, made) == re.findall(pattern, SAMPLE.replace("\n", newline))


def test_lines_with_marks_stand_alone() -> None:
    text = 'А.\n\n!!! warning "Осторожно"\n    Не включайте.\n\n    Второй абзац.\n\n'
    text += "::: warning\nНе включайте.\n:::\n\nКонец.\n"
    assert texts(text) == ["А.", "Осторожно", "Не включайте.", "Второй абзац.", "Не включайте.", "Конец."]
    definitions = "Насос\n:   Машина для воды\n\nВентиль\nКран\n:   Кран на трубе\n:   Второе значение\n"
    assert texts(definitions) == ["Насос", "Машина для воды", "Вентиль", "Кран", "Кран на трубе", "Второе значение"]
    assert texts("> [!WARNING] Имя\n> Текст.\n> Ещё.\n") == ["Имя", "Текст. Ещё."]
    assert texts('!!! note\n    А б\n\n    ??? tip "В"\n        Г д\n\n            код\nКонец\n') == [
        "А б",
        "В",
        "Г д",
        "Конец",
    ]


def test_front_matter_of_both_kinds() -> None:
    text = "---\ntitle: 'Имя: ''раз'''\ndescription: >-\n  Строка\n  ещё\nkey: Слово\nsummary: Просто\n---\nТело\n"
    assert blocks(text)[1:] == [("metadata", "Имя: 'раз'"), ("metadata", "Строка ещё"), ("metadata", "Просто")]
    made = changed(text, **{"Просто": "A: b # c", "Имя: 'раз'": "It's"})
    assert made.startswith(
        "---\ntitle: 'It''s'\ndescription: >-\n  Строка\n  ещё\nkey: Слово\nsummary: \"A: b # c\"\n---\n"
    )
    toml = '+++\ntitle = "Имя \\"и\\" ещё"\ndraft = true\n[params]\ndescription = \'Слово\'\n+++\nТело\n'
    assert texts(toml) == ["Тело", 'Имя "и" ещё', "Слово"]
    made = changed(toml, Слово="It's", Тело="Body", **{'Имя "и" ещё': 'A "b"'})
    assert made == '+++\ntitle = "A \\"b\\""\ndraft = true\n[params]\ndescription = "It\'s"\n+++\nBody\n'


def test_strings_of_the_front_matter_go_on_over_lines() -> None:
    text = (
        '---\ndescription: Длинное\n  описание,\n  и ещё  # знак\nparams:\n  alt: "В кавычках\n    две"\n'
        "  title: 'Не\n  кончено\nsummary: Просто\n---\nТело\n"
    )
    assert_identity(markdown, source(text))
    found = ["Длинное описание, и ещё", "В кавычках две", "Просто"]
    assert blocks(text)[1:] == [("metadata", one) for one in found]
    made = changed(text, **dict(zip(found, ("A long: one", "Two", "Plain"), strict=True)))
    assert made.startswith('---\ndescription: "A long: one"  # знак\nparams:\n  alt: "Two"\n  title: \'Не\n')


def test_texts_among_the_parameters_of_templates_are_said_to_stay() -> None:
    text = (
        '---\ntitle: Имя\nx: "{{ \\"да\\" }}"\n---\n\nСлово {{< note title="Важно" icon="star" >}} тут.\n\n'
        '{{% box "Да" %}}\n\n`{{ "код" }}`\n\n```\n{{< a "код" >}}\n```\n'
    )
    said = assert_identity(markdown, source(text)).untranslated
    assert [(one.where, one.number, one.text) for one in said] == [
        ("line {number}", 6, "Важно"), ("line {number}", 8, "Да")
    ]  # fmt: skip


def test_blocks_of_html_are_translated_in_place() -> None:
    text = (
        '<p align="center">Насос.</p>\n\n<details>\n<summary>Ещё</summary>\n\nТекст.\n\n</details>\n\n- <b>А</b> да\n'
    )
    assert_identity(markdown, source(text))
    made = pseudo_written(markdown, source(text)).decode()
    assert not re.search("[а-яё]", made)
    assert re.findall("<[^>]*>", made) == re.findall("<[^>]*>", text)


@pytest.mark.parametrize(
    ("given", "words", "made"),
    [
        ("Слово\n", "1. One", "1\\. One\n"),
        ("Слово\n", "- One", "\\- One\n"),
        ("Слово\n", "# One", "\\# One\n"),
        ("Слово\n", "a * b, c_d_e, 5 < 6, x | y & z!", "a * b, c_d_e, 5 < 6, x | y & z!\n"),
        ("Слово\n", "*One* <b> `x` &amp; \\* [a](b)", "\\*One\\* \\<b> \\`x\\` \\&amp; \\\\\\* \\[a](b)\n"),
        ("# Слово\n", "1. One #", "# 1. One \\#\n"),
        ("| Слово |\n|---|\n", "a | b", "| a \\| b |\n|---|\n"),
        ("Слово\n===\n", "A longer one", "A longer one\n============\n"),
        ("[r]\n\n[r]: u\n\nСлово\n", "a [r] [x]", "[r]\n\n[r]: u\n\na \\[r] [x]\n"),
        ("Слово\n", "C:\\dir и \\text", "C:\\dir и \\text\n"),
        ("Слово\n", "См. https://a.ru/b_c_d", "См. https://a.ru/b_c_d\n"),
    ],
)
def test_what_would_be_markup_is_escaped_and_only_that(given: str, words: str, made: str) -> None:
    assert changed(given, Слово=words) == made
    assert words in texts(made)


def test_references_stay_references_and_footnotes_are_notes() -> None:
    text = "См. [наш сайт][s], [сайт][], [сайт] и ![вид][s].[^1]\n\n"
    text += "[s]: http://a.ru\n[сайт]: http://b.ru\n\n[^1]: Сноска\n"
    made = pseudo_written(markdown, source(text)).decode()
    assert "[xxx xxxx][s], [xxxx][сайт], [xxxx][сайт] x ![⟪xxx xx⟫][s]. xx⟫[^1]" in made
    assert made.endswith("[s]: http://a.ru\n[сайт]: http://b.ru\n\n[^1]: ⟪xxxxxx xx⟫\n")
    assert blocks(text)[1:] == [("note", "Сноска"), ("metadata", "вид")]
    assert changed(text, Сноска="Note") == text.replace("Сноска", "Note")


def test_wrapped_paragraphs_are_wrapped_again_and_sentences_on_lines_keep_them() -> None:
    text = (
        "> Это довольно длинная строка текста, которая\n> перенесена на другую и потом ещё раз\n> на третью строку.\n"
    )
    words = "This is quite a long line of text that was wrapped to another 1. and then - once more to a third one."
    made = said(markdown, source(text), {texts(text)[0]: words}).decode()
    assert all(line.startswith("> ") and len(line) <= 46 for line in made.splitlines())
    assert texts(made) == [words]
    text = "Первое предложение здесь.\nВторое предложение здесь.\nТретье.\n"
    assert pseudo_written(markdown, source(text)).decode().count("\n") == 3


def test_emphasis_works_where_it_comes_to_stand() -> None:
    file = source("Это _важное_ слово.\n")
    code = markdown.read(file).blocks[0].codes[0]
    for text, span, made in (
        ("unbelievable", (2, 9), "un*believa*ble"),
        ("very good thing", (4, 10), "very _good_ thing"),
        ("a(b)c", (1, 4), "a<em>(b)</em>c"),
        ("good", (2, 2), "good"),
    ):
        placed = type(code)(*span, code.id, code.kind)
        assert markdown.write(file, {0: Content(text, (placed,))}, "en").decode() == made + "\n"


def test_lines_with_hard_breaks() -> None:
    block = markdown.read(source("Иван Петров  \nГлавный инженер\\\nОтдел\n")).blocks[0]
    assert (block.kind, block.text) == ("verse", "Иван ПетровГлавный инженерОтдел")
    assert all(code.breaks for code in block.codes)
    block = markdown.read(source("Это длинная строка, и она идёт\\\nдальше.\n")).blocks[0]
    assert (block.text, block.codes[0].breaks) == ("Это длинная строка, и она идёт дальше.", False)
    made = pseudo_written(markdown, source("Иван Петров  \nГлавный\\\nОтдел<br>Ещё\n")).decode()
    assert made == "⟪xxxx xxxxxx  \nxxxxxxx\\\nxxxxx<br>xxx xx⟫\n"


def test_code_formulas_and_templates_are_not_text() -> None:
    text = "`код` {{ имя }}\n\n```\nкод\n```\n\n    код\n\n$$\nа + б\n$$\n\n{% if х %}\n\n```{note} Имя\nТекст\n```\n"
    assert texts(text) == ["Имя", "Текст"]
    block = markdown.read(source("Флаг `--да` и $а_1$ {{ x }}.\n")).blocks[0]
    assert [(code.kind, code.keep) for code in block.codes] == [
        ("code", True),
        ("placeholder", False),
        ("placeholder", False),
    ]


MARKS = ["\n\n", "  \n", "**", "[r]", "](u)", "![", "<b>", "</b>", "`x`", "    ", "> ", "- ", "1. ", "[^1]", "\n[^1]: "]
MARKS += ["\n: ", "\n::: a\n", "\n!!! a\n", "\n```\n", "\r\n", "\n|a|b|\n|-|-|\n", "слово ", "<div>"]
ATOMS = st.sampled_from(list("aЯ1 *_`~[]()<>!&|#:$^\\\n-+=.{}")) | st.sampled_from(MARKS)


@settings(max_examples=300)
@given(st.lists(ATOMS, max_size=40).map("".join))
def test_any_text_comes_back(text: str) -> None:
    file = source(f"А{text}\n\n[r]: u\n")
    parsed = assert_identity(markdown, file)
    made = markdown.write(file, pseudo_contents(parsed), "en").decode()
    assert made.count(MARK) >= len(parsed.blocks)


@settings(max_examples=300)
@given(
    st.lists(ATOMS, min_size=1, max_size=12).map("".join),
    st.sampled_from(["# Я\n", "Я\n", "- Я\n", "|Я|Б|\n|-|-|\n", "> Я [б](u)\n"]),
)
def test_what_is_put_in_is_what_is_read(text: str, frame: str) -> None:
    words = " ".join(text.split())
    if not any(c.isalnum() for c in words) or "{" in words:
        return
    file = source(frame + "\n[r]: u\n")
    parsed = markdown.read(file)
    contents = {**own_contents(parsed), 0: Content(words, parsed.blocks[0].codes[:0])}
    if parsed.blocks[0].codes:
        return
    made = markdown.write(file, contents, "en").decode()
    # Addresses and inline formulas are kept as they are.
    again = [block.text for block in markdown.read(source(made)).blocks]
    assert again[:1] == [words], made


def test_hostile_texts_take_time_in_proportion() -> None:
    units = [
        "[",
        "[a](",
        "*a ",
        "**a",
        "_a_",
        "`",
        "``a",
        "<a ",
        "<b>",
        "![",
        "[a]",
        "~~",
        "$a",
        "{{",
        "a\n",
        "> ",
        "- ",
    ]
    units += [
        "|",
        "&",
        "^[",
        "[[",
        "]",
        "</b>",
        "*_",
        ":a",
        "\\",
        "!!! a\n    ",
        ": a\n",
        "[^a]: ",
        "<!--",
        "<div>\n",
        "(((",
    ]
    for unit in units:
        assert_identity(markdown, source("Да " + unit * 3_000))
