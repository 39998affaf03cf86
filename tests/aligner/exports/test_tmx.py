"""TMX 1.4b: valid by the specification's DTD, dated, and honest about machine translation."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from lxml import etree

from aligner import __version__
from aligner.core.unit import Unit
from aligner.exports import write_bitext, write_units
from aligner.exports.options import Tally
from aligner.exports.tmx import stamp
from aligner.exports.xmltext import escape, quote

#: The content models and attributes of TMX 1.4b that a level 1 file can meet.
DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #REQUIRED>
<!ELEMENT header (note | prop | ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED adminlang CDATA #REQUIRED
  srclang CDATA #REQUIRED datatype CDATA #REQUIRED o-encoding CDATA #IMPLIED creationdate CDATA #IMPLIED
  creationid CDATA #IMPLIED changedate CDATA #IMPLIED changeid CDATA #IMPLIED>
<!ELEMENT body (tu*)>
<!ELEMENT note (#PCDATA)> <!ELEMENT prop (#PCDATA)> <!ATTLIST prop type CDATA #REQUIRED>
<!ELEMENT ude EMPTY>
<!ELEMENT tu ((note | prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED changedate CDATA #IMPLIED
  segtype (block|paragraph|sentence|phrase) #IMPLIED srclang CDATA #IMPLIED>
<!ELEMENT tuv ((note | prop)*, seg)> <!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA)>
"""


def tree(bitext, options):
    out = io.BytesIO()
    report = write_bitext(bitext, out, "tmx", options)
    return etree.fromstring(out.getvalue(), etree.XMLParser(load_dtd=False, huge_tree=True)), report


def test_valid_by_the_dtd(bitext, hostile, options):
    dtd = etree.DTD(io.StringIO(DTD))
    for one in (bitext, hostile):
        for choices in ({}, {"include_nulls": True, "include_rejected": True}):
            root, _ = tree(one, replace(options, **choices))
            assert dtd.validate(root), dtd.error_log


def test_the_header_says_everything_that_is_required(bitext, options):
    root, _ = tree(bitext, replace(options, source_tag="ru-RU", target_tag="en-US"))
    header = root.find("header")
    assert header.get("srclang") == "ru-RU"
    assert header.get("segtype") == "sentence"
    assert header.get("creationdate") == header.get("changedate") == "20260305T090807Z"
    assert header.get("creationid") == header.get("changeid") == "tolmach"
    assert header.get("creationtoolversion") == __version__
    rest = ("Tolmach", "tolmach", "en", "plaintext", "UTF-8")
    assert tuple(map(header.get, ("creationtool", "o-tmf", "adminlang", "datatype", "o-encoding"))) == rest
    languages = {tuv.get("{http://www.w3.org/XML/1998/namespace}lang") for tuv in root.iter("tuv")}
    assert languages == {"ru-RU", "en-US"}


def test_units_carry_what_a_translator_needs(bitext, options):
    root, _ = tree(bitext, options)
    units = root.findall("body/tu")
    props = [{p.get("type"): p.text for p in unit.findall("prop")} for unit in units]
    assert [p["x-align-type"] for p in props] == ["1-1", "1-2", "1-1"]
    assert [unit.get("segtype") for unit in units] == [None, "block", None]
    assert [p["x-origin"] for p in props] == ["mt", "aligner", "mt"]
    # Unconfirmed machine output is marked; confirmed output is a person's responsibility by now.
    assert [unit.get("creationid") for unit in units] == [None, None, "MT!tolmach"]
    assert props[0]["x-status"] == "confirmed"
    assert props[1]["x-context-pre"] == "О встрече"
    assert props[1]["x-context-post"] == "Он подчеркнул & сказал: <да>."
    assert props[2]["x-align-score"] == "0.3"
    assert units[2].findtext("note") == "спорно"
    assert len({unit.get("tuid") for unit in units}) == 3
    assert [unit.get("tuid") for unit in tree(bitext, options)[0].findall("body/tu")] == [u.get("tuid") for u in units]


def test_context_can_be_left_out(bitext, options):
    root, _ = tree(bitext, replace(options, context=False))
    assert not [p for p in root.iter("prop") if p.get("type").startswith("x-context")]


def test_segments_hold_the_text_and_nothing_more(bitext, options):
    root, _ = tree(bitext, options)
    assert [seg.text for seg in root.iter("seg")][2:4] == [
        "Стороны обсудили торговлю и саммит.",
        "The parties discussed trade. They discussed the summit.",
    ]


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("a\x00b", "ab", 1),
        ("a\x0bb\x1f", "ab", 2),
        ("\ud83d\ude00", "", 2),
        ("😀", "😀", 0),
        ("\u200e\u200f", "\u200e\u200f", 0),
        ("\ufffe\uffff", "", 2),
        ("\x7f\x85", "\x7f\x85", 0),
        ("]]>", "]]&gt;", 0),
        ("a\r\nb", "a&#13;\nb", 0),
    ],
)
def test_illegal_characters_are_dropped_and_counted(text, kept, dropped):
    tally = Tally()
    assert escape(text, tally) == kept
    assert tally.dropped_characters == dropped


def test_attributes_keep_white_space_and_quotes():
    text = 'x\t"y"\n<&>'
    assert etree.fromstring(f"<a b={quote(text)}/>").get("b") == text


def test_dates_are_utc():
    moscow = timezone(timedelta(hours=3))
    assert stamp(datetime(2026, 1, 1, 1, 30, tzinfo=moscow)) == "20251231T223000Z"
    assert stamp(datetime(2026, 1, 1, 1, 30)) == "20260101T013000Z"


def test_a_mixed_stream_names_the_language_of_each_unit(options):
    out = io.BytesIO()
    units = [Unit("да", "yes", "ru", "en"), Unit("ja", "yes", "de", "en")]
    write_units(iter(units), out, "tmx", options)
    root = etree.fromstring(out.getvalue())
    assert root.find("header").get("srclang") == "ru"
    assert [tu.get("srclang") for tu in root.iter("tu")] == [None, "de"]
