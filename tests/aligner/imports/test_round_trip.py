"""Any bitext, through any two-way format, is the same bitext: texts, paragraphs, beads and what is known of them."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aligner.convert import convert_file
from aligner.core.bitext import ORIGINS, STATUSES, Bead, Bitext
from aligner.core.document import KINDS, Document, Paragraph, Provenance, Sentence
from aligner.exports import ExportOptions, export_bitext
from aligner.formats import EXPORTS, IMPORTS
from aligner.imports import read_bitext

# Moses holds the texts alone.
TWO_WAY = [name for name in EXPORTS if name in IMPORTS and name != "moses"]
EVERYTHING = ExportOptions(include_nulls=True, include_rejected=True)
#: What XML 1.0 has no way to hold; XLIFF 2 has one for segments, but not for notes.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SURROGATE = re.compile("[\ud800-\udfff]")

letters = st.one_of(
    st.sampled_from("абвё АБВ abc.,!?«»—\"'&<>]\\=-+@#_0123456789\t\n\r\u00a0\u200e\u200f\u2028\x85'"),
    st.characters(exclude_categories=["Cs"]),
)
texts = st.text(letters, min_size=1, max_size=30).filter(lambda text: bool(ILLEGAL.sub("", text).strip()))
texts = st.one_of(texts, st.sampled_from(["=1+1", "'=x", "''-a", "_x000D_", "\\t", "]]>", "&amp;", "'", '"a","b"']))


def sides(draw: st.DrawFn, sizes: list[int], language: str) -> Document:
    """A document with that many sentences, cut into paragraphs at random, joined as documents from files are."""
    total, parts, paragraphs, at = sum(sizes), [], [], 0
    left = total
    while left:
        count = draw(st.integers(1, left))
        left -= count
        if parts:
            parts.append("\n\n")
            at += 2
        start, sentences = at, []
        for number in range(count):
            if number:
                parts.append(" ")
                at += 1
            text = draw(texts)
            sentences.append(Sentence(text, at, at + len(text)))
            parts.append(text)
            at += len(text)
        kind = draw(st.sampled_from(KINDS))
        level = draw(st.integers(0, 6)) if kind in ("heading", "list-item") else 0
        paragraphs.append(Paragraph(kind, start, at, tuple(sentences), level))
    name = Provenance(draw(st.sampled_from(["", "doc.txt", "a & b.docx"])))
    return Document("".join(parts), tuple(paragraphs), language, provenance=name)


@st.composite
def bitexts(draw: st.DrawFn) -> Bitext:
    shapes = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=8))
    source, target = (sides(draw, [shape[n] for shape in shapes], tag) for n, tag in ((0, "ru"), (1, "en-GB")))
    beads, a, b = [], 0, 0
    for left, right in shapes:
        beads.append(
            Bead(
                range(a, a + left),
                range(b, b + right),
                draw(st.integers(0, 10**6)) / 10**6,
                draw(st.sampled_from(ORIGINS)),
                draw(st.one_of(st.none(), st.integers(-(10**7), 0).map(lambda n: n / 10**6))),
                draw(st.sampled_from(STATUSES)),
                draw(st.one_of(st.just(""), texts.filter(lambda t: t == ILLEGAL.sub("", t)))),
            )
        )
        a, b = a + left, b + right
    return Bitext(source, replace(target, provenance=Provenance()), tuple(beads))


def essence(bitext: Bitext, clean: re.Pattern[str]) -> object:
    """What a round trip must keep; ``clean`` takes out what the format cannot hold."""
    return (
        [
            (
                document.language,
                [
                    (p.kind, p.level, [clean.sub("", s.text) for s in p.sentences])
                    for p in document.paragraphs
                    if p.sentences
                ],
            )
            for document in (bitext.source, bitext.target)
        ],
        [(b.source, b.target, b.confidence, b.origin, b.status, b.score, clean.sub("", b.note)) for b in bitext.beads],
    )


@pytest.mark.parametrize("name", TWO_WAY)
@settings(
    max_examples=int(os.environ.get("TOLMACH_FUZZ", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bitext=bitexts())
def test_a_round_trip_keeps_the_bitext(bitext: Bitext, name: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{EXPORTS[name].extension}"
    report = export_bitext(bitext, path, name, EVERYTHING)
    back = read_bitext(path, name)
    assert report.written == len(bitext.beads)
    assert essence(back, ILLEGAL) == essence(bitext, ILLEGAL)


# A cell of a workbook holds 32767 characters; the refusal of more is tested with the exports.
@pytest.mark.parametrize("name", [name for name in TWO_WAY if name != "xlsx"])
def test_hostile_text_comes_back(hostile, name, tmp_path):
    path = tmp_path / f"x{EXPORTS[name].extension}"
    export_bitext(hostile, path, name, EVERYTHING)
    clean = SURROGATE if name in ("tsv", "csv", "jsonl") else re.compile("(?!)") if name == "json" else ILLEGAL
    if name == "xliff2":
        # Segments keep what XML cannot hold; notes do not.
        back = read_bitext(path, name)
        assert [s.text for s in back.source.sentences] == [s.text for s in hostile.source.sentences]
    assert essence(read_bitext(path, name), clean) == essence(hostile, clean)


def test_a_tour_through_all_formats_loses_nothing(bitext, tmp_path):
    """tmx → xliff → tsv → xlsx → xliff2 → csv → jsonl → json, each made from the one before."""
    tour = ["tmx", "xliff", "tsv", "xlsx", "xliff2", "csv", "jsonl", "json"]
    paths = [tmp_path / f"{n}{EXPORTS[name].extension}" for n, name in enumerate(tour)]
    export_bitext(bitext, paths[0], "tmx", EVERYTHING)
    for before, after in pairwise(paths):
        done = convert_file(before, after, options=EVERYTHING)
        assert done.written.written == len(bitext.beads)
    assert essence(read_bitext(paths[-1]), ILLEGAL) == essence(bitext, ILLEGAL)
