"""Bitext files read by a child process: the same units as here, errors and refusals as they are, within limits."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from hostile_files import cell, workbook, workbook_with_a_gap, zipped

from aligner.core.serial import bitext_to_json, unit_from_row, unit_to_row
from aligner.core.unit import units_of
from aligner.errors import LimitError, ReadError
from aligner.exports import export_bitext
from aligner.imports import ImportReport, parsing, read_bitext, read_units, reader_of
from aligner.imports.parsing import parse_units
from aligner.readers.limits import Limits

RU = '<tuv xml:lang="ru"><seg>%s</seg></tuv>'
EN = '<tuv xml:lang="en"><seg>%s</seg></tuv>'
TMX = f'<tmx version="1.4"><header srclang="ru"/><body><tu>{RU}{EN}</tu></body></tmx>'
XLIFF = (
    '<xliff version="1.2"><file source-language="ru" target-language="en"><body><trans-unit id="1"><source>%s</source>'
    "<target>%s</target></trans-unit></body></file></xliff>"
)


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf", "x.tsv", "x.csv", "x.xlsx", "x.jsonl", "x.json", "x.moses.zip"])
def test_the_same_units_as_here(tmp_path: Path, bitext, name: str) -> None:
    path = tmp_path / name
    export_bitext(bitext, path)
    reports = ImportReport(), ImportReport()
    expected = list(parse_units(path, reader_of(path), reports[0]))
    assert list(read_units(path, report=reports[1])) == expected
    assert reports[1] == reports[0]
    assert read_bitext(path).source.language == "ru"


def test_units_go_through_json_and_back(bitext, hostile) -> None:
    for one in (bitext, hostile):
        for _, unit in units_of(one):
            assert unit_from_row(json.loads(json.dumps(unit_to_row(unit)))) == unit


def test_units_come_in_batches(tmp_path: Path) -> None:
    """So that a file of any length takes little memory; what stands before a fault comes before the error."""
    path = tmp_path / "x.tmx"
    head, end = TMX.split("<tu>")[0], "<tu>&nothing;</tu></body></tmx>"
    path.write_text(head + f"<tu>{RU}{EN}</tu>\n" % ("а" * 9000, "b" * 9000) * 200 + end, encoding="utf-8")
    batches = parsing.units_in_child(
        b"", folder=str(tmp_path), path="x.tmx", form="tmx", source_language="", target_language=""
    )
    sizes = []
    with pytest.raises(ReadError, match="200 pairs were read before it"):
        sizes += [len(rows) for rows, _ in batches]
    units = read_units(path)
    assert [unit.source for unit in islice(units, 200)] == ["а" * 9000] * 200
    with pytest.raises(ReadError, match=r"x\.tmx: line 201"):
        next(units)


def test_messages_name_the_file_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.tmx").write_text("<tmx>", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        list(read_units("x.tmx"))
    assert str(caught.value).startswith("x.tmx: line 1")


@pytest.mark.parametrize("depth", [2000, 50_000])
@pytest.mark.parametrize(("name", "text", "mark"), [("x.tmx", TMX, "hi"), ("x.xlf", XLIFF, "g")])
def test_marks_nested_thousands_deep_are_read_or_refused(
    tmp_path: Path, name: str, text: str, mark: str, depth: int
) -> None:
    path = tmp_path / name
    path.write_text(text % (f"<{mark}>" * depth + "дом" + f"</{mark}>" * depth, "house"), encoding="utf-8")
    if depth > 2047:  # the parser's own limit
        with pytest.raises(ReadError, match=r"^x\.\w+: line 1"):
            list(read_units(path))
    else:
        (unit,) = read_units(path)
        assert (unit.source, unit.target) == ("дом", "house")


@pytest.mark.parametrize("text", ['{"format":"tolmach-bitext","version":%s}', "%s", "[%s]"])
def test_integers_of_thousands_of_digits_are_no_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text % ("1" * 5000), encoding="utf-8")
    with pytest.raises(ReadError, match=r"^x\.json: not JSON"):
        read_bitext(path)


def test_json_without_loss(tmp_path: Path, hostile) -> None:
    path = tmp_path / "x.json"
    path.write_text(bitext_to_json(hostile), encoding="utf-8", errors="surrogatepass")
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        pytest.skip("half a surrogate pair is no UTF-8")
    assert read_bitext(path) == hostile


def test_a_workbook_with_a_gap_of_two_thousand_million_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook_with_a_gap())
    assert path.stat().st_size < 2000
    with pytest.raises(ReadError, match=r"^x\.xlsx: more than 100000 empty rows"):
        list(read_units(path))


def test_a_workbook_with_cells_far_to_the_right(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    row = '<row r="{0}">' + cell("да", "A{0}") + cell("yes", "B{0}") + cell("x", "XFD{0}") + "</row>"
    path.write_bytes(workbook("".join(row.format(number) for number in range(1, 3001))))
    assert len(list(read_units(path, limits=Limits(seconds=30)))) == 3000


def test_a_workbook_that_would_unpack_to_far_more_than_it_is_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(f'<row r="1">{cell("да", "A1")}{cell("y" * 20_000_000, "B1")}</row>'))
    with pytest.raises(ReadError, match=r"^x\.xlsx: would unpack to 20 MB from 0 MB; this looks like a zip bomb"):
        list(read_units(path))


def test_a_zip_of_one_endless_line(tmp_path: Path) -> None:
    path = tmp_path / "x.moses.zip"
    path.write_bytes(zipped({"x.ru": "а" * 100_000_000, "x.en": "b\n"}))
    assert path.stat().st_size < 500_000
    with pytest.raises(LimitError, match="takes more than 256 MB of memory to read"):
        list(read_units(path, limits=Limits(memory_bytes=256 << 20)))


@pytest.mark.parametrize("rows", ["", '<row r="1">' + cell("да", "XFD1") + "</row>"])
def test_a_workbook_without_text_where_pairs_stand_is_told(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(workbook(rows))
    with pytest.raises(ReadError, match=r"^x\.xlsx: its first sheet has no text in its first 64 columns"):
        list(read_units(path))
