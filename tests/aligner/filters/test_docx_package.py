"""Word documents: every part that shows text, found by its relation; what stays is said."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from aligner.core.code import Content
from aligner.errors import ReadError
from aligner.filters.docx import read, write
from aligner.filters.parsed import Source, Untranslated
from aligner.readers.limits import Limits
from tests.support.docx_files import NAMES, SPACES, docx, field, p, part, r, relations, russian, texts, translated
from tests.support.growth import grows_linearly

DATA = Path(__file__).parents[2] / "data" / "readers"
RULE = p("<w:r><w:separator/></w:r>")
FOOT = f"<w:footnotes {NAMES}><w:footnote w:type='separator'>{RULE}</w:footnote>{{}}</w:footnotes>"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Имя книги</dc:title><dc:subject>Имя книги</dc:subject>'
    "<cp:keywords>мост, река</cp:keywords><dc:creator>Иванов</dc:creator><dc:language>ru-RU</dc:language>"
    "</cp:coreProperties>"
)
CHART = (
    f"<c:chartSpace {NAMES}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:rPr lang='ru-RU' b='1'/><a:t>Рост </a:t></a:r>"
    "<a:r><a:rPr lang='ru-RU' b='1' i='1'/><a:t>цен</a:t></a:r></a:p></c:rich></c:tx></c:title><c:ser><c:tx><c:strRef>"
    "<c:strCache><c:pt><c:v>Ряд один</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt>"
    "<c:v>Январь</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:formatCode>General"
    "</c:formatCode><c:pt><c:v>4.3</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:ser><c:cat><c:strRef><c:strCache><c:pt><c:v>"
    "Январь</c:v></c:pt></c:strCache></c:strRef></c:cat></c:ser></c:chart></c:chartSpace>"
)
DATA_MODEL = (
    f"<dgm:dataModel {NAMES}><dgm:pt><dgm:t><a:p><a:r><a:t>Начало</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>"
)
DRAWN = (
    f"<dsp:drawing {NAMES} xmlns:dsp='d'><dsp:txBody><a:p><a:r><a:t>Начало</a:t></a:r></a:p></dsp:txBody></dsp:drawing>"
)
NUMBERING = (
    f"<w:numbering {NAMES}><w:abstractNum><w:lvl><w:lvlText w:val='Статья %1.'/></w:lvl><w:lvl>"
    "<w:lvlText w:val='%1.%2)'/></w:lvl></w:abstractNum></w:numbering>"
)


def test_every_part_is_read_and_written() -> None:
    rels = relations(
        ("header", "header9.xml"), ("footnotes", "notes.xml"), ("comments", "comments.xml"), ("chart", "charts/c.xml"),
        ("diagramDrawing", "diagrams/drawing1.xml"), ("diagramData", "diagrams/data1.xml"),
        ("numbering", "numbering.xml"),
    )  # fmt: skip
    source = docx(
        p(r("Текст"), "<w:r><w:footnoteReference w:id='2'/></w:r>", r(" и ещё."))
        + p('<w:r><w:drawing><wp:docPr name="Рисунок 1" descr="Вид на мост" title="Мост"/></w:drawing></w:r>'),
        {
            "word/_rels/document.xml.rels": rels,
            "word/header9.xml": f"<w:hdr {NAMES}>{p(r('Договор'), field('PAGE', r('2')))}</w:hdr>",
            "word/notes.xml": FOOT.format(
                f"<w:footnote>{p('<w:r><w:footnoteRef/></w:r>', r(' Сноска.'))}</w:footnote>"
            ),
            "word/comments.xml": f"<w:comments {NAMES}><w:comment>{p(r('Проверить'))}</w:comment></w:comments>",
            "word/charts/c.xml": CHART,
            "word/diagrams/data1.xml": DATA_MODEL,
            "word/diagrams/drawing1.xml": DRAWN,
            "word/numbering.xml": NUMBERING,
            "docProps/core.xml": CORE,
        },
    )
    parsed = read(source)
    assert texts(parsed) == [
        ("body", "Текст{note} и ещё."),
        ("metadata", "Вид на мост"), ("metadata", "Мост"),
        ("note", "Сноска."),
        ("header", "Договор<field>2</field>"),
        ("comment", "Проверить"),
        ("metadata", "Начало"),
        ("metadata", "Рост <italic>цен</italic>"), ("metadata", "Ряд один"), ("metadata", "Январь"),
        ("metadata", "Статья {placeholder}."),
        ("metadata", "Имя книги"), ("metadata", "мост, река"),
    ]  # fmt: skip
    assert parsed.title == "Имя книги"
    assert not parsed.untranslated
    out = translated(source)
    assert russian(out) == ["Рисунок ", "Иванов"]
    assert part(out, "word/charts/c.xml").count("⟪xxxxxx xx⟫") == 2
    assert part(out, "word/numbering.xml").count("%1") == 2
    assert 'w:val="⟪xxxxxx %1. xx⟫"' in part(out, "word/numbering.xml")
    assert "<dc:language>en</dc:language>" in part(out, "docProps/core.xml")
    assert ">⟪xxxxxx xx⟫<" in part(out, "word/diagrams/drawing1.xml")


def test_form_labels_and_watermarks() -> None:
    listed = '<w:sdt><w:sdtPr><w:alias w:val="Город"/><w:dropDownList><w:listItem w:displayText="Москва" w:value="m"/>'
    source = docx(
        p(listed + "</w:dropDownList></w:sdtPr><w:sdtContent>" + r("Москва") + "</w:sdtContent></w:sdt>", r(" тут"))
        + p('<w:r><w:pict><v:shape alt="Знак"><v:textpath string="ЧЕРНОВИК"/></v:shape></w:pict></w:r>')
        + '<w:tbl><w:tblPr><w:tblCaption w:val="Таблица мостов"/></w:tblPr></w:tbl>'
    )
    assert [text for kind, text in texts(read(source)) if kind == "metadata"] == [
        "Город", "Москва", "Знак", "ЧЕРНОВИК", "Таблица мостов",
    ]  # fmt: skip
    assert not russian(translated(source))


def test_a_table_of_contents_is_told_by_style_field_and_control() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style>'
    line = (
        '<w:hyperlink w:anchor="a">'
        + r("Введение")
        + "<w:r><w:tab/></w:r>"
        + field("PAGEREF a", r("5"))
        + "</w:hyperlink>"
    )
    begin, end = field("TOC \\o", "|").split("|")
    source = docx(
        p(r("Глава"), properties='<w:pStyle w:val="t1"/>') + p(begin, line) + p(line) + p(end)
        + '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p(r('Оглавление'))}</w:sdtContent></w:sdt>" + p(r("Текст.")),
        styles=styles,
    )  # fmt: skip
    assert texts(read(source)) == [
        ("body", "Текст."), ("contents", "Глава"), ("contents", "<link>Введение{tab!}<field>5</field></link>"),
        ("contents", "<link>Введение{tab!}<field>5</field></link>"), ("contents", "Оглавление"),
    ]  # fmt: skip
    out = part(translated(source))
    assert out.count("PAGEREF") == 2
    assert out.count("<w:tab/>") == 2
    assert re.findall('fldCharType="(begin|separate|end)"', out).count("begin") == 3
    assert not russian(translated(source))


def test_strict_open_xml_and_a_main_part_of_another_name() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    source = docx(p(r("Строгий "), r("формат", "<w:b/>"), r(" тут")), main="docs/main.xml")
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in archive.namelist():
                made.writestr(name, archive.read(name).decode().replace(SPACES["w"], strict))
    source = Source(out.getvalue(), "x.docx", None, Limits())
    assert texts(read(source)) == [("body", "Строгий <bold>формат</bold> тут")]
    changed = translated(source)
    assert not russian(changed)
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert strict in archive.read("docs/main.xml").decode()


def test_what_can_be_no_block_is_said() -> None:
    odd = "<w:r><w:object><w:t>Надпись</w:t></w:object></w:r>"
    source = docx(
        p(r("Текст"), odd) + '<w:altChunk r:id="rId1"/>',
        {"word/_rels/document.xml.rels": relations(("aFChunk", "chunk.rtf")), "word/chunk.rtf": "{\\rtf1 Привет}"},
    )
    assert read(source).untranslated == (
        Untranslated("object in {number}", "word/document.xml", "Надпись"),
        Untranslated("embedded document {number}", "word/chunk.rtf", ""),
    )


def test_embedded_pages_and_documents_are_translated_in_their_places() -> None:
    page = "<html><body><p>Страница <b>внутри</b></p></body></html>"
    inner = docx(p(r("Документ "), r("внутри", "<w:b/>"), r(" документа")) + '<w:altChunk r:id="rId1"/>')
    source = docx(
        p(r("Текст "), r("жирный", "<w:b/>"), r(" и ещё"))
        + '<w:altChunk r:id="rId1"/><w:altChunk r:id="rId2"/>'
        + p(r("Конец")),
        {
            "word/_rels/document.xml.rels": relations(("aFChunk", "a.htm"), ("aFChunk", "b.docx")),
            "word/a.htm": page,
            "word/b.docx": inner.data,
        },
    )
    parsed = read(source)
    assert texts(parsed) == [
        ("body", "Текст <bold>жирный</bold> и ещё"), ("body", "Страница <bold>внутри</bold>"),
        ("body", "Документ <bold>внутри</bold> документа"), ("body", "Конец"),
    ]  # fmt: skip
    ids = [code.id for block in parsed.blocks for code in block.codes]
    assert len(ids) == len(set(ids))
    out = translated(source)
    assert "<b>xxxxxx</b>" in part(out, "word/a.htm")
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        again = read(Source(archive.read("word/b.docx"), "b.docx", None, Limits()))
    assert texts(again) == [("body", "⟪xxxxxxxx <bold>xxxxxx</bold> xxxxxxxxx xx⟫")]


@pytest.mark.parametrize("name", ["libreoffice.docx", "pandoc.docx"])
def test_samples(name: str) -> None:
    source = Source((DATA / name).read_bytes(), name, None, Limits())
    out = translated(source)
    with zipfile.ZipFile(io.BytesIO(source.data)) as before, zipfile.ZipFile(io.BytesIO(out)) as after:
        assert [(one.filename, one.date_time, one.compress_type) for one in before.infolist()] == [
            (one.filename, one.date_time, one.compress_type) for one in after.infolist()
        ]
        for part_name in ("[Content_Types].xml", "word/_rels/document.xml.rels", "word/settings.xml"):
            assert before.read(part_name) == after.read(part_name)
    assert not russian(out)
    again = read(Source(out, name, None, Limits()))
    assert len(again.blocks) == len(read(source).blocks)


def test_one_block_changed_leaves_the_others_as_they_are() -> None:
    odd = '<w:p w:rsidR="1"><w:r w:rsidR="2"><w:t>Не</w:t></w:r><w:proofErr/><w:r><w:t>то</w:t></w:r></w:p>'
    source = docx(odd + p(r("Слово")))
    out = part(write(source, {1: Content("Word")}, "en"))
    assert odd in out
    assert "Слово" not in out


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"word/document.xml": "<x/>"}, "no body"),
        ({"word/document.xml": "<a>" * 240 + "</a>" * 240}, "nested deeper"),
        ({"word/document.xml": "<w:document"}, "damaged XML"),
        ({"docProps/x.xml": "<x/>"}, "main part is missing"),
    ],
)
def test_damaged_files_are_refused_in_one_line(parts: dict[str, str], message: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    source = Source(out.getvalue(), "x.docx", None, Limits())
    for call in (lambda: read(source), lambda: write(source, {0: Content("x")}, "en")):
        with pytest.raises(ReadError, match=message):
            call()


def test_a_paragraph_of_very_many_pieces_takes_time_in_proportion() -> None:
    piece = r("слово ") + "<w:r><w:tab/></w:r>" + r(" ", "<w:b/>") + r("слово", "<w:i/>") + field("PAGE", r("1"))
    inserted = "<w:ins><w:r><w:t>а</w:t></w:r></w:ins>"
    assert grows_linearly(lambda count: translated(docx(p((piece + inserted) * count))), 200)


def test_python_docx_opens_what_was_written() -> None:
    import docx as python_docx

    made = python_docx.Document()
    made.core_properties.title = "Имя книги"
    made.add_heading("Раздел", 1)
    paragraph = made.add_paragraph("Слова ")
    paragraph.add_run("важные").bold = True
    paragraph.add_run(" тут.")
    made.add_paragraph("пункт", style="List Bullet")
    made.add_table(1, 2).cell(0, 0).text = "Ячейка"
    made.sections[0].header.paragraphs[0].text = "Колонтитул"
    out = io.BytesIO()
    made.save(out)
    source = Source(out.getvalue(), "x.docx", None, Limits())
    parsed = read(source)
    assert [(block.kind, block.level) for block in parsed.blocks[:4]] == [
        ("heading", 1), ("body", 0), ("list-item", 1), ("table-cell", 0),
    ]  # fmt: skip
    again = python_docx.Document(io.BytesIO(translated(source)))
    assert [one.text for one in again.paragraphs] == ["⟪xxxxxx xx⟫", "⟪xxxxx xxxxxx xxx. xx⟫", "⟪xxxxx xx⟫"]
    assert [run.text for run in again.paragraphs[1].runs if run.bold] == ["xxxxxx"]
    assert again.core_properties.title == "⟪xxx xxxxx xx⟫"
    assert again.sections[0].header.paragraphs[0].text == "⟪xxxxxxxxxx xx⟫"
