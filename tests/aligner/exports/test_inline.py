"""Inline codes in TMX, XLIFF 1.2, XLIFF 2 and JSON lines: written, read back, and carried from one to the other."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from aligner.core.code import CODE_KINDS, Code, Content
from aligner.core.unit import Unit
from aligner.exports import ExportOptions, export_units
from aligner.exports.inline import Markup, written
from aligner.exports.plain import plain_text
from aligner.formats import EXPORTS
from aligner.imports import read_units
from aligner.imports.inline import read_side
from aligner.imports.numbering import numbered

WITH_CODES = ("tmx", "xliff", "xliff2", "jsonl")
EXAMPLES = int(os.environ.get("TOLMACH_FUZZ", "25"))
SLOW = settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
texts = st.text(st.sampled_from("абв abc.,<&>\"'{%\u00a0\n"), min_size=1, max_size=24).filter(lambda t: bool(t.strip()))
readings = st.sampled_from(["", "\t", "[image]", "{name}", "12", "%s", "a & b"])
native = st.sampled_from(["", "<x>", "{\\b ", "<br class='a'/>", "<a & b>"])
addresses = st.sampled_from(["https://example.org/a?b=1&c=2", "mailto:a@example.org"])


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A text with codes as readers make them: pieces reach to the text's end, nothing breaks between two words."""
    text = draw(texts)
    codes: list[Code] = []
    for number in range(1, draw(st.integers(0, 5)) + 1):
        kind = draw(st.sampled_from(CODE_KINDS))
        start = draw(st.integers(0, len(text)))
        if draw(st.booleans()):
            beside = (text[start - 1 : start] or " ") + (text[start : start + 1] or " ")
            breaks = draw(st.booleans()) and beside.strip() != beside
            codes.append(Code(start, start, number, kind, draw(readings), breaks=breaks))  # type: ignore[arg-type]
            continue
        end = draw(st.integers(0, len(text)))
        start, end = min(start, end), max(start, end)
        if start == end:
            continue
        shape = draw(st.sampled_from(["whole", "whole", "opens", "closes"]))
        opens, closes = shape != "closes", shape != "opens"
        start, end = start if opens else 0, end if closes else len(text)
        href = draw(addresses) if kind == "link" and shape == "whole" else ""
        data = (draw(native), draw(native)) if shape == "whole" and not href else ("", "")
        data = data if data[0] else ("", "")
        keep = draw(st.booleans())
        codes.append(Code(start, end, number, kind, "", href, data, opens, closes, False, keep))  # type: ignore[arg-type]
    codes.sort(key=lambda code: (code.start, code.opens, -code.end))
    return Content(text, tuple(codes))


def essence(content: Content) -> object:
    """What must come back; where a code stands among others of one place is a matter of the file."""
    return content.text, sorted(content.codes, key=lambda code: (code.start, code.id))


def alone_in_its_place(content: Content) -> Content:
    """Codes whose tags would share a place are told apart by ``element``, which only files fill: leave them out."""
    ends = {code.end for code in content.codes if not code.alone and code.closes}
    kept = tuple(code for code in content.codes if not (code.alone and code.start in ends))
    return Content(content.text, kept)


@pytest.mark.parametrize("name", WITH_CODES)
@SLOW
@given(source=contents(), target=contents())
@example(source=Content("ab", (Code(0, 2, 1, "bold"), Code(1, 1, 2, "tab", "\t", breaks=False))), target=Content("x"))
@example(
    source=Content("abc", (Code(0, 2, 1, "bold"), Code(1, 3, 2, "italic"))),
    target=Content("x", (Code(0, 1, 2, "italic"),)),
)
def test_codes_come_back(name: str, source: Content, target: Content, tmp_path: Path) -> None:
    source, target = alone_in_its_place(source), alone_in_its_place(target)
    unit = Unit(source.text, target.text, "ru", "en", id="d-1", source_codes=source.codes, target_codes=target.codes)
    path = tmp_path / f"x{EXPORTS[name].extension}"
    export_units([unit], path, name)
    (back,) = read_units(path, name)
    assert essence(back.source_content) == essence(source)
    assert essence(back.target_content) == essence(target)


@SLOW
@given(source=contents())
def test_a_tour_through_the_formats_keeps_what_codes_are(source: Content, tmp_path: Path) -> None:
    unit = Unit(source.text, "x", "ru", "en", id="d-1", source_codes=alone_in_its_place(source).codes)
    for name in (*WITH_CODES, "tmx"):
        path = tmp_path / f"x{EXPORTS[name].extension}"
        export_units([unit], path, name)
        (unit,) = read_units(path, name)
    bare = [replace(code, element=()) for code in unit.source_codes]
    assert sorted(bare, key=lambda c: (c.start, c.id)) == essence(alone_in_its_place(source))[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("dialect", "inside"),
    [
        ("tmx", "раз<ph>&lt;br/&gt;</ph>два"),
        ("tmx", 'до <bpt i="1" x="7">&lt;b&gt;</bpt>жирный<ept i="1">&lt;/b&gt;</ept> после'),
        ("tmx", '<bpt i="1">{</bpt>а <bpt i="2">[</bpt>б<ept i="1">}</ept> в<ept i="2">]</ept>'),
        ("tmx", '<it pos="begin" x="4" type="bold"/>раз <hi type="x-term">два</hi> <ut>{\\b}</ut>три'),
        ("tmx", 'раз<it pos="end" x="4">&lt;/i&gt;</it> два'),
        ("xliff", '<g id="1">Да<x id="2"/></g>, <x id="INTERPOLATION" equiv-text="{{ имя }}"/>!'),
        ("xliff", 'a<x id="1" ctype="lb"/><x id="2" ctype="lb"/>b <g id="3" ctype="bold">c<x id="4" ctype="lb"/></g>d'),
        (
            "xliff",
            '<bx id="3"/>a<g id="9">b<ex id="3"/>c</g> <bpt id="5" rid="a">&lt;i&gt;</bpt>d<ept id="6" rid="a"/>',
        ),
        (
            "xliff",
            '<g id="1"><g id="2"><g id="3">глубоко</g></g></g><x id="1" xid="a"/><mrk mtype="protected">К2</mrk>',
        ),
        ("xliff", '<g id="1"><bpt id="2">[</bpt>a<ept id="2">]</ept></g><ph id="3" ctype="x-br">&lt;br&gt;</ph>'),
        ("xliff2", '<pc id="1" type="fmt" subType="xlf:b">да<ph id="2" canDelete="no"/></pc>, <cp hex="0007"/>нет'),
        ("xliff2", '<sc id="3"/>x<pc id="5">y<ec startRef="3"/>z</pc><mrk id="m" translate="no">Код</mrk>'),
        ("xliff2", '<sc id="1" isolated="yes"/>раз <ph id="p1" equiv="[файл]" disp="файл"/>два'),
    ],
)
def test_elements_of_other_programs_are_written_as_they_were(dialect, inside):
    side = read_side(etree.fromstring(f"<s>{inside}</s>"), dialect)
    from aligner.exports.xliff2 import content as with_cp

    (content,) = numbered([side], dialect)
    assert written(content, Markup(dialect, with_cp) if dialect == "xliff2" else Markup(dialect)) == inside


@pytest.mark.parametrize(
    ("dialect", "inside", "plain"),
    [
        ("xliff", 'Файл выбран.<x id="1" ctype="lb"/>Дальше', "Файл выбран. Дальше"),
        ("xliff", 'Файл выбран.<x id="LINE_BREAK" ctype="x-br" equiv-text="&lt;br&gt;"/>Дальше', "Файл выбран. Дальше"),
        ("xliff", 'Файл<x id="1" ctype="image"/>ы', "Файлы"),
        ("tmx", "Цвет:<ph>\t</ph>синий", "Цвет: синий"),
        ("tmx", "Цвет:<ph>\\n</ph> синий", "Цвет: синий"),
        ("tmx", "Нажмите <ph>&lt;img/&gt;</ph> сейчас.", "Нажмите сейчас."),
        ("xliff2", 'Да<ph id="1" type="fmt" subType="xlf:lb"/>нет', "Да нет"),
    ],
)
def test_words_never_grow_together(dialect, inside, plain):
    (content,) = numbered([read_side(etree.fromstring(f"<s>{inside}</s>"), dialect)], dialect)
    assert plain_text(content) == plain


@pytest.mark.parametrize("name", ["xliff", "xliff2"])
def test_a_target_of_codes_alone_and_blank_markup_come_back(name, tmp_path):
    path = tmp_path / "x.xlf"
    path.write_text(
        '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ru" trgLang="en"><file id="f">'
        '<unit id="1"><originalData><data id="d1">  </data></originalData><segment><source>Да.<ph id="1" dataRef="d1"/>'
        '</source><target><ph id="1" dataRef="d1"/></target></segment></unit></file></xliff>',
        encoding="utf-8",
    )
    (unit,) = read_units(path)
    assert [code.equiv for code in unit.target_codes] == ["  "]
    export_units([unit], tmp_path / "y.xlf", name)
    (back,) = read_units(tmp_path / "y.xlf")
    assert [(c.id, c.equiv) for c in back.target_codes] == [(c.id, c.equiv) for c in unit.target_codes]


@pytest.mark.parametrize("name", ["tsv", "csv", "moses"])
def test_codes_that_a_format_cannot_hold_are_counted(name, tmp_path):
    unit = Unit(
        "Один два", "One two", "ru", "en", source_codes=(Code(0, 4, 1, "bold"),), target_codes=(Code(0, 3, 1, "bold"),)
    )
    assert export_units([unit], tmp_path / "x", name).dropped_codes == 2
    report = export_units([unit], tmp_path / "x.tmx", "tmx", ExportOptions(plain=True))
    assert report.dropped_codes == 2
    assert "bpt" not in (tmp_path / "x.tmx").read_text(encoding="utf-8")
    assert export_units([unit], tmp_path / "x.tmx", "tmx").dropped_codes == 0
    assert "<bpt" in (tmp_path / "x.tmx").read_text(encoding="utf-8")


def test_texts_inside_codes_are_pairs_of_their_own(tmp_path):
    path = tmp_path / "x.tmx"
    code = '<ph x="1">&lt;a title="<sub>{}</sub>"&gt;</ph>'
    path.write_text(
        '<tmx version="1.4"><header srclang="ru"/><body><tu tuid="t"><tuv xml:lang="ru"><seg>Жмите '
        f'{code.format("Вход")} тут.</seg></tuv><tuv xml:lang="en"><seg>Press {code.format("Entry")} here.</seg></tuv>'
        "</tu></body></tmx>",
        encoding="utf-8",
    )
    assert [(unit.id, unit.source, unit.target) for unit in read_units(path)] == [
        ("t", "Жмите  тут.", "Press  here."),
        ("t-sub1", "Вход", "Entry"),
    ]


def test_thousands_of_codes_at_one_place_take_linear_time():
    many = 10_000
    for inside in (
        '<x id="1"/>' * many,
        '<it id="1" pos="close"/>' * many,
        '<bx id="1"/>' * many,
        "a<ex id='1'/>" * many,
    ):
        side = read_side(etree.fromstring(f"<s>{inside}</s>"), "xliff")
        (content,) = numbered([side], "xliff")
        assert len(content.codes) == many
        assert written(content, Markup("xliff"))
