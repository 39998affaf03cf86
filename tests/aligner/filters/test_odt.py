"""OpenDocument texts: everything that is shown is a block, and comes back in its place with its codes."""

from __future__ import annotations

import re
from pathlib import Path

import odf_files
import pseudo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pseudo import own_contents, pseudo_contents, shape

from aligner.core.code import Code, Content
from aligner.errors import ReadError
from aligner.filters.odt import read, write
from aligner.filters.opendocument.names import NAMESPACES
from aligner.filters.parsed import Parsed, Source
from aligner.readers.limits import Limits

DATA = Path(__file__).parents[2] / "data" / "readers"
BOLD = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
ITALIC = '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
SUPER = (
    '<style:style style:name="S" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    "</style:style>"
)
PLAIN = '<style:style style:name="N" style:family="text"><style:text-properties fo:language="ru"/></style:style>'
STYLES = BOLD + ITALIC + SUPER + PLAIN


def source(data: bytes) -> Source:
    return Source(data, "a.odt", None, Limits())


def made(body: str, **more: str) -> Source:
    return source(odf_files.odf(body, automatic=STYLES, **more))


def body_of(data: bytes) -> str:
    """What is in the text's element, as it is written."""
    content = odf_files.parts_of(data)["content.xml"].decode()
    return content.split("<office:text>")[1].split("</office:text>")[0]


def rows(parsed: Parsed) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in parsed.blocks]


def put(given: Source, number: int, text: str, *places: tuple[int, int]) -> str:
    """The body with one block replaced, its codes at these places."""
    block = read(given).blocks[number]
    codes = tuple(
        Code(start, end, code.id, code.kind, breaks=code.breaks)
        for code, (start, end) in zip(block.codes, places, strict=False)
    )
    return body_of(write(given, {number: Content(text, codes)}, "en"))


EVERYTHING = """
<text:sequence-decls><text:sequence-decl text:name="Drawing"/></text:sequence-decls>
<office:forms><form:form><form:button form:label="Отправить" form:title="Отправка письма"/>
<form:listbox><form:option form:label="Первый"/></form:listbox></form:form></office:forms>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>удалено</text:p></text:deletion>
</text:changed-region></text:tracked-changes>
<text:table-of-content><text:table-of-content-source><text:index-title-template>Содержание</text:index-title-template>
</text:table-of-content-source><text:index-body><text:index-title><text:p>Содержание</text:p></text:index-title>
<text:p><text:a xlink:href="#1">Введение<text:tab/>1</text:a></text:p></text:index-body></text:table-of-content>
<text:h text:outline-level="2">Введение<text:bookmark text:name="b"/></text:h>
<text:section text:name="s"><text:p>Текст<text:note text:id="n1"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Сноска.</text:p></text:note-body></text:note> и <office:annotation><dc:creator>Иван</dc:creator>
<text:p>Замечание.</text:p></office:annotation>ещё<text:change text:change-id="c1"/>.</text:p></text:section>
<text:list><text:list-item><text:p>Пункт</text:p><text:list><text:list-item><text:p>Подпункт</text:p></text:list-item>
</text:list></text:list-item></text:list>
<table:table><table:title>Название таблицы</table:title><table:table-row><table:table-cell><text:p>Ячейка</text:p>
<text:p>Вторая</text:p></table:table-cell></table:table-row></table:table>
<text:p>Рамка <draw:frame text:anchor-type="as-char"><draw:text-box><text:p>В рамке</text:p></draw:text-box>
<svg:title>Заголовок рамки</svg:title><svg:desc>Описание</svg:desc></draw:frame> стоит.</text:p>
<draw:custom-shape><text:p>В фигуре</text:p></draw:custom-shape>
<draw:g><draw:rect><text:p>В группе</text:p></draw:rect></draw:g>
<text:p>Слово <text:ruby><text:ruby-base>основа</text:ruby-base><text:ruby-text>чтение</text:ruby-text></text:ruby>
</text:p>
<text:p>См. <text:bookmark-ref text:ref-name="b">раздел «Введение»</text:bookmark-ref> и
<text:bookmark-ref text:ref-name="b">4.2</text:bookmark-ref>.</text:p>
<text:p text:style-name="Hidden"><text:hidden-text text:string-value="Скрыто"/>Видно</text:p>
"""
HEADERS = """<style:master-page style:name="Standard"><style:header><text:p>Колонтитул</text:p></style:header>
<style:footer><text:p>Страница <text:page-number>3</text:page-number> из <text:page-count>5</text:page-count></text:p>
</style:footer></style:master-page>"""
META = """<dc:title>Название</dc:title><dc:subject>Тема</dc:subject><dc:description>О чём</dc:description>
<meta:keyword>ключ</meta:keyword><dc:creator>Пётр</dc:creator><dc:language>ru-RU</dc:language>"""


def test_everything_that_is_shown_is_a_block() -> None:
    parsed = read(made(EVERYTHING, masters=HEADERS, meta=META))
    assert parsed.title == "Название"
    assert parsed.language == "ru"
    assert rows(parsed) == [
        ("heading", "Введение"),
        ("body", "Текст и ещё."),
        ("list-item", "Пункт"),
        ("list-item", "Подпункт"),
        ("table-cell", "Ячейка"),
        ("table-cell", "Вторая"),
        ("body", "Рамка  стоит."),
        ("body", "В рамке"),
        ("body", "В фигуре"),
        ("body", "В группе"),
        ("body", "Слово основа"),
        ("body", "См. раздел «Введение» и ."),
        ("body", "Видно"),
        ("metadata", "Отправить"),
        ("metadata", "Отправка письма"),
        ("metadata", "Первый"),
        ("metadata", "Содержание"),
        ("contents", "Содержание"),
        ("contents", "Введение1"),
        ("note", "Сноска."),
        ("comment", "Замечание."),
        ("metadata", "Название таблицы"),
        ("metadata", "Заголовок рамки"),
        ("metadata", "Описание"),
        ("metadata", "чтение"),
        ("metadata", "Скрыто"),
        ("header", "Колонтитул"),
        ("header", "Страница  из"),
        ("metadata", "Название"),
        ("metadata", "Тема"),
        ("metadata", "О чём"),
        ("metadata", "ключ"),
    ]
    assert [block.level for block in parsed.blocks[:4]] == [2, 0, 1, 2]


def test_nothing_stays_in_the_old_language() -> None:
    given = made(EVERYTHING, masters=HEADERS, meta=META)
    parts = odf_files.parts_of(write(given, pseudo_contents(read(given)), "en"))
    left = {name: re.findall("[А-Яа-яё]+", data.decode()) for name, data in parts.items()}
    assert left == {**{name: [] for name in parts}, "content.xml": ["удалено", "Иван"], "meta.xml": ["Пётр"]}
    assert b"<dc:language>en</dc:language>" in parts["meta.xml"]
    before = odf_files.parts_of(given.data)
    for tag in (
        "text:note ",
        "draw:frame",
        "text:change ",
        "office:annotation>",
        "text:ruby>",
        "text:ruby-text",
        "text:tab",
    ):
        assert parts["content.xml"].count(f"<{tag}".encode()) == before["content.xml"].count(f"<{tag}".encode())


@pytest.mark.parametrize("name", ["libreoffice.odt", "pandoc.odt"])
def test_files_of_real_programs(name: str) -> None:
    given = source((DATA / name).read_bytes())
    parsed = read(given)
    assert write(given, own_contents(parsed), "ru") == given.data
    written = write(given, pseudo_contents(parsed), "en")
    before, after = odf_files.parts_of(given.data), odf_files.parts_of(written)
    assert next(iter(after)) == "mimetype"
    assert {one for one in before if before[one] != after[one]} <= {"meta.xml", "styles.xml", "content.xml"}
    assert not re.search("[А-Яа-я]", "".join(etree.fromstring(after["content.xml"]).itertext()))
    again = read(source(written))
    # Verse is told by its letters.
    kinds = [[("body" if b.kind == "verse" else b.kind, b.level) for b in one.blocks] for one in (again, parsed)]
    assert kinds[0] == kinds[1]


def test_other_parts_and_unchanged_blocks_stay_as_they_are() -> None:
    given = source(
        odf_files.odf(
            "<text:p>Один.</text:p><!-- note --><text:p>Два  <text:span>три</text:span>\n</text:p>",
            more={"Pictures/1.png": b"\x89PNG"},
        )
    )
    written = write(given, {0: Content("One.")}, "en")
    assert body_of(written) == "<text:p>One.</text:p><!-- note --><text:p>Два  <text:span>три</text:span>\n</text:p>"
    assert {**odf_files.parts_of(written), "content.xml": b""} == {**odf_files.parts_of(given.data), "content.xml": b""}


def test_a_caption_keeps_its_number() -> None:
    given = made('<text:p>Рисунок <text:sequence text:name="F">1</text:sequence>. Схема насоса</text:p>')
    (code,) = read(given).blocks[0].codes
    assert (code.start, code.end, code.kind, code.equiv) == (8, 8, "field", "1")
    assert put(given, 0, "Figure . Pump", (7, 7)) == (
        '<text:p>Figure <text:sequence text:name="F">1</text:sequence>. Pump</text:p>'
    )


def test_tabs_line_ends_and_spaces_part_the_text() -> None:
    given = made(
        "<text:p>Директор<text:tab/>И. И. Петров</text:p>"
        '<text:p>Подпись <text:s text:c="9"/>Дата</text:p>'
        "<text:p>Москва<text:line-break/>Россия</text:p>"
        "<text:p>Стороны договорились о поставке оборудования <text:line-break/>в срок до мая.</text:p>"
    )
    blocks = read(given).blocks
    assert [(b.text, [(c.start, c.kind, c.breaks) for c in b.codes]) for b in blocks] == [
        ("ДиректорИ. И. Петров", [(8, "tab", True)]),
        ("ПодписьДата", [(7, "tab", True)]),
        ("МоскваРоссия", [(6, "break", True)]),
        ("Стороны договорились о поставке оборудования в срок до мая.", [(44, "break", False)]),
    ]
    # What stands for a break in the translation's text, a space, is not written beside it.
    assert "Director<text:tab/>I. I. Petrov" in put(given, 0, "Director I. I. Petrov", (8, 8))
    assert 'Signature <text:s text:c="9"/>Date' in put(given, 1, "SignatureDate", (9, 9))
    assert "Moscow<text:line-break/>Russia" in put(given, 2, "Moscow\nRussia", (6, 6))
    assert "to deliver <text:line-break/>equipment" in put(given, 3, "to deliver equipment", (10, 10))


def test_spans_are_what_they_look_like() -> None:
    given = made(
        '<text:p>Был <text:span text:style-name="B">жир</text:span><text:span text:style-name="B">ный</text:span> '
        '<text:span text:style-name="N">текст</text:span>, м<text:span text:style-name="S">2</text:span> и '
        '<text:a xlink:href="https://a.ru"><text:span text:style-name="I">ссылка</text:span></text:a>'
        '<text:span text:style-name="B"> </text:span></text:p>'
    )
    block = read(given).blocks[0]
    assert block.text == "Был жирный текст, м2 и ссылка"
    assert [(block.text[c.start : c.end], c.kind, c.href) for c in block.codes] == [
        ("жирный", "bold", ""),
        ("2", "sup", ""),
        ("ссылка", "link", "https://a.ru"),
    ]
    assert put(given, 0, "A link, m2 was bold", (15, 19), (9, 10), (2, 6)) == (
        '<text:p>A <text:a xlink:href="https://a.ru"><text:span text:style-name="I">link</text:span></text:a>, '
        'm<text:span text:style-name="S">2</text:span> was <text:span text:style-name="B">bold</text:span></text:p>'
    )


def test_a_style_that_changes_nothing_here_is_no_code() -> None:
    heading = BOLD.replace('"B" style:family="text"', '"H" style:family="paragraph"')
    given = made(
        '<text:p text:style-name="H">Весь <text:span text:style-name="B">жирный</text:span></text:p>', styles=heading
    )
    assert read(given).blocks[0].codes == ()


def test_codes_that_the_translation_lacks_stand_at_the_end() -> None:
    given = made(
        '<text:p>Слово<text:note text:id="n"><text:note-citation>1</text:note-citation><text:note-body><text:p>Сноска'
        '</text:p></text:note-body></text:note> и <text:span text:style-name="B">два</text:span>.</text:p>'
    )
    written = put(given, 0, "Word and two.")
    assert written.startswith('<text:p>Word and two.<text:note text:id="n">')
    assert '<text:span text:style-name="B"/></text:p>' in written


def test_codes_that_another_block_has_are_left_out() -> None:
    given = made("<text:p>Один<text:tab/>два</text:p>")
    strange = (Code(1, 2, 99, "bold"), *read(given).blocks[0].codes)
    assert body_of(write(given, {0: Content("Once", strange)}, "en")) == "<text:p>Once<text:tab/></text:p>"


def test_text_boxes_are_written_where_they_are() -> None:
    given = made(
        '<text:p>Станок.<draw:frame draw:name="F" text:anchor-type="paragraph"><draw:text-box><text:p>Осторожно, '
        "горячая вода.</text:p></draw:text-box></draw:frame></text:p><text:p><draw:frame><draw:text-box><text:p>Рамка."
        "</text:p></draw:text-box></draw:frame></text:p>"
    )
    texts = ["Machine.", "Hot water.", "Box."]
    parsed = read(given)
    contents = {n: Content(text, parsed.blocks[n].codes and (_moved(parsed.blocks[n].codes[0], text),))
                for n, text in enumerate(texts)}  # fmt: skip
    assert body_of(write(given, contents, "en")) == (
        '<text:p>Machine.<draw:frame draw:name="F" text:anchor-type="paragraph"><draw:text-box><text:p>Hot water.'
        "</text:p></draw:text-box></draw:frame></text:p><text:p><draw:frame><draw:text-box><text:p>Box.</text:p>"
        "</draw:text-box></draw:frame></text:p>"
    )


def _moved(code: Code, text: str) -> Code:
    return Code(len(text), len(text), code.id, code.kind)


def test_verse_has_its_lines() -> None:
    lines = [
        "Река несёт свои огни,",
        "И мост над ней, как птица, тих;",
        "Мы здесь сегодня не одни,",
        "И эхо делит нас.",
    ]
    block = read(made(f"<text:p>{'<text:line-break/>'.join(lines)}</text:p>")).blocks[0]
    assert block.kind == "verse"
    assert all(code.breaks for code in block.codes)


def test_code_stays() -> None:
    given = made(
        '<text:p text:style-name="Source_20_Code">print("привет")</text:p>'
        '<text:p>Команда <text:span text:style-name="Source_20_Text">ls</text:span>.</text:p>'
    )
    (block,) = read(given).blocks
    assert [(c.kind, c.keep) for c in block.codes] == [("code", True)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (odf_files.odf("<text:p>а</text:p>", kind="spreadsheet"), "no text document in it"),
        (b"PK\x03\x04broken", "damaged"),
        (odf_files.odf("<text:p>"), "damaged"),
    ],
)
def test_bad_files_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(source(data))


MARK, NUMBER = '<text:bookmark text:name="b"/>', "<text:page-number>1</text:page-number>"
BOX = "<draw:frame><draw:text-box><text:p>бокс</text:p></draw:text-box></draw:frame>"
INLINE = st.recursive(
    st.sampled_from([*["слово ", "Два", " ", "<text:tab/>", "<text:line-break/>", "<text:s/>"], MARK, NUMBER, BOX]),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(['text:span text:style-name="B"', 'text:span text:style-name="I"',
                         'text:span text:style-name="N"', 'text:a xlink:href="#x"', "text:meta"]),
        st.lists(inside, max_size=4),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(INLINE, min_size=1, max_size=6))
def test_any_nesting_comes_back(parts: list[str]) -> None:
    given = made(f"<text:p>{''.join(parts)}</text:p>")
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    translated = pseudo_contents(parsed)
    written = write(given, translated, "en")
    again = read(source(written))
    assert [shape(Content(b.text, b.codes)) for b in again.blocks] == [shape(translated[n]) for n in translated]
    trees = [etree.fromstring(odf_files.parts_of(one)["content.xml"]) for one in (given.data, written)]
    before, after = (pseudo.letters(tree, ["p"], ["span|N"], ["page-number"]) for tree in trees)
    assert after == before
    for tag in ("tab", "line-break", "s", "bookmark", "page-number"):
        wanted = f"{{{NAMESPACES['text']}}}{tag}"
        assert len(list(trees[0].iter(wanted))) == len(list(trees[1].iter(wanted)))
