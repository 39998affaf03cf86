"""XLIFF from other programs: 1.2 with states and segments, 2.x, damage."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from commands import tolmach

from aligner.errors import ReadError
from aligner.imports import ImportReport, read_units

OLD = (
    '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    '<file original="a.docx" source-language="ru" target-language="en" datatype="plaintext">'
    "<body>{}</body></file></xliff>"
)
NEW = (
    '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ru" trgLang="en">'
    '<file id="f1" original="b.docx">{}</file></xliff>'
)


def read(tmp_path, text, report=None):
    path = tmp_path / "x.xlf"
    path.write_text(text, encoding="utf-8")
    return list(read_units(path, report=report or ImportReport()))


def test_states_say_origin_and_verdict(tmp_path):
    body = (
        '<trans-unit id="1"><source>раз</source></trans-unit>'
        '<trans-unit id="2"><source>два</source>'
        '<target state="needs-review-translation" state-qualifier="leveraged-mt">'
        "two</target><note>sic</note></trans-unit>"
        '<group><trans-unit id="3" approved="yes"><source>три</source><target>three</target></trans-unit></group>'
        '<trans-unit id="4"><source>четыре</source><target state="signed-off">four</target></trans-unit>'
    )
    units = read(tmp_path, OLD.format(body))
    assert [(u.id, u.source, u.target, u.origin, u.status, u.note) for u in units] == [
        ("1", "раз", "", None, "draft", ""),
        ("2", "два", "two", "mt", "draft", "sic"),
        ("3", "три", "three", None, "confirmed", ""),
        ("4", "четыре", "four", None, "confirmed", ""),
    ]
    assert {(u.source_language, u.target_language, u.document) for u in units} == {("ru", "en", "a.docx")}


def test_inline_elements(tmp_path):
    body = (
        '<trans-unit id="1"><source><g id="1">Жирный</g> и<x id="2"/> <bpt id="3">&lt;i></bpt>косой'
        '<ept id="3">&lt;/i></ept></source></trans-unit>'
    )
    assert read(tmp_path, OLD.format(body))[0].source == "Жирный и косой"
    body = (
        '<unit id="1"><segment><source><pc id="1">Жирный</pc> и<ph id="2"/> <mrk id="m">метка</mrk><cp hex="0007"/>'
        "</source></segment></unit>"
    )
    assert read(tmp_path, NEW.format(body))[0].source == "Жирный и метка\x07"


def test_marked_segments_are_units_of_their_own(tmp_path):
    body = (
        '<trans-unit id="t"><source>Раз. Два.</source><seg-source><mrk mtype="seg" mid="1">Раз.</mrk> '
        '<mrk mtype="seg" mid="2">Два.</mrk></seg-source><target><mrk mtype="seg" mid="1">One.</mrk> '
        '<mrk mtype="seg" mid="2">Two.</mrk></target></trans-unit>'
    )
    assert [(u.id, u.source, u.target) for u in read(tmp_path, OLD.format(body))] == [
        ("t-1", "Раз.", "One."),
        ("t-2", "Два.", "Two."),
    ]


def test_version_2_segments_and_states(tmp_path):
    body = (
        '<unit id="u"><notes><note>sic</note></notes><segment id="a" state="final"><source>Раз.</source>'
        "<target>One.</target></segment><ignorable><source> </source></ignorable>"
        '<segment state="translated"><source>Два.</source></segment></unit>'
    )
    assert [(u.id, u.source, u.target, u.status, u.note) for u in read(tmp_path, NEW.format(body))] == [
        ("u-a", "Раз.", "One.", "confirmed", "sic"),
        ("u-2", "Два.", "", "draft", "sic"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tmx/>", "not XLIFF"),
        ("<xliff version='1.2'><file>", "line 1"),
        ('<xliff version="3.0"/>', r"XLIFF 3\.0 is not known; versions 1\.0 to 2\.1 are read"),
    ],
)
def test_files_of_another_kind(tmp_path, text, message):
    with pytest.raises(ReadError, match=message):
        read(tmp_path, text)


def test_an_empty_unit_is_counted(tmp_path):
    report = ImportReport()
    assert read(tmp_path, OLD.format('<trans-unit id="1"><source/></trans-unit>'), report) == []
    assert report.refused == 1


SEGMENTED = (
    "<source>Склад закрыт. Ключ у сторожа.</source><seg-source>"
    '<mrk mtype="seg" mid="1">Склад закрыт.</mrk> <mrk mtype="seg" mid="2">Ключ у сторожа.</mrk></seg-source>'
)
WHOLE = [("1", "Склад закрыт. Ключ у сторожа.", "The store is closed. The watchman has the key.")]


FIRST, SECOND = "The store is closed.", "The watchman has the key."


def marked(mid: str, text: str) -> str:
    """A segment."""
    return f'<mrk mtype="seg" mid="{mid}">{text}</mrk>'


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (f"<target>{FIRST} {SECOND}</target>", WHOLE),
        (f"<target>{marked('1', FIRST + ' ' + SECOND)}</target>", None),
        (f"<target>{marked('1', FIRST)} {SECOND}</target>", WHOLE),
        (f"<target>{marked('a', FIRST)} {marked('b', SECOND)}</target>", WHOLE),
        (f"<target>{marked('1', FIRST)} {marked('1', SECOND)}</target>", WHOLE),
        (f'<target><g id="1">{FIRST}</g> {marked("2", SECOND)}</target>', WHOLE),
        (
            f"<target>\n  {marked('2', SECOND)}\n</target>",
            [("1-1", "Склад закрыт.", ""), ("1-2", "Ключ у сторожа.", SECOND)],
        ),
        ("<target/>", [("1-1", "Склад закрыт.", ""), ("1-2", "Ключ у сторожа.", "")]),
        ("", [("1-1", "Склад закрыт.", ""), ("1-2", "Ключ у сторожа.", "")]),
    ],
)
def test_a_translation_that_is_not_divided_like_its_source_is_kept(tmp_path, target, expected):
    report = ImportReport()
    units = read(tmp_path, OLD.format(f'<trans-unit id="1">{SEGMENTED}{target}</trans-unit>'), report)
    if expected is not None:
        assert [(unit.id, unit.source, unit.target) for unit in units] == expected
    assert " ".join(unit.target for unit in units if unit.target) == " ".join(
        " ".join(ElementTree.fromstring(target or "<target/>").itertext()).split()
    )
    said = ["line 1: the translation is not divided into segments like its source; one pair was made"]
    assert [str(remark) for remark in report.remarks] == (said if expected is WHOLE else [])


def test_source_text_outside_of_its_segments_is_kept(tmp_path):
    source = '<source>Раз. Два. Три.</source><seg-source>Раз. <mrk mtype="seg" mid="1">Два.</mrk> <mrk mtype="seg" '
    body = f'<trans-unit id="1">{source}mid="2">Три.</mrk></seg-source><target>One. Two. Three.</target></trans-unit>'
    assert [(unit.source, unit.target) for unit in read(tmp_path, OLD.format(body))] == [
        ("Раз. Два. Три.", "One. Two. Three.")
    ]


def test_what_is_remarkable_is_said_on_the_command_line(tmp_path):
    path = tmp_path / "in.xlf"
    target = "<target>The store is closed. The watchman has the key.</target>"
    path.write_text(OLD.format(f'<trans-unit id="1">{SEGMENTED}{target}</trans-unit>'), encoding="utf-8")
    done = tolmach("convert", str(path), str(tmp_path / "o.tsv"))
    assert done.code == 0
    assert "in.xlf: line 1: the translation is not divided into segments like its source" in done.err
    assert "The store is closed. The watchman has the key." in (tmp_path / "o.tsv").read_text(encoding="utf-8")
