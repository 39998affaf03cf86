"""A user's own rules, and SRX files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.core.document import document_from_paragraphs
from aligner.errors import ReadError
from aligner.segment import Rules, load_rules, parse_rules, segment
from aligner.segment.placerules import compiled
from aligner.segment.srx import translate


def cut(text: str, rules: Rules, language: str = "ru") -> list[str]:
    document = segment(document_from_paragraphs([("body", text)], language=language), rules=rules)
    assert "".join(piece for piece, _ in document.pieces()) == document.text
    return [one.text for one in document.sentences]


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ("abbreviation Минобр.", "Письмо Минобр. Школам ждать.", ["Письмо Минобр. Школам ждать."]),
        ("abbreviation Минобр", "Письмо Школам. Ждать.", ["Письмо Школам.", "Ждать."]),
        ("break ; | [а-я]", "Пункт первый; пункт второй.", ["Пункт первый;", "пункт второй."]),
        ("join \\bстатья\\. | [А-Я]", "Новая статья. Она вышла.", ["Новая статья. Она вышла."]),
        # The first rule that fits decides.
        ("join , | но\nbreak , | [а-я]", "Да, но нет, потом да.", ["Да, но нет,", "потом да."]),
        ("# remark\n\nbreak \\|\\| |", "Один|| два.", ["Один||", "два."]),
    ],
)
def test_own_rules(rules: str, text: str, expected: list[str]) -> None:
    assert cut(text, parse_rules(rules)) == expected


def test_own_rules_over_other_languages() -> None:
    assert cut("Eins; zwei. Drei.", parse_rules("break ; |"), "de") == ["Eins;", "zwei.", "Drei."]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("nonsense here", "line 1: begins with 'nonsense'"),
        ("\njoin (| x", "line 2: not a regular expression"),
        ("join abc", "mark the place with one |"),
        ("break a | b | c", "more than one |"),
        ("join |", "without an expression"),
    ],
)
def test_bad_rules(text: str, fault: str) -> None:
    with pytest.raises(ReadError) as caught:
        parse_rules(text)
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


SRX = """<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
 <header segmentsubflows="yes" cascade="{cascade}"><formathandle type="start" include="no"/></header>
 <body>
  <languagerules>
   <languagerule languagerulename="Russian">
    <rule break="no"><beforebreak>\\bгл\\.</beforebreak><afterbreak>\\s</afterbreak></rule>
    <rule break="no"><beforebreak>\\b\\p{{Lu}}\\.</beforebreak><afterbreak>\\s\\p{{Lu}}</afterbreak></rule>
   </languagerule>
   <languagerule languagerulename="Default">
    <rule><beforebreak>[\\.\\?!]+</beforebreak><afterbreak>\\s</afterbreak></rule>
    <rule break="yes"><beforebreak>;</beforebreak><afterbreak>\\h</afterbreak></rule>
   </languagerule>
  </languagerules>
  <maprules>
   <languagemap languagepattern="ru.*" languagerulename="Russian"/>
   <languagemap languagepattern=".*" languagerulename="Default"/>
  </maprules>
 </body>
</srx>"""


def test_srx_with_cascade(tmp_path: Path) -> None:
    path = tmp_path / "rules.srx"
    path.write_text(SRX.format(cascade="yes"), encoding="utf-8")
    assert cut("См. гл. Вторую; там Х. Ц. живёт. да", load_rules(path)) == [
        "См.",
        "гл. Вторую;",
        "там Х. Ц.",
        "живёт.",
        "да",
    ]


def test_srx_without_cascade_leaves_the_rest_to_us(tmp_path: Path) -> None:
    path = tmp_path / "rules.srx"
    path.write_text(SRX.format(cascade="no"), encoding="utf-8")
    assert cut("Вот гл. Вторая; всё. Конец.", load_rules(path)) == ["Вот гл. Вторая; всё.", "Конец."]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<srx", "not well-formed"),
        (b"<html/>", "not an SRX file"),
        (b"<srx><body/></srx>", "without language maps"),
        (b'<srx><maprules><languagemap languagepattern="x" languagerulename="n"/></maprules></srx>', "not there"),
        (b"\xff\xfe\x00bad", "UTF-8"),
    ],
)
def test_bad_files(tmp_path: Path, data: bytes, fault: str) -> None:
    path = tmp_path / "rules"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=fault.replace("(", "\\(")):
        load_rules(path)


def test_an_empty_srx_file_is_not_taken_for_rules(tmp_path: Path) -> None:
    (tmp_path / "rules.srx").write_text("\n", encoding="utf-8")
    with pytest.raises(ReadError, match="without a rule"):
        load_rules(tmp_path / "rules.srx")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="check the name"):
        load_rules(tmp_path / "none")


@pytest.mark.parametrize(
    ("expression", "fits", "not_"),
    [
        (r"\x{2014}", "—", "-"),
        (r"\Qa.b\E", "a.b", "axb"),
        (r"[\p{Lu}0-9]\P{L}", "Я.", "я."),
        (r"[^\P{Lu}Я]", "Ю", "Я"),
        (r"\p{javaUpperCase}\p{IsLl}", "Яя", "яя"),
        (r"a((?i)b)c", "aBc", "aBC"),
        (r"(?iU)a", "A", "b"),
        (r"(?<=стр|рисунок)\h*\d", "", "1"),
        (r"[\w&&[^\d]]", "я", "5"),
        (r"[([]", "[", "]"),
        (r"(?<q>['\"])x\k<q>", "'x'", "'x\""),
        (r"\cI", "\t", "I"),
    ],
)
def test_expressions_of_icu_and_java(expression: str, fits: str, not_: str) -> None:
    pattern = compiled(translate(expression))
    assert pattern.fullmatch(fits) if fits else pattern.search("рисунок 5")
    assert not pattern.fullmatch(not_)


def test_a_rule_for_another_language_harms_no_text(tmp_path: Path) -> None:
    path = tmp_path / "rules.srx"
    path.write_text(SRX.format(cascade="no").replace("[\\.\\?!]+", "["), encoding="utf-8")
    assert cut("Вот гл. Вторая; всё. Конец.", load_rules(path)) == ["Вот гл. Вторая; всё.", "Конец."]
    with pytest.raises(ReadError, match=r"language rule 'Default'.*correct the rule"):
        cut("Eins. Zwei.", load_rules(path), "de")
