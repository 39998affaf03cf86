"""PowerPoint presentations: slides, notes, tables, charts and what is around them come back translated."""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from typing import Any

import odf_files
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from pseudo import own_contents, pseudo_contents, shape

from aligner.core.code import Code, Content
from aligner.errors import ReadError
from aligner.filters.parsed import Parsed, Source
from aligner.filters.pptx import read, write
from aligner.readers import read_document
from aligner.readers.limits import Limits

SPACE = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
ROOM = (Inches(1), Inches(1), Inches(3), Inches(1))


def source(data: bytes) -> Source:
    return Source(data, "a.pptx", None, Limits())


def saved(deck: Any) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def deck() -> bytes:
    made: Any = pptx.Presentation()
    made.core_properties.title, made.core_properties.comments = "Презентация", ""
    first = made.slides.add_slide(made.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "Доклад о воде", "Подзаголовок"
    second = made.slides.add_slide(made.slide_layouts[1])
    second.shapes.title.text = "Второй слайд"
    frame = second.placeholders[1].text_frame
    frame.text = "Первый пункт"
    item = frame.add_paragraph()
    item.level = 1
    for text, bold in (("Вложенный ", False), ("жирный", True), (" пункт", False)):
        run = item.add_run()
        run.text = text
        run.font.bold = bold or None
    run = frame.add_paragraph().add_run()
    run.text, run.hyperlink.address = "Ссылка", "https://a.ru"
    second.notes_slide.notes_text_frame.text = "Заметка докладчика."
    second.shapes.add_textbox(*ROOM).text_frame.text = "Надпись"
    second.shapes.add_group_shape().shapes.add_textbox(*ROOM).text_frame.text = "В группе"
    table = second.shapes.add_table(1, 2, *ROOM).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Год", "2019"
    data = CategoryChartData()
    data.categories = ["Восток", "Запад"]
    data.add_series("Продажи", (1, 2))
    chart = second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *ROOM, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "График"
    second.shapes[0]._element.nvSpPr.cNvPr.set("descr", "Описание")
    second._element.set("show", "0")
    # On the master, where python-pptx adds nothing.
    shown = deepcopy(second.shapes.add_textbox(*ROOM)._element)
    shown.find(".//{*}p").append(pptx.oxml.parse_xml(f"<a:r {SPACE}><a:t>Вестник</a:t></a:r>"))
    made.slide_master.shapes._spTree.append(shown)
    return saved(made)


def rows(parsed: Parsed) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in parsed.blocks]


def one_box(inside: str) -> bytes:
    """A slide with a box that holds these paragraphs."""
    made: Any = pptx.Presentation()
    box = made.slides.add_slide(made.slide_layouts[6]).shapes.add_textbox(*ROOM)
    body = box.text_frame._txBody
    for old in body.findall("{*}p"):
        body.remove(old)
    body.extend(pptx.oxml.parse_xml(f"<a:p {SPACE}>{one}</a:p>") for one in inside.split("|"))
    return saved(made)


def slide(data: bytes) -> str:
    text = odf_files.parts_of(data)["ppt/slides/slide1.xml"].decode()
    return "|".join(re.findall(r"<a:p>(.*?)</a:p>", text))


def test_everything_on_the_slides_is_a_block() -> None:
    parsed = read(source(deck()))
    assert parsed.title == "Доклад о воде"
    assert rows(parsed) == [
        ("heading", 1, "Доклад о воде"),
        ("heading", 2, "Подзаголовок"),
        ("heading", 1, "Второй слайд"),
        ("list-item", 1, "Первый пункт"),
        ("list-item", 2, "Вложенный жирный пункт"),
        ("list-item", 1, "Ссылка"),
        ("body", 0, "Надпись"),
        ("body", 0, "В группе"),
        ("table-cell", 0, "Год"),
        ("table-cell", 0, "2019"),
        ("metadata", 0, "Описание"),
        ("note", 0, "Заметка докладчика."),
        ("metadata", 0, "График"),
        ("metadata", 0, "Продажи"),
        ("metadata", 0, "Восток"),
        ("metadata", 0, "Запад"),
        ("header", 0, "Вестник"),
        ("metadata", 0, "Презентация"),
    ]
    codes = [(c.start, c.end, c.kind, c.href) for block in parsed.blocks for c in block.codes]
    assert codes == [(10, 16, "bold", ""), (0, 6, "link", "https://a.ru")]


def test_nothing_stays_in_the_old_language() -> None:
    given = source(deck())
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    written = write(given, pseudo_contents(parsed), "en")
    parts = odf_files.parts_of(written)
    assert list(parts) == list(odf_files.parts_of(given.data))
    assert not [name for name, data in parts.items() if name.endswith(".xml") and re.search("[А-Яа-я]", data.decode())]
    made: Any = pptx.Presentation(io.BytesIO(written))
    assert made.slides[1].shapes.title.text == "⟪xxxxxx xxxxx xx⟫"
    assert made.slides[1].notes_slide.notes_text_frame.text == "⟪xxxxxxx xxxxxxxxxx. xx⟫"
    bold = made.slides[1].placeholders[1].text_frame.paragraphs[1].runs[1]
    assert (bold.text, bold.font.bold) == ("xxxxxx", True)
    assert made.slides[1].placeholders[1].text_frame.paragraphs[2].runs[1].hyperlink.address == "https://a.ru"


def test_runs_that_look_alike_are_one_and_breaks_part_the_text() -> None:
    given = source(
        one_box(
            '<a:r><a:rPr lang="ru-RU" dirty="0"/><a:t>Москва и </a:t></a:r><a:r><a:rPr lang="en-US"/>'
            '<a:t>мир</a:t></a:r><a:br><a:rPr lang="ru-RU"/></a:br><a:r><a:rPr lang="ru-RU"/><a:t>Вода:\t5 м</a:t>'
            '</a:r><a:r><a:rPr lang="ru-RU" baseline="30000"/><a:t>2</a:t></a:r><a:endParaRPr lang="ru-RU"/>'
            '|<a:fld id="{1}" type="slidenum"><a:rPr/><a:t>7</a:t></a:fld><a:r><a:t> из девяти</a:t></a:r>'
            '|<a:fld id="{2}" type="datetime1"><a:rPr/><a:t>12 мая 2020 г.</a:t></a:fld>'
        )
    )
    blocks = read(given).blocks
    assert [(b.text, [(c.start, c.end, c.kind, c.breaks) for c in b.codes]) for b in blocks[:3]] == [
        ("Москва и мирВода:5 м2", [(12, 12, "break", True), (17, 17, "tab", True), (20, 21, "sup", False)]),
        ("из девяти", [(0, 0, "field", False)]),
        ("12 мая 2020 г.", [(0, 14, "field", False)]),
    ]
    line, tab, index = blocks[0].codes
    moved = [Code(at, end, code.id, code.kind) for code, at, end in ((line, 16, 16), (tab, 23, 23), (index, 27, 28))]
    contents = {
        0: Content("Moscow and world\nWater: 5 m2", tuple(moved)),
        1: Content("of nine", blocks[1].codes),
        2: Content("12 May 2020", (Code(0, 11, blocks[2].codes[0].id, "field"),)),
    }
    assert slide(write(given, contents, "en")) == (
        '<a:r><a:rPr lang="en" dirty="0"/><a:t>Moscow and world</a:t></a:r><a:br><a:rPr lang="ru-RU"/></a:br>'
        '<a:r><a:rPr lang="en" dirty="0"/><a:t>Water:\t5 m</a:t></a:r><a:r><a:rPr lang="en" baseline="30000"/>'
        '<a:t>2</a:t></a:r><a:endParaRPr lang="ru-RU"/>'
        '|<a:fld id="{1}" type="slidenum"><a:rPr/><a:t>7</a:t></a:fld><a:r><a:t> of nine</a:t></a:r>'
        '|<a:fld id="{2}" type="datetime1"><a:rPr/><a:t>12 May 2020</a:t></a:fld>'
    )


def test_comments_and_diagrams() -> None:
    """Parts that python-pptx does not write."""
    out = io.BytesIO()
    data = one_box("<a:r><a:t>Текст</a:t></a:r>")
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "ppt/slides/_rels/slide1.xml.rels":
                more = "".join(
                    f'<Relationship Id="x{n}" Type="{kinds}/{kind}" Target="../x/{kind}.xml"/>'
                    for n, kind in enumerate(("comments", "diagramData", "diagramDrawing"))
                )
                part = part.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            after.writestr(name, part)
        comment = f'<p:cmLst xmlns:p="{main}"><p:cm authorId="0"><p:text>Замечание</p:text></p:cm></p:cmLst>'
        after.writestr("ppt/x/comments.xml", comment)
        for name, tag in (("diagramData", "dgm:pt"), ("diagramDrawing", "dsp:sp")):
            text = f"<a:p xmlns:a='{drawing}'><a:r><a:t>Схема</a:t></a:r></a:p>"
            inner = f"<{tag}><dsp:txBody>{text}</dsp:txBody></{tag}>"
            after.writestr(f"ppt/x/{name}.xml", f"<x xmlns:dgm='d' xmlns:dsp='s'>{inner}</x>")
    given = source(out.getvalue())
    parsed = read(given)
    assert [(b.kind, b.text) for b in parsed.blocks if b.text in ("Текст", "Замечание", "Схема")] == [
        ("body", "Текст"),
        ("body", "Схема"),
        ("comment", "Замечание"),
        ("metadata", "Схема"),
    ]
    parts = odf_files.parts_of(write(given, pseudo_contents(parsed), "en"))
    assert all("⟪" in parts[f"ppt/x/{one}.xml"].decode() for one in ("comments", "diagramData", "diagramDrawing"))


def test_it_is_recognised_by_its_content() -> None:
    document = read_document(deck(), name="a.bin")
    assert document.provenance.format == "pptx"


def test_no_presentation() -> None:
    with pytest.raises(ReadError, match="no presentation in it"):
        read(source(odf_files.odf("<text:p>а</text:p>")))


RUN = st.builds(
    lambda properties, text: f"<a:r><a:rPr{properties}/><a:t>{text}</a:t></a:r>",
    st.sampled_from(["", ' lang="ru-RU"', ' b="1"', ' i="1" b="1"', ' baseline="30000"']),
    st.text("аБв .\t", max_size=6),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(RUN, st.just("<a:br/>")), min_size=1, max_size=6))
def test_any_runs_come_back(runs: list[str]) -> None:
    given = source(one_box("".join(runs)))
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    translated = pseudo_contents(parsed)
    written = write(given, translated, "en")
    again = read(source(written))
    assert [shape(Content(b.text, b.codes)) for b in again.blocks] == [shape(translated[n]) for n in translated]
    before, after = (_looks(slide(one)) for one in (given.data, written))
    assert [look for _, look in after][: len(before)] == [look for _, look in before]


def _looks(text: str) -> list[tuple[str, str]]:
    """Letters and full stops of the runs with their formatting."""
    found = re.findall(r"<a:r>(?:<a:rPr([^>]*?)/>)?<a:t>([^<]*)</a:t>", text)
    return [("x", re.sub(r' ?lang="[^"]*"', "", look)) for look, one in found for c in one if c in "аБвx"]
