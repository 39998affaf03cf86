"""XML that is odd but well-formed is read with a remark; XML that is damaged is refused with its line."""

from __future__ import annotations

import pytest

from aligner.errors import ReadError
from aligner.imports import ImportReport, read_units

HEAD = '<xliff version="1.2"{}><file original="a" source-language="ru" target-language="en"><body>\n'
UNIT = '<trans-unit id="{0}"{1}><source>Раз {0}.</source><target>One {0}.</target></trans-unit>\n'
END = "</body></file></xliff>"


def read(tmp_path, text, report):
    path = tmp_path / "x.xlf"
    path.write_text(text, encoding="utf-8")
    return list(read_units(path, report=report))


@pytest.mark.parametrize(
    ("head", "attributes", "words"),
    [
        ("", ' xml:id="a"', "ID a already defined"),
        ("", ' xml:id="1 b"', "not an NCName"),
        ("", ' mq:status="Rejected"', "Namespace prefix mq for status on trans-unit is not defined"),
        (' xmlns:a="no uri"', "", "not a valid URI"),
        (' xmlns:a=""', "", "Empty XML namespace"),
        (' xmlns:a="u:1" xmlns:b="u:1"', ' a:x="1" b:x="2"', "redefined"),
    ],
)
def test_what_is_no_error_of_well_formedness_makes_a_remark(tmp_path, head, attributes, words):
    count = 900  # more than one piece of the file
    text = HEAD.format(head) + "".join(UNIT.format(n, attributes) for n in range(count)) + END
    report = ImportReport()
    units = read(tmp_path, text, report)
    assert [unit.source for unit in units] == [f"Раз {n}." for n in range(count)]
    assert report.read == count
    assert any(words in str(remark) for remark in report.remarks)
    assert len(report.remarks) <= 5
    assert {unit.status for unit in units} == {"rejected" if "mq:" in attributes else "draft"}


@pytest.mark.parametrize("odd", ["", ' a:b="1"'])
def test_damage_is_refused_whatever_else_is_odd(tmp_path, odd):
    text = (
        HEAD.format("") + UNIT.format(1, odd) + UNIT.format(2, "").replace("</target>", "") + UNIT.format(3, "") + END
    )
    with pytest.raises(ReadError, match=r"x\.xlf: line 3: .*mismatch.*; correct that line"):
        read(tmp_path, text, ImportReport())


def test_an_entity_that_nobody_defined_is_named(tmp_path):
    with pytest.raises(ReadError, match=r"line 2: the entity &nbsp; is not defined; write the character itself"):
        read(tmp_path, HEAD.format("") + UNIT.format("1&nbsp;", "") + END, ImportReport())


@pytest.mark.parametrize("text", [" ", "\n\n", "\ufeff", "<", "no XML", "<!-- -->"])
@pytest.mark.parametrize("name", ["x.xlf", "x.tmx"])
def test_what_is_no_xml_at_all_is_refused_in_one_line(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=rf"^{name}: .+") as caught:
        list(read_units(tmp_path / name))
    assert "fault in this program" not in str(caught.value)
