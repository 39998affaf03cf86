"""Tables made by hand: headers, delimiters, languages told by their letters, short rows."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from aligner.errors import ReadError
from aligner.imports import ImportReport, read_units
from aligner.imports.fields import probability
from aligner.imports.parsing import parse_units
from aligner.imports.tsv import tsv_rows

CASES = [
    ("x.tsv", "да\tyes\nнет\tno\n", [("да", "yes"), ("нет", "no")]),
    ("x.tsv", "source\ttarget\r\nда\tyes\r\n", [("да", "yes")]),
    ("x.tsv", "en\tru\nyes\tда\n", [("yes", "да")]),
    ("x.tsv", "Перевод\tИсточник\nyes\tда\n", [("да", "yes")]),
    ("x.tsv", "C:\\new\tC:\\table\n", [("C:\\new", "C:\\table")]),
    ("x.tsv", '"да"\tsaid "yes"\n', [('"да"', 'said "yes"')]),
    (
        "x.tsv",
        'Экран 15"\tA 15" screen\n"Роза" закрыта\t"Rose" is closed\n',
        [('Экран 15"', 'A 15" screen'), ('"Роза" закрыта', '"Rose" is closed')],
    ),
    (
        "x.tsv",
        '"Он: ""да""."\tHe: yes.\r\n"Первая\nвторая"\t"First\nsecond"\r\n"Нет"\tNo\r\n',
        [('Он: "да".', "He: yes."), ("Первая\nвторая", "First\nsecond"), ("Нет", "No")],
    ),
    ("x.tsv", '"Да, это так"\t"Yes, it is"\nНет\tNo\n', [("Да, это так", "Yes, it is"), ("Нет", "No")]),
    ("x.tsv", '"ru"\t"en"\n"Да"\t"Yes"\n', [("Да", "Yes")]),
    ("x.tsv", '"Да, — сказал он\t"Yes, he said\n"Нет"\tNo\n', [('"Да, — сказал он', '"Yes, he said'), ('"Нет"', "No")]),
    ("x.tsv", "ru\ten\rПривет\tHello\rДа\tYes\r", [("Привет", "Hello"), ("Да", "Yes")]),
    ("x.csv", "ru,en\rДа,Yes\rНет,No\r", [("Да", "Yes"), ("Нет", "No")]),
    ("x.tsv", "btn.ok\tДа\tYes\nmsg.bye\tДо свидания\tGoodbye\n", [("Да", "Yes"), ("До свидания", "Goodbye")]),
    ("x.csv", "12,Да,Yes,\n13,Нет,No,ср.\n14,Так,So,\n", [("Да", "Yes"), ("Нет", "No"), ("Так", "So")]),
    ("x.tsv", "Да\tYes\tконечно\nНет\tNo\tотказ\n", [("Да", "Yes"), ("Нет", "No")]),
    ("x.csv", "source;target\nда;yes\n", [("да", "yes")]),
    ("x.csv", '"да, да","yes\nyes"\n', [("да, да", "yes\nyes")]),
    ("x.csv", "id,ru,en,de\n1,да,yes,ja\n", [("да", "yes")]),
    ("x.csv", "No;Russian;English\n1;да;yes\n", [("да", "yes")]),
    ("x.csv", "1;да;yes\n2;нет;no\n", [("да", "yes"), ("нет", "no")]),
    ("x.csv", "2024;2025\n1;2\n", [("2024", "2025"), ("1", "2")]),
    ("x.csv", "\ufeffsource,note,target\nда,so,yes\n", [("да", "yes")]),
    (
        "x.jsonl",
        '{"source": "да", "target": "yes"}\n\n{"target": "no", "source": "нет"}',
        [("да", "yes"), ("нет", "no")],
    ),
]


@pytest.mark.parametrize(("name", "text", "expected"), CASES)
def test_what_people_write(tmp_path, name, text, expected):
    path = tmp_path / name
    path.write_bytes(text.encode())
    units = list(read_units(path))
    assert [(u.source, u.target) for u in units] == expected
    path.write_bytes(text.removeprefix("\ufeff").encode("utf-16"))
    assert [(u.source, u.target) for u in read_units(path)] == expected


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-16", "utf-16-le", "utf-8-sig", "mac-cyrillic"])
@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.jsonl"])
def test_what_a_russian_spreadsheet_saves(tmp_path, name, encoding):
    pairs = [("Да, конечно; я приду завтра к вечеру.", "Yes, of course; I'll come tomorrow evening.")] * 40
    pairs += [("Министр прибыл в Москву, как было объявлено.", "The minister came to Moscow, as announced.")]
    text = io.StringIO(newline="")
    if name == "x.jsonl":
        text.writelines(json.dumps({"source": s, "target": t}, ensure_ascii=False) + "\n" for s, t in pairs)
    else:
        rows = csv.writer(text, delimiter=";" if name == "x.csv" else "\t", lineterminator="\r\n")
        rows.writerows([("Русский", "Английский"), *pairs])
    (tmp_path / name).write_bytes(text.getvalue().encode(encoding))
    assert [(u.source, u.target) for u in read_units(tmp_path / name)] == pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Да, это так;Yes, it is\nНет, не так;No, it is not\n", [("Да, это так", "Yes, it is")]),
        ("Да; это так,Yes; it is\nНет; не так,No; it is not\n", [("Да; это так", "Yes; it is")]),
        ("Да,да;Yes,yes\nНет;No\nА;And\nИ;And\nОн;He\nНо;But\n", [("Да,да", "Yes,yes")]),
        ("Да, да\tYes, yes\nНет, нет\tNo, no\n", [("Да, да", "Yes, yes")]),
        ("sep=;\nДа,да;Yes,yes\n", [("Да,да", "Yes,yes")]),
        ("sep=|\r\nДа|Yes\r\n", [("Да", "Yes")]),
        ("id;source;target\n1,2;Да;Yes\n", [("Да", "Yes")]),
        ("одно\nдва\n", []),
    ],
)
def test_what_parts_the_cells_is_found(tmp_path, text, expected):
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert [(u.source, u.target) for u in read_units(tmp_path / "x.csv")][:1] == expected


def test_a_damaged_row_is_refused_and_the_rest_is_read(tmp_path):
    rows = ["Министр прибыл в Москву\tThe minister came".encode()] * 20
    rows[3] += b"\xff"
    report = ImportReport()
    (tmp_path / "x.tsv").write_bytes(b"\n".join(rows))
    assert len(list(read_units(tmp_path / "x.tsv", report=report))) == 19
    assert [str(r) for r in report.refusals] == [
        "line 4: there are bytes in it that are no text in the file's character set"
    ]
    report = ImportReport()
    (tmp_path / "x.tsv").write_bytes("да\tyes\nнет\tno\n".encode("utf-16") + b"\x00\xdc\x41")
    assert len(list(read_units(tmp_path / "x.tsv", report=report))) == 2
    assert report.refused == 1


def test_letters_far_down_tell_the_character_set(tmp_path):
    ascii_rows = "one\ttwo\n" * 20_000
    for encoding in ("cp1251", "utf-8"):
        (tmp_path / "x.tsv").write_bytes(ascii_rows.encode() + "Министр прибыл\tHe came\n".encode(encoding))
        *_, last = read_units(tmp_path / "x.tsv")
        assert last.source == "Министр прибыл"


def test_languages_are_told_by_the_letters_or_given(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("Дом на углу\tA house on the corner\n")
    (unit,) = read_units(path)
    assert (unit.source_language, unit.target_language) == ("ru", "en")
    (unit,) = read_units(path, source_language="bg", target_language="en-GB")
    assert (unit.source_language, unit.target_language) == ("bg", "en-GB")


def test_a_row_of_figures_or_names_is_in_the_language_of_its_table(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("12.05.2024\t12/05/2024\nNATO\tNATO\nДом на углу\tA house\nИванов\tИванов\nДа\tYes\nДом\tA house\n")
    assert {(u.source_language, u.target_language) for u in read_units(path)} == {("ru", "en")}
    path.write_text("en-GB\tru\nСССР\tUSSR\n1\t2\n")
    assert {(u.source_language, u.target_language) for u in read_units(path)} == {("en-GB", "ru")}
    path.write_text("1\t2\n")
    assert {(u.source_language, u.target_language) for u in read_units(path)} == {("und", "und")}


def test_short_rows_and_bad_lines_are_counted(tmp_path):
    report, path = ImportReport(), tmp_path / "x.tsv"
    path.write_text("source\ttarget\nда\tyes\nодно\n\t\nнет\tno\n")
    assert len(list(read_units(path, report=report))) == 2
    assert [str(r) for r in report.refusals] == ["line 3: 1 cell, too few for a pair"]
    report, path = ImportReport(), tmp_path / "x.jsonl"
    path.write_text('{"source": "да", "target": "yes"}\n{"source"\n[1]\n{"source": "", "target": ""}\n')
    assert len(list(read_units(path, report=report))) == 1
    assert [r.line for r in report.refusals] == [2, 3, 4]


def test_what_is_no_table_is_refused_in_one_line(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(ReadError, match=r"x\.tsv: this is binary data, not text"):
        list(read_units(path))
    path = tmp_path / "x.xlsx"
    for content in (b"PK\x03\x04broken", b"not a zip"):
        path.write_bytes(content)
        with pytest.raises(ReadError, match=r"x\.xlsx: not an Excel workbook"):
            list(read_units(path))


def test_a_workbook_made_by_hand(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Источник", "Перевод", "Примечание"], ["Год", 2026, None], ["да", "yes", "ок"]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    units = list(read_units(tmp_path / "x.xlsx"))
    assert [(u.source, u.target, u.note) for u in units] == [("Год", "2026", ""), ("да", "yes", "ок")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("85%", 0.85), ("85 %", 0.85), ("100%", 1.0), ("0.85", 0.85), ("1", 1.0), ("0.5%", 0.005)]
    + [(text, None) for text in ("85", "101%", "-1", "nan", "high", "")],
)
def test_a_confidence_is_a_share_or_a_percentage(text, expected):
    assert probability(text) == (pytest.approx(expected) if expected is not None else None)


def test_moses(tmp_path, bitext):
    from aligner.exports import export_bitext

    export_bitext(bitext, tmp_path / "x.moses.zip")
    units = list(read_units(tmp_path / "x.moses.zip"))
    assert [(u.source, u.target) for u in units] == [
        (s, t) for bead, s, t in bitext.pairs() if s and t and bead.status != "rejected"
    ]
    assert {(u.source_language, u.target_language) for u in units} == {("ru", "en")}


@pytest.mark.parametrize("name", ["x.tsv", "x.csv"])
def test_columns_that_do_not_show_what_they_are_are_refused_unless_languages_are_named(tmp_path, name):
    path, mark = tmp_path / name, "\t" if name == "x.tsv" else ","
    rows = ["Save button", "Сохранить", "Save it"], ["Label of a page", "Страница", "Page"]
    path.write_text("".join(mark.join(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(ReadError, match=rf"{name}: no header, and more than two columns .* source and target"):
        list(read_units(path))
    path.write_text("".join(mark.join([*row[:2], "Ключ"]) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(ReadError, match="no header"):
        list(read_units(path))
    path.write_text("".join(mark.join([*row[:2], "好"]) + "\n" for row in rows), encoding="utf-8")
    units = list(read_units(path, source_language="ru", target_language="en"))
    assert [(unit.source, unit.target) for unit in units] == [(row[1], row[0]) for row in rows]


def test_a_quotation_mark_that_never_closes_takes_no_other_row(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("".join(f'"Да {n}\tYes {n}\n' for n in range(500)) + '"одно\nдва\nтри\n', encoding="utf-8")
    report = ImportReport()
    assert [unit.source for unit in read_units(path, report=report)] == [f'"Да {n}' for n in range(500)]
    assert [refusal.line for refusal in report.refusals] == [501, 502, 503]


@pytest.mark.parametrize("name", ["x.tsv", "x.csv"])
def test_no_cell_is_a_formula(tmp_path, name):
    from aligner.core.unit import Unit
    from aligner.exports import export_units

    export_units([Unit("=1+1", "- Yes", "ru", "en", note="@x")], tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "'- Yes" in text
    assert "'@x" in text
    (unit,) = read_units(tmp_path / name)
    assert (unit.source, unit.target, unit.note) == ("=1+1", "- Yes", "@x")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_file_of_lines_may_end_them_as_it_likes(tmp_path, end):
    from aligner.align.lines import read_lines

    (tmp_path / "a.ru").write_bytes(f"Раз.{end}Два.{end}{end}Три.{end}".encode())
    found = read_lines(tmp_path / "a.ru", language="ru")
    assert [sentence.text for sentence in found.document.sentences] == ["Раз.", "Два.", "Три."]
    assert found.sentence_of_line == (0, 1, -1, 2)


@pytest.mark.parametrize(
    "data", [b"L\xfe\xff\xff\xff\xff\xff\xfa\x00", b"a\tb\n\xff\xfe\xef\xbb\xbf\tx", b"a\tb\n\xff\xfe\xff\xfe\tx"]
)
def test_bytes_that_look_like_a_mark_of_unicode_further_down_are_none(tmp_path, data):
    path = tmp_path / "x.tsv"
    path.write_bytes(data)
    assert len(list(tsv_rows(path))) == data.count(b"\n") + 1


@pytest.mark.parametrize(("name", "part"), [("x.xlsx", "xl/workbook.xml"), ("x.moses.zip", "x.ru")])
def test_an_archive_with_damaged_packing_is_refused_in_a_line(tmp_path, name, part):
    path = tmp_path / name
    if name.endswith("xlsx"):
        openpyxl = pytest.importorskip("openpyxl")
        openpyxl.Workbook().save(path)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("x.ru", "Да и нет\n" * 100)
            out.writestr("x.en", "Yes and no\n" * 100)
    with zipfile.ZipFile(path) as made:
        entry = made.getinfo(part)
    data = bytearray(path.read_bytes())
    begins = entry.header_offset + 30 + len(part.encode())
    data[begins : begins + 8] = b"\xff" * 8
    path.write_bytes(data)
    with pytest.raises(ReadError, match="that can be read"):
        list(parse_units(path, "xlsx" if name.endswith("xlsx") else "moses", ImportReport()))
