"""PDFs as programs really write them: what a person sees is read, once, and what cannot be read is said."""

from __future__ import annotations

import io

import docx
import pytest
from pdfs import lines, pdf, shown

from aligner.core.code import Content
from aligner.errors import ScannedError
from aligner.filters.parsed import Source
from aligner.filters.pdf import read, write
from aligner.readers.limits import Limits

HEAD = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 1 def /WMode 0 def\n"
UTF16 = HEAD + (
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 begincidrange <0000> <FFFF> 0 endcidrange endcmap end end"
)
UTF8 = HEAD + (
    b"2 begincodespacerange <00> <7F> <C280> <DFBF> endcodespacerange\n"
    b"3 begincidrange <20> <7E> 32 <D080> <D0BF> 1024 <D180> <D1BF> 1088 endcidrange endcmap end end"
)
UTF8_TO_UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
    b"2 begincodespacerange <00> <7F> <C280> <DFBF> endcodespacerange\n"
    b"3 beginbfrange <20> <7E> <0020> <D080> <D0BF> <0400> <D180> <D1BF> <0440> endbfrange\nendcmap end end"
)
TEXTS = ["Клапан закрыт с утра.", "Схема согласована."]


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(source(data)).blocks]


def source(data: bytes) -> Source:
    return Source(data, "a.pdf", None, Limits())


def utf8_lines() -> bytes:
    return b"".join(
        f"BT /F1 12 Tf 72 {700 - 30 * n} Td <{text.encode().hex()}> Tj ET\n".encode() for n, text in enumerate(TEXTS)
    )


@pytest.mark.parametrize(
    "data",
    [
        pdf(lines(*TEXTS, step=30), encoding=UTF16),
        pdf(lines(*TEXTS, step=30), encoding=UTF16, to_unicode=None, cmap_name="Modern-UTF16-H"),
        pdf(utf8_lines(), encoding=UTF8, to_unicode=UTF8_TO_UNICODE),
        pdf(utf8_lines(), encoding=UTF8, to_unicode=None, cmap_name="Modern-UTF8-H"),
    ],
    ids=["two bytes", "two bytes, by name", "utf-8", "utf-8, by name"],
)
def test_a_cmap_in_the_file_is_heeded(data: bytes) -> None:
    assert texts(data) == [" ".join(TEXTS)]


def test_a_cmap_with_a_range_of_billions_ends() -> None:
    bomb = HEAD + b"1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange endcmap end end"
    assert texts(pdf(lines(*TEXTS, step=30), encoding=bomb)) == [" ".join(TEXTS)]


def test_letters_printed_twice_for_bold_are_read_once() -> None:
    heading = b"".join(shown("Предмет договора", 72 + shift, 740, size=16) for shift in (0, 0.4, 0.8))
    # Letters that really are there twice stay: they are further apart.
    assert texts(pdf(heading + lines("Длинный каменный мост", "открыт с апреля."))) == [
        "Предмет договора",
        "Длинный каменный мост открыт с апреля.",
    ]


@pytest.mark.parametrize("turn", [(0, 1, -1, 0), (0, -1, 1, 0), (-1, 0, 0, -1)])
def test_turned_text_is_whole_and_apart(turn: tuple[int, int, int, int]) -> None:
    stamp = shown("КОПИЯ ВЕРНА", 40, 420, turn=turn)
    found = texts(pdf(lines("Вода поступает в бак.", "Потом она остывает.") + stamp))
    assert found == ["Вода поступает в бак. Потом она остывает.", "КОПИЯ ВЕРНА"]


@pytest.mark.parametrize(
    ("top", "foot"),
    [
        ("03.02.2025, 14:07 Новости завода", "https://zavod.example/novosti/12 1/3"),
        ("D:\\Документы\\Договор 7.docx", "- 4 -"),
        ("file:///home/u/akt.html", "akt_2025.pdf Лист 2"),
    ],
)
def test_what_a_program_prints_around_a_page_is_left_out(top: str, foot: str) -> None:
    body = lines("Акт составлен комиссией.", "Замечаний к работе нет.", "Подписи сторон прилагаются.")
    page = shown(top, 60, 815, size=8) + body + shown(foot, 60, 20, size=8)
    assert " ".join(texts(pdf(page))) == (
        "Акт составлен комиссией. Замечаний к работе нет. Подписи сторон прилагаются."
    )


def test_a_date_at_the_head_of_a_letter_stays() -> None:
    letter = lines("03.02.2025", y=800) + lines("Уважаемый коллега!", "Мы получили ваше письмо.")
    assert "03.02.2025" in " ".join(texts(pdf(letter)))


def test_fonts_without_names_are_said() -> None:
    with pytest.raises(ScannedError, match="name no characters"):
        texts(pdf(lines("Весь текст в шрифте без имён."), to_unicode=None))


def test_a_broken_text_layer_is_said() -> None:
    # Each letter stands for another one: no word has a vowel.
    words = " ".join(["Пргжт кслбх", "дфгпр вкншт", "зщцчм трвнк"] * 6)
    with pytest.raises(ScannedError, match="make no words"):
        texts(pdf(lines(*[words[at : at + 60] for at in range(0, len(words), 60)])))


def test_cyrillic_under_western_codes_is_cyrillic() -> None:
    sentences = ["Комиссия проверила оборудование завода и ёмкости.", "Нарушений она не нашла, о чём составлен акт."]
    drawn = b"".join(
        b"BT /F2 12 Tf 72 %d Td <%s> Tj ET\n" % (700 - 30 * n, text.encode("cp1251").hex().encode())
        for n, text in enumerate(sentences)
    )
    assert texts(pdf(drawn)) == [" ".join(sentences)]


def test_a_translation_comes_back_as_a_word_document() -> None:
    data = pdf(shown("Устав общества", 72, 760, size=20) + lines("Общество создано в 1998 году.", "Оно работает."))
    parsed = read(source(data))
    assert [(block.kind, block.text) for block in parsed.blocks] == [
        ("heading", "Устав общества"),
        ("body", "Общество создано в 1998 году. Оно работает."),
    ]
    made = write(source(data), {0: Content("Articles of association")}, "en")
    book = docx.Document(io.BytesIO(made))
    assert [(p.style and p.style.name, p.text) for p in book.paragraphs] == [
        ("Heading 1", "Articles of association"),
        ("Normal", "Общество создано в 1998 году. Оно работает."),
    ]
