"""Excel workbooks: texts come back translated, formulas and numbers stay, names that belong together stay equal."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import odf_files
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from pseudo import own_contents, pseudo_contents

from aligner.core.code import Code, Content
from aligner.errors import ReadError
from aligner.filters.parsed import Parsed, Source
from aligner.filters.xlsx import read, write
from aligner.readers.limits import Limits


def source(data: bytes) -> Source:
    return Source(data, "a.xlsx", None, Limits())


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def rows(parsed: Parsed) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in parsed.blocks]


def book() -> bytes:
    made: Any = openpyxl.Workbook()
    made.properties.title, made.properties.creator = "Отчёт", "a"
    first = made.active
    first.title = "Расходы"
    for row in (("Статья", "Сумма, руб."), ("Кровля", 31.5), ("Отопление", 27), ("Кровля", 4), ("Да", 1)):
        first.append(row)
    first["D1"] = "=SUM(B2:B4)"
    first["D2"] = '=IF(A5="Да","готово",A2)'
    first["E1"] = CellRichText("Это очень ", TextBlock(InlineFont(b=True), "важно"), "!")
    first["E2"] = "Строка\nвторая"
    first["A2"].comment = Comment("Замечание", "Иван")
    first.oddHeader.left.text, first.oddHeader.center.text = "Вестник", "Страница &P из &N"
    first.add_table(Table(displayName="T", ref="A1:B4"))
    rule = DataValidation(type="list", formula1='"Первый,Второй"', prompt="Выберите", promptTitle="Выбор")
    first.add_data_validation(rule)
    rule.add("F1")
    chart = BarChart()
    chart.title = "График"
    chart.add_data(Reference(first, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    first.add_chart(chart, "H1")
    second = made.create_sheet("Сводка: итоги".replace(":", ""))
    second["A1"] = "Кровля"
    second["A2"] = "Итого"
    return shared(saved(made))


def shared(data: bytes) -> bytes:
    """The workbook with its texts in a table of shared strings, as Excel writes them."""
    strings: list[str] = []

    def number(cell: re.Match[str]) -> str:
        if cell[2] not in strings:
            strings.append(cell[2])
        return f'{cell[1]} t="s"><v>{strings.index(cell[2])}</v></c>'

    parts = {}
    for name, part in odf_files.parts_of(data).items():
        if name.startswith("xl/worksheets/sheet"):
            part = re.sub(r'(<c r="\w+") t="inlineStr"><is>(.*?)</is></c>', number, part.decode(), flags=re.S).encode()
        parts[name] = part
    parts["xl/sharedStrings.xml"] = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "".join(f"<si>{one}</si>" for one in strings)
        + "</sst>"
    ).encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="s" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    rels = parts["xl/_rels/workbook.xml.rels"]
    if b"sharedStrings" not in rels:
        parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"</Relationships>", relation.encode())
        media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        types = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{media}"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types.encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return out.getvalue()


def test_texts_are_blocks_and_what_cannot_be_translated_is_said() -> None:
    parsed = read(source(book()))
    assert parsed.title == "Отчёт"
    assert rows(parsed) == [
        ("table-cell", "Статья"),
        ("table-cell", "Сумма, руб."),
        ("table-cell", "Это очень важно!"),
        ("table-cell", "Кровля"),
        ("table-cell", "Строкавторая"),
        ("table-cell", "Отопление"),
        ("table-cell", "Итого"),
        ("metadata", "Сводка итоги"),
        ("header", "ВестникСтраница  из"),
        ("metadata", "Выбор"),
        ("metadata", "Выберите"),
        ("metadata", "Первый"),
        ("metadata", "Второй"),
        ("comment", "Замечание"),
        ("metadata", "График"),
        ("metadata", "Отчёт"),
    ]
    codes = {block.text: [(c.start, c.end, c.kind, c.breaks) for c in block.codes] for block in parsed.blocks}
    assert codes["Это очень важно!"] == [(10, 15, "bold", False)]
    assert codes["Строкавторая"] == [(6, 6, "break", True)]
    assert [(kind, breaks) for _, _, kind, breaks in codes["ВестникСтраница  из"]] == [
        ("other", True), ("other", True), ("field", False), ("field", False),
    ]  # fmt: skip
    # A formula compares "Да", and the sheet's name stands in the chart.
    assert [(one.where, one.number, one.text) for one in parsed.untranslated] == [
        ("cell {number}, which a formula compares or names", "A5", "Да"),
        ("name of sheet {number}, which formulas use", 1, "Расходы"),
        ("formula in {number}", "D2", "Да"),
        ("formula in {number}", "D2", "готово"),
    ]


def test_everything_comes_back_in_its_place() -> None:
    given = source(book())
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    written = write(given, pseudo_contents(parsed), "en")
    made = opened(written)
    first, second = made["Расходы"], made["⟪xxxxxx xxxxx xx⟫"]
    assert (first["A2"].value, first["A4"].value, second["A1"].value) == ("⟪xxxxxx xx⟫",) * 3
    assert (first["B2"].value, first["D1"].value, first["A5"].value) == (31.5, "=SUM(B2:B4)", "Да")
    assert [str(part) for part in first["E1"].value] == ["⟪xxx xxxxx ", "xxxxx", "! xx⟫"]
    assert first["E1"].value[1].font.b
    assert first["E2"].value == "⟪xxxxxx\nxxxxxx xx⟫"
    assert first["A2"].comment.text == "⟪xxxxxxxxx xx⟫"
    assert (
        first.tables["T"].column_names == [first["A1"].value, first["B1"].value] == ["⟪xxxxxx xx⟫", "⟪xxxxx, xxx. xx⟫"]
    )
    (rule,) = first.data_validations.dataValidation
    assert rule.formula1 == '"⟪xxxxxx xx⟫,⟪xxxxxx xx⟫"'
    parts = odf_files.parts_of(written)
    header = "<oddHeader>&amp;L⟪xxxxxxx&amp;Cxxxxxxxx &amp;P xx xx⟫ &amp;N</oddHeader>"
    assert header in parts["xl/worksheets/sheet1.xml"].decode()
    assert 'fullCalcOnLoad="1"' in parts["xl/workbook.xml"].decode()
    left = set(re.findall("[А-Яа-я]+", "".join(d.decode() for n, d in parts.items() if n.endswith(".xml"))))
    assert left == {"Расходы", "Да", "готово", "Иван"}


def test_columns_of_a_table_have_different_names() -> None:
    made: Any = openpyxl.Workbook()
    for row in (("Сумма", "Итог"), (1, 2)):
        made.active.append(row)
    made.active["D5"] = "Итог"
    made.active.add_table(Table(displayName="T", ref="A1:B2"))
    given = source(shared(saved(made)))
    written = opened(write(given, {0: Content("Total"), 1: Content("Total")}, "en")).active
    assert [written[cell].value for cell in ("A1", "B1", "D5")] == ["Total", "Total 2", "Total"]
    assert written.tables["T"].column_names == ["Total", "Total 2"]


def test_a_column_that_a_formula_names_stays() -> None:
    made: Any = openpyxl.Workbook()
    for row in (("Сумма", "Налог"), (1, "=T[[#This Row],[Сумма]]*2")):
        made.active.append(row)
    made.active.add_table(Table(displayName="T", ref="A1:B2"))
    given = source(saved(made))
    parsed = read(given)
    assert rows(parsed)[0] == ("table-cell", "Налог")
    assert [(one.number, one.text) for one in parsed.untranslated] == [("A1", "Сумма")]
    written = opened(write(given, {0: Content("Tax")}, "en")).active
    assert written.tables["T"].column_names == ["Сумма", "Tax"]


def test_names_of_sheets_keep_to_the_rules() -> None:
    made: Any = openpyxl.Workbook()
    made.active.title = "Первый"
    made.create_sheet("Второй")
    made.create_sheet("Third")
    made.active["A1"] = "Текст"
    given = source(saved(made))
    blocks = rows(read(given))
    names = [n for n, (_, text) in enumerate(blocks) if text in ("Первый", "Второй")]
    long = "Income/expenses of the whole enterprise"
    written = opened(write(given, {names[0]: Content(long), names[1]: Content("third")}, "en"))
    assert written.sheetnames == ["Income expenses of the whole", "third 2", "Third"]


def test_no_workbook() -> None:
    with pytest.raises(ReadError, match="no workbook in it"):
        read(source(odf_files.odf("<text:p>а</text:p>")))


RUN = st.tuples(st.sampled_from(["", "b", "i"]), st.text("аБ \n\t.", min_size=1, max_size=6))


@settings(deadline=None, max_examples=40)
@given(st.lists(RUN, min_size=1, max_size=5))
def test_any_runs_come_back(runs: list[tuple[str, str]]) -> None:
    made: Any = openpyxl.Workbook()
    fonts: Any = {"b": InlineFont(b=True), "i": InlineFont(i=True)}
    parts = [TextBlock(fonts[look], text) if look else text for look, text in runs]
    made.active["A1"] = CellRichText(*parts)
    given = source(saved(made))
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    value = opened(write(given, pseudo_contents(parsed), "en")).active["A1"].value
    if parsed.blocks and parsed.blocks[0].kind == "table-cell":
        after = [one for one in _letters(value) if one[0] == "x"][:-2]
        assert after == [one for one in _letters(opened(given.data).active["A1"].value) if one[0] == "x"]


def _letters(value: Any) -> list[tuple[str, bool, bool]]:
    found = []
    for part in [value] if isinstance(value, str) else value:
        font: Any = part.font if isinstance(part, TextBlock) else InlineFont()
        found += [("x" if c in "аБx" else c, bool(font.b), bool(font.i)) for c in str(part) if not c.isspace()]
    return found


def test_a_code_keeps_its_place_in_a_header() -> None:
    made: Any = openpyxl.Workbook()
    made.active["A1"] = 1
    made.active.oddFooter.right.text = "Стр. &P && &N"
    given = source(saved(made))
    (number, block) = next((n, b) for n, b in enumerate(read(given).blocks) if b.kind == "header")
    assert block.text == "Стр.  &"
    right, page, pages = block.codes
    content = Content("Page  & of", (right, Code(5, 5, page.id, "field"), Code(10, 10, pages.id, "field")))
    written = odf_files.parts_of(write(given, {number: content}, "en"))["xl/worksheets/sheet1.xml"].decode()
    assert "<oddFooter>&amp;RPage &amp;P &amp;&amp; of &amp;N</oddFooter>" in written
