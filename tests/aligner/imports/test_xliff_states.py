"""What XLIFF and the dialects of CAT tools say of a translation: status, origin, match, languages, white space."""

from __future__ import annotations

import pytest

from aligner.core.unit import Unit
from aligner.exports import export_units
from aligner.imports import ImportReport, read_units
from aligner.memory import open_memory
from aligner.memory.feed import add_file

CORE = "urn:oasis:names:tc:xliff:document:1.2"
SPACES = (
    f'xmlns="{CORE}" xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns:mq="MQXliff" xmlns:m="http://m.example"'
)
FILE = '<file original="a" source-language="ru" target-language="en" datatype="plaintext"><body>{}</body></file>'
OLD = f'<xliff version="1.2" {SPACES}>{FILE}</xliff>'
NEW = (
    '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ru" trgLang="en">'
    '<file id="f"><unit id="1">{}</unit></file></xliff>'
)


def read(tmp_path, text, report=None):
    path = tmp_path / "x.xlf"
    path.write_text(text, encoding="utf-8")
    return list(read_units(path, report=report or ImportReport()))


@pytest.mark.parametrize(
    ("unit", "target", "expected"),
    [
        ("", ' state="final"', ("confirmed", None, None)),
        ("", ' state="signed-off"', ("confirmed", None, None)),
        ("", ' state="translated"', ("draft", None, None)),
        ("", ' state="needs-review-translation" state-qualifier="exact-match"', ("draft", "memory", 100)),
        ("", ' state-qualifier="fuzzy-match"', ("draft", "memory", None)),
        ("", ' state-qualifier="mt-suggestion"', ("draft", "mt", None)),
        ("", ' state="needs-translation" state-qualifier="rejected-grammar"', ("rejected", None, None)),
        (' approved="yes"', ' state="new"', ("draft", None, None)),
        (' mq:status="ManuallyConfirmed" mq:percent="0"', "", ("confirmed", None, None)),
        (' mq:status="Pretranslated" mq:percent="87"', "", ("draft", "memory", 87)),
        (' mq:status="MachineTranslated" mq:percent="0"', "", ("draft", "mt", None)),
        (' mq:status="Rejected"', "", ("rejected", None, None)),
        (' m:confirmed="1" m:trans-origin="null"', "", ("confirmed", None, None)),
        (' m:confirmed="0" m:trans-origin="mt" m:score="0.0"', "", ("draft", "mt", None)),
        (' m:confirmed="0" m:trans-origin="tm" m:score="0.93"', "", ("draft", "memory", 93)),
        (' m:confirmed="0" m:trans-origin="TM" m:score="1.01"', "", ("draft", "memory", 101)),
    ],
)
def test_states_and_origins(tmp_path, unit, target, expected):
    body = f'<trans-unit id="1"{unit}><source>Раз.</source><target{target}>One.</target></trans-unit>'
    (made,) = read(tmp_path, OLD.format(body))
    assert (made.status, made.origin, made.match) == expected


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ('conf="ApprovedTranslation" origin="interactive"', ("confirmed", None, None)),
        ('conf="ApprovedSignOff" origin="mt"', ("confirmed", "mt", None)),
        ('conf="Draft" origin="nmt" origin-system="x"', ("draft", "mt", None)),
        ('conf="Draft" origin="tm" percent="82"', ("draft", "memory", 82)),
        ('conf="Translated" origin="tm" percent="100" text-match="SourceAndTarget"', ("draft", "memory", 101)),
        ('conf="RejectedTranslation" origin="interactive"', ("rejected", None, None)),
    ],
)
def test_levels_of_trados(tmp_path, segment, expected):
    marks = '<mrk mtype="seg" mid="1">{}</mrk> <mrk mtype="seg" mid="2">{}</mrk>'
    definitions = f'<sdl:seg-defs><sdl:seg id="1" {segment}/><sdl:seg id="2"/></sdl:seg-defs>'
    body = (
        f'<trans-unit id="u"><source>Раз. Два.</source><seg-source>{marks.format("Раз.", "Два.")}</seg-source>'
        f"<target>{marks.format('One.', 'Two.')}</target>{definitions}</trans-unit>"
    )
    one, two = read(tmp_path, OLD.format(body))
    assert (one.status, one.origin, one.match) == expected
    assert (two.status, two.origin) == ("draft", None)


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ('state="reviewed"', ("confirmed", None)),
        ('state="translated" subState="tolmach:mt"', ("draft", "mt")),
        ('state="translated" subState="acme:nmt"', ("draft", "mt")),
        ('state="initial" subState="tolmach:rejected"', ("rejected", None)),
    ],
)
def test_states_of_version_2(tmp_path, segment, expected):
    text = f"<segment {segment}><source>Раз.</source><target>One.</target></segment>"
    (unit,) = read(tmp_path, NEW.format(text))
    assert (unit.status, unit.origin) == expected


def test_a_copy_that_waits_for_its_translation_is_none(tmp_path):
    body = "".join(
        f'<trans-unit id="{state}"><source>Отмена</source><target state="{state}">Отмена</target></trans-unit>'
        for state in ("new", "needs-translation", "translated")
    )
    path = tmp_path / "in.xlf"
    path.write_text(OLD.format(body), encoding="utf-8")
    assert [unit.target for unit in read_units(path)] == ["", "", "Отмена"]
    with open_memory(str(tmp_path / "m.db")) as memory:
        assert add_file(memory, path)[1].added == 1
    (unit,) = read(tmp_path, NEW.format('<segment state="initial"><source>Да</source><target>Да</target></segment>'))
    assert unit.target == ""


def test_a_state_that_was_changed_elsewhere_counts_more_than_what_we_wrote(tmp_path):
    for name in ("x.xlf", "x.xliff"):
        path = tmp_path / name
        export_units([Unit("Раз.", "One.", "ru", "en", id="1", status="confirmed")], path)
        text = path.read_text(encoding="utf-8")
        changed = text.replace('state="final"', 'state="translated"').replace(' approved="yes"', "")
        path.write_text(changed, encoding="utf-8")
        (unit,) = read_units(path)
        assert unit.status == "draft"
        assert next(iter(read_units(path))).target == "One."


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf", "x.xliff", "x.tsv", "x.jsonl"])
def test_matches_come_back(tmp_path, name):
    units = [Unit("Раз.", "One.", "ru", "en", id="1", origin="memory", match=match) for match in (101, 100, 84, None)]
    export_units(units, tmp_path / name)
    assert [(unit.origin, unit.match) for unit in read_units(tmp_path / name)] == [("memory", u.match) for u in units]


def test_languages_are_those_of_the_texts_then_those_of_their_file(tmp_path):
    unit = '<trans-unit id="1"><source>Раз.</source><target{}>X.</target></trans-unit>'
    files = FILE.format(unit.format("")) + FILE.format(unit.format(' xml:lang="fr"')).replace(
        ' target-language="en"', ""
    )
    files += FILE.format(unit.format("")).replace(' target-language="en"', "")
    units = read(tmp_path, f'<xliff version="1.2" xmlns="{CORE}">{files}</xliff>')
    assert [(u.source_language, u.target_language) for u in units] == [("ru", "en"), ("ru", "fr"), ("ru", "und")]


def test_white_space_of_pretty_printing_is_no_text(tmp_path):
    body = (
        "<trans-unit id='1'{}><source>\n   Первая   строка\n   <g id='1'>продолжается</g>.\n  </source>"
        "<target>\n  The line\n  goes on.\n</target></trans-unit>"
    )
    (unit,) = read(tmp_path, OLD.format(body.format("")))
    assert (unit.source, unit.target) == ("Первая   строка продолжается.", "The line goes on.")
    assert [unit.source[code.start : code.end] for code in unit.source_codes] == ["продолжается"]
    (unit,) = read(tmp_path, OLD.format(body.format(" xml:space='preserve'")))
    assert unit.source == "\n   Первая   строка\n   продолжается.\n  "
