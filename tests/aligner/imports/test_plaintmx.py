"""What the pattern takes from a TMX file is what the XML parser would, whatever the file holds, damage included."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aligner.errors import ReadError
from aligner.imports import ImportReport, plaintmx
from aligner.imports.parsing import parse_units

LONG = (
    '<tu tuid="1" creationdate="20240102T030405Z" creationid="MT!x"><note>а &amp; б</note>'
    '<prop type="x-document">д</prop>\n<prop type="p" o-encoding="x">v&lt;</prop>\r\n'
    '<tuv xml:lang="ru" creationid="я"><prop type="q">z</prop><seg>один&gt;\r\nдва</seg></tuv>'
    ' <tuv lang="en"><seg>one &amp;lt; two</seg></tuv>\n</tu>'
)
PIECES = (
    '<tu tuid="a&quot;b"><tuv xml:lang="ru"><seg>да</seg></tuv><tuv xml:lang="en"><seg>yes</seg></tuv></tu>',
    LONG,
    '<tu\n srclang="en"><tuv xml:lang="en"><seg>b</seg></tuv><tuv xml:lang="ru"><seg>б</seg></tuv></tu>',
    '<tu><tuv xml:lang="ru"><seg>a<ph>{1}</ph>b</seg></tuv><tuv xml:lang="en"><seg>c</seg></tuv></tu>',
    '<tu><tuv xml:lang="ru"><seg>x</seg></tuv><tuv lang="en"><seg>y</seg></tuv><tuv xml:lang="de"><seg/></tuv></tu>',
    '<tu><tuv xml:lang="de"><seg>x</seg></tuv><tuv xml:lang="en"><seg>y</seg></tuv></tu>',
    '<tu><tuv><seg>x</seg></tuv><tuv xml:lang="en"><seg>y</seg></tuv></tu>',
    '<tu><tuv xml:lang="ru"><seg></seg></tuv><tuv xml:lang="en"><seg></seg></tuv></tu>',
    '<tu a="1" a="2"><tuv xml:lang="ru"><seg>x</seg></tuv><tuv xml:lang="en"><seg>y</seg></tuv></tu>',
    '<tu tuid="t\tt"><tuv xml:lang="ru"><seg>&#1078;</seg></tuv><tuv xml:lang="en"><seg>z</seg></tuv></tu>',
    '<tu><tuv xml:lang="ru"><seg>x</seg></tuv></tu>',
    '<x:tu xmlns:x="y"><x:tuv xml:lang="ru"><seg>x</seg></x:tuv></x:tu>',
    '<tu><tuv xml:lang="ru"><seg>x</seg></tuv><tuv xml:lang="en"><seg>y</seg></tuv></tu >',
    '<!-- <tu><tuv xml:lang="ru"><seg>x</seg></tuv><tuv xml:lang="en"><seg>y</seg></tuv></tu> -->',
    *("<!-- </tu> ", "-->", "<![CDATA[", "]]>", "<tu>", "</tu>", "<x>", "</x>", "&nbsp;", "&amp;", "\x0b", "\ufffe"),
    *(
        "<?pi </tu> ?>",
        "</body>",
        "<body>",
        '<tu xmlns="x"/>',
        "<seg>",
        "\r",
        "\x1f",
        "\xa0",
        "\n",
        "text",
        "<tu></tu>",
    ),
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
    '<header srclang="ru" o-encoding="UTF-16"/>\n<body>\n'
)
HEADS = (
    HEAD,
    '\ufeff<tmx version="1.4"><header srclang="*all*"><note>n</note></header><body>',
    '<?xml version="1.0" encoding="iso-8859-1"?><tmx><header srclang="ru"/><body>',
    '<!DOCTYPE tmx [<!ATTLIST tu srclang CDATA "en"><!ENTITY nbsp "!">]><tmx><header/><body>',
    "<tmx><body><header srclang='ru'/>",
    '<tmx xmlns="urn:x"><header srclang="ru"/><!-- <body> --><body>',
    '<!-- <header/><body> <tu></tu> --><tmx><header srclang="ru"/><body>',
    "<html><header/><body>",
)


def read(path: Path) -> tuple[list[object], str, list[str]]:
    """Units, the error's message if there is one, and the refusals."""
    report, units, message = ImportReport(), [], ""
    try:
        for unit in parse_units(path, "tmx", report):
            units.append(unit)
    except ReadError as error:
        message = str(error)
    return units, message, [*map(str, report.refusals), str(report.read), str(report.refused)]


def both(path: Path) -> tuple[object, object]:
    """What is read, and what the parser alone reads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plaintmx, "PIECE", 40)  # so that pieces end everywhere
        quick = read(path)
        patch.setattr(plaintmx, "_BODY", re.compile(b"(?!)"))
        return quick, read(path)


@settings(max_examples=int(os.environ.get("TOLMACH_FUZZ", "150")), deadline=None)
@given(
    st.sampled_from(HEADS[:2]) | st.sampled_from(HEADS),
    st.lists(st.sampled_from(PIECES[:8]) | st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["\n", "", "\r\n"]),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=2)), max_size=2),
)
def test_the_same_as_by_the_parser_alone(tmp_path_factory, head, pieces, between, damage):
    data = bytearray((head + between.join(pieces) + between + "</body></tmx>").encode())
    for at, put in damage:
        data[at % len(data) : at % len(data) + len(put)] = put
    # A DTD elsewhere might define any entity; whether it is asked for depends on the pieces that the parser is given.
    elsewhere = b"SYSTEM" in data and plaintmx._SPECIAL.search(data)
    assume(not (elsewhere and plaintmx._UNDEFINED.search(data)))
    path = tmp_path_factory.getbasetemp() / "x.tmx"
    path.write_bytes(data)
    quick, whole = both(path)
    assert quick == whole


@pytest.mark.parametrize("head", [HEADS[1], HEADS[5]])
@pytest.mark.parametrize("name", [":uot", "uot", "_x", "я", "x.y-z"])
def test_an_entity_that_nobody_defined_is_named_by_both(tmp_path, head, name):
    path = tmp_path / "x.tmx"
    path.write_text(
        "\n".join((head, PIECES[0], PIECES[0].replace("quot", name), PIECES[0], "</body></tmx>")), encoding="utf-8"
    )
    quick, whole = both(path)
    assert quick == whole
    assert len(quick[0]) == 1
    assert f"the entity &{name}; is not defined" in quick[1]


def test_a_control_character_before_the_first_unit_is_refused_before_it(tmp_path):
    path = tmp_path / "x.tmx"
    path.write_text(f"{HEADS[0]}\x0b{PIECES[0]}</body></tmx>", encoding="utf-8")
    quick, whole = both(path)
    assert quick == whole
    assert "0 pairs were read before it" in quick[1]


def test_plain_units_never_see_the_parser(tmp_path, monkeypatch):
    """The test above would pass as well if the pattern took nothing."""
    path = tmp_path / "x.tmx"
    path.write_text(
        HEADS[1] + "\n".join([PIECES[5], LONG] * 50) + PIECES[3] + PIECES[5] + "</body></tmx>", encoding="utf-8"
    )
    given: list[bytes] = []
    parsed = plaintmx.TmxReader.parsed

    def noted(self, data, *, last=False):
        given.append(data)
        return parsed(self, data, last=last)

    monkeypatch.setattr(plaintmx.TmxReader, "parsed", noted)
    units = list(parse_units(path, "tmx", ImportReport()))
    assert len(units) == 102
    assert units[1].source == "один>\nдва"
    assert units[1].target == "one &lt; two"
    assert b"".join(given).count(b"<tu ") + b"".join(given).count(b"<tu>") == 1


def test_a_unit_longer_than_a_piece(tmp_path):
    path = tmp_path / "x.tmx"
    long = PIECES[0].replace("да", "да" * 500_000)
    path.write_text(HEADS[0] + PIECES[0] + long + PIECES[0] + "\n</body></tmx>", encoding="utf-8")
    assert [len(unit.source) for unit in parse_units(path, "tmx", ImportReport())] == [2, 1_000_000, 2]
