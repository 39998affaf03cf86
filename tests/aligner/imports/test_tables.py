"""Tables made by hand: headers, delimiters, languages told by their letters, short rows."""

from __future__ import annotations

import pytest

from aligner.errors import ReadError
from aligner.imports import ImportReport, read_units

CASES = [
    ("x.tsv", "да\tyes\nнет\tno\n", [("да", "yes"), ("нет", "no")]),
    ("x.tsv", "source\ttarget\r\nда\tyes\r\n", [("да", "yes")]),
    ("x.tsv", "en\tru\nyes\tда\n", [("yes", "да")]),
    ("x.tsv", "Перевод\tИсточник\nyes\tда\n", [("да", "yes")]),
    ("x.tsv", "C:\\new\tC:\\table\n", [("C:\\new", "C:\\table")]),
    ("x.tsv", '"да"\tsaid "yes"\n', [('"да"', 'said "yes"')]),
    ("x.csv", "source;target\nда;yes\n", [("да", "yes")]),
    ("x.csv", '"да, да","yes\nyes"\n', [("да, да", "yes\nyes")]),
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


def test_languages_are_told_by_the_letters_or_given(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("Дом на углу\tA house on the corner\n")
    (unit,) = read_units(path)
    assert (unit.source_language, unit.target_language) == ("ru", "en")
    (unit,) = read_units(path, source_language="bg", target_language="en-GB")
    assert (unit.source_language, unit.target_language) == ("bg", "en-GB")


def test_short_rows_and_bad_lines_are_counted(tmp_path):
    report, path = ImportReport(), tmp_path / "x.tsv"
    path.write_text("source\ttarget\nда\tyes\nодно\n\t\nнет\tno\n")
    assert len(list(read_units(path, report=report))) == 2
    assert [str(r) for r in report.refusals] == ["line 3: 1 cell, too few for a pair"]
    report, path = ImportReport(), tmp_path / "x.jsonl"
    path.write_text('{"source": "да", "target": "yes"}\n{"source"\n[1]\n{"source": "", "target": ""}\n')
    assert len(list(read_units(path, report=report))) == 1
    assert [r.line for r in report.refusals] == [2, 3, 4]


def test_other_encodings_and_broken_workbooks_are_refused_in_one_line(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_bytes("да\tyes\n".encode("cp1251"))
    with pytest.raises(ReadError, match=r"x\.tsv: not UTF-8 text after 0 pairs; save it as UTF-8 first"):
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


def test_moses(tmp_path, bitext):
    from aligner.exports import export_bitext

    export_bitext(bitext, tmp_path / "x.moses.zip")
    units = list(read_units(tmp_path / "x.moses.zip"))
    assert [(u.source, u.target) for u in units] == [
        (s, t) for bead, s, t in bitext.pairs() if s and t and bead.status != "rejected"
    ]
    assert {(u.source_language, u.target_language) for u in units} == {("ru", "en")}
