"""TMX from other programs: versions, encodings, inline codes, damage."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aligner.errors import ReadError
from aligner.imports import ImportReport, read_bitext, read_units
from aligner.imports.tmx import same


def file(tmp_path: Path, body: str, *, version: str = "1.4", srclang: str = "ru", encoding: str = "utf-8") -> Path:
    path = tmp_path / "x.tmx"
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    head = f'{declaration}<tmx version="{version}">\n<header srclang="{srclang}"/>\n<body>\n'
    path.write_bytes((head + body + "\n</body>\n</tmx>\n").encode(encoding))
    return path


def pair(source: str, target: str, *, extra: str = "", attributes: str = "") -> str:
    return (
        f'<tu{attributes}>{extra}<tuv xml:lang="ru"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{target}</seg></tuv></tu>'
    )


def texts(path: Path, **choices: str) -> list[tuple[str, str]]:
    return [(unit.source, unit.target) for unit in read_units(path, **choices)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1251", "koi8-r"])
def test_encodings(tmp_path, encoding):
    path = tmp_path / "x.tmx"
    name = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16"}.get(encoding, encoding)
    body = f'<header srclang="ru"/><body>{pair("да", "yes")}</body>'
    text = f'<?xml version="1.0" encoding="{name}"?>\n<tmx version="1.4">{body}</tmx>'
    data = text.encode(encoding)
    path.write_bytes(b"\xff\xfe" + data if encoding == "utf-16-le" else data)
    assert texts(path) == [("да", "yes")]


@pytest.mark.parametrize(
    ("seg", "expected"),
    [
        ("до <bpt i='1'>&lt;b&gt;</bpt>жирный<ept i='1'>&lt;/b&gt;</ept> после", "до жирный после"),
        ("раз<ph>&lt;br/&gt;</ph>два", "раз два"),
        ("раз<ph type='image'/>два", "раздва"),
        ("<ut>{\\b </ut>старый<ut>}</ut>", "старый"),
        ("<it pos='begin'>&lt;i&gt;</it>один", "один"),
        ("<hi type='b'>выделено</hi> нет", "выделено нет"),
        ("<!-- примечание -->текст", "текст"),
        ("<![CDATA[a < b & c]]>", "a < b & c"),
        ("  края  ", "  края  "),
        ("a&#13;b&#10;c&#9;d", "a\rb\nc\td"),
        ("&lt;g&gt;", "<g>"),
    ],
)
def test_the_text_beside_inline_codes(tmp_path, seg, expected):
    assert texts(file(tmp_path, pair(seg, "x"))) == [(expected, "x")]


def test_version_1_1_with_the_old_language_attribute_and_a_dtd(tmp_path):
    path = tmp_path / "old.tmx"
    path.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx11.dtd">\n<tmx version="1.1"><header srclang="EN-US"/><body>'
        '<tu><tuv lang="EN-US"><seg>yes</seg></tuv><tuv lang="RU-RU"><seg>да</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    (unit,) = read_units(path)
    assert (unit.source, unit.source_language, unit.target, unit.target_language) == ("yes", "EN-US", "да", "RU-RU")


def test_the_source_is_told_by_srclang_and_can_be_chosen(tmp_path):
    path = file(tmp_path, pair("да", "yes"), srclang="en")
    assert texts(path) == [("yes", "да")]
    assert texts(path, source_language="ru") == [("да", "yes")]
    assert texts(file(tmp_path, pair("да", "yes"), srclang="*all*")) == [("да", "yes")]
    assert texts(file(tmp_path, pair("да", "yes", attributes=' srclang="en"'))) == [("yes", "да")]


@pytest.mark.parametrize(
    ("srclang", "tags", "chosen"),
    [
        ("en-US", ("en-GB", "ru"), 0),
        ("en-US", ("en", "en-US"), 1),
        ("en_US", ("ru", "en-us"), 1),
        ("EN", ("ru-RU", "en-GB"), 1),
        ("en", ("rue", "en"), 1),
        ("*all*", ("de", "en"), 0),
        ("", ("de", "en"), 0),
    ],
)
def test_the_country_matters_only_where_there_is_a_choice(tmp_path, srclang, tags, chosen):
    body = "<tu>" + "".join(f'<tuv xml:lang="{tag}"><seg>{tag}</seg></tuv>' for tag in tags) + "</tu>"
    assert [source for source, _ in texts(file(tmp_path, body, srclang=srclang))] == [tags[chosen]]


@pytest.mark.parametrize(
    ("attributes", "origin"),
    [
        (' creationid="MT!x"', "mt"),
        (' creationid="anna" changeid="MT!x"', "mt"),
        (' creationid="MT!x" changeid="anna"', None),
        (' creationid="anna"', None),
    ],
)
def test_a_machine_s_output_is_told_by_who_touched_it_last(tmp_path, attributes, origin):
    (unit,) = read_units(file(tmp_path, pair("да", "yes", attributes=attributes)))
    assert unit.origin == origin


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20240102T030405Z", (2024, 1, 2, 3, 4, 5)),
        ("2024-01-02T03:04:05Z", (2024, 1, 2, 3, 4, 5)),
        ("2024-01-02T03:04:05.678901+03:00", (2024, 1, 2, 0, 4, 5)),
        ("20240102T030405", (2024, 1, 2, 3, 4, 5)),
        ("20240102", None),
        ("20241302T030405Z", None),
        ("yesterday", None),
    ],
)
def test_dates(tmp_path, text, expected):
    (unit,) = read_units(file(tmp_path, pair("да", "yes", attributes=f' creationdate="{text}"')))
    assert unit.created == (datetime(*expected, tzinfo=UTC) if expected else None)


def test_more_languages_give_a_unit_each_or_the_one_chosen(tmp_path):
    body = pair("да", "yes").replace("</tu>", '<tuv xml:lang="de"><seg>ja</seg></tuv></tu>')
    assert texts(file(tmp_path, body)) == [("да", "yes"), ("да", "ja")]
    assert texts(file(tmp_path, body), target_language="de") == [("да", "ja")]


@pytest.mark.parametrize(
    ("tag", "wanted", "expected"),
    [
        ("ru-RU", "ru", True),
        ("ru", "RU-ru", True),
        ("en-US", "en-GB", False),
        ("en_US", "en-us", True),
        ("rue", "ru", False),
    ],
)
def test_languages_match_as_in_other_programs(tag, wanted, expected):
    assert same(tag, wanted) is expected


def test_what_other_programs_say_of_a_unit_is_kept(tmp_path):
    extra = '<note>спорно</note><prop type="x-project">Севастополь</prop><prop type="x-align-score">2</prop>'
    attributes = ' tuid="a-1" creationdate="20240102T030405Z" creationid="MT!engine" changedate="2024-01-03T00:00:00Z"'
    (unit,) = read_units(file(tmp_path, pair("да", "yes", extra=extra, attributes=attributes)))
    assert unit.id == "a-1"
    assert unit.note == "спорно"
    assert unit.origin == "mt"
    assert unit.created == datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert unit.changed == datetime(2024, 1, 3, tzinfo=UTC)
    assert unit.properties == (("x-project", "Севастополь"),)
    assert unit.confidence is None


def test_a_refused_pair_has_its_line_and_reason_and_the_rest_is_read(tmp_path):
    body = "\n".join(
        [
            pair("да", "yes"),
            '<tu><tuv xml:lang="ru"><seg>одна</seg></tuv></tu>',
            '<tu><tuv><seg>без языка</seg></tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu>',
            '<tu><tuv xml:lang="ru">без сегмента</tuv><tuv xml:lang="en"><seg>x</seg></tuv></tu>',
            pair("", ""),
            '<tu><tuv xml:lang="de"><seg>ja</seg></tuv><tuv xml:lang="en"><seg>yes</seg></tuv></tu>',
            pair("нет", "no"),
        ]
    )
    report = ImportReport()
    assert [u.target for u in read_units(file(tmp_path, body), report=report)] == ["yes", "no"]
    assert (report.read, report.refused) == (2, 5)
    assert [str(refusal) for refusal in report.refusals] == [
        "line 6: 1 language, two are needed",
        "line 7: a <tuv> has no language",
        "line 8: a <tuv> has no <seg>",
        "line 9: both segments are empty",
        "line 10: no <tuv> in the source language ru",
    ]


def test_broken_xml_says_the_line_and_counts_the_rest(tmp_path):
    body = "\n".join([pair("да", "yes"), "<tu><tuv></tu>", pair("нет", "no"), pair("так", "so")])
    with pytest.raises(
        ReadError, match=r"x\.tmx: line 6: .*mismatch.*; 1 pairs were read before it, about 2 follow; correct"
    ):
        list(read_units(file(tmp_path, body)))


def test_an_entity_that_nobody_defined_is_named(tmp_path):
    body = "\n".join([pair("да", "yes"), pair("раз&nbsp;два", "x"), pair("нет", "no")])
    with pytest.raises(ReadError, match=r"line 6: the entity &nbsp; is not defined; .*; 1 pairs were .*, about 1 foll"):
        list(read_units(file(tmp_path, body)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"x\.tmx: the file is empty"),
        (b"not xml", r"x\.tmx: line 1: Start tag expected"),
        (b"<html/>", "XML, but not TMX: there is no <tmx> element"),
        (b"\x00\x01\x02", r"x\.tmx: line 1"),
        (b"<tmx version='1.4'><body></body></tmx>", "there is not one pair in it"),
    ],
)
def test_files_of_another_kind_are_refused_in_one_line(tmp_path, content, message):
    path = tmp_path / "x.tmx"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=message) as caught:
        read_bitext(path)
    assert "\n" not in str(caught.value)


def test_entities_are_neither_expanded_nor_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ха"}">' for n in range(9))
    path = tmp_path / "x.tmx"
    path.write_text(
        f'<?xml version="1.0"?>\n<!DOCTYPE tmx [{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">]>\n'
        f'<tmx version="1.4"><header srclang="ru"/><body>{pair("&a8;x", "&file;y")}</body></tmx>',
        encoding="utf-8",
    )
    with pytest.raises(ReadError, match="amplification"):
        list(read_units(path))
    path.write_text(path.read_text(encoding="utf-8").replace("&a8;", "&a1;"), encoding="utf-8")
    assert texts(path) == [("x", "y")]


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(ReadError, match="no such file"):
        read_bitext(tmp_path / "no.tmx")
    with pytest.raises(ReadError, match="is a folder"):
        read_bitext(tmp_path, "tmx")
    (tmp_path / "x.doc").write_text("да")
    with pytest.raises(ReadError, match="the extension says no bitext format; name one of tmx, xliff"):
        read_bitext(tmp_path / "x.doc")


def test_an_entity_of_html_is_the_character(tmp_path):
    path = tmp_path / "x.tmx"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY nbsp "&#160;">]><tmx version="1.4">'
        '<header srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>5&nbsp;км</seg></tuv>'
        '<tuv xml:lang="en"><seg>5&nbsp;km</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    (unit,) = read_units(path)
    assert (unit.source, unit.target) == ("5\u00a0км", "5\u00a0km")
