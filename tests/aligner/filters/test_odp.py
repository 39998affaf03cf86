"""OpenDocument presentations: slides, notes and masters come back translated."""

from __future__ import annotations

import re

import odf_files
import pytest
from pseudo import own_contents, pseudo_contents

from aligner.errors import ReadError
from aligner.filters.odp import read, write
from aligner.filters.parsed import Source
from aligner.readers import read_document
from aligner.readers.limits import Limits

FRAME = '<draw:frame presentation:class="{}"><draw:text-box>{}</draw:text-box></draw:frame>'
STYLE = (
    '<style:style style:name="T" style:family="text"><style:text-properties fo:font-size="18pt"/></style:style>'
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-size="18pt" '
    'fo:font-weight="bold"/></style:style>'
)
TITLE = FRAME.format("title", '<text:p><text:span text:style-name="T">Доклад о воде</text:span></text:p>')
ITEM = (
    '<text:p><text:span text:style-name="T">Первый </text:span><text:span text:style-name="B">пункт</text:span>'
    '<text:span text:style-name="T"> списка</text:span></text:p>'
)
OUTLINE = FRAME.format("outline", f"<text:list><text:list-item>{ITEM}</text:list-item></text:list>")
NOTES = f"<presentation:notes>{FRAME.format('notes', '<text:p>Заметка докладчика.</text:p>')}</presentation:notes>"
SHAPE = "<draw:g><draw:custom-shape><svg:title>Стрелка</svg:title><text:p>Туда</text:p></draw:custom-shape></draw:g>"
SLIDES = (
    "<presentation:footer-decl presentation:name='f'>Москва</presentation:footer-decl>"
    f'<draw:page draw:name="page1">{TITLE}{OUTLINE}{SHAPE}{NOTES}</draw:page>'
)
MASTER = (
    '<style:master-page style:name="M">'
    + FRAME.format("title", "<text:p>Образец заголовка</text:p>")
    + FRAME.format("footer", "<text:p><presentation:footer/></text:p>")
    + "<draw:frame><draw:text-box><text:p>Вестник</text:p></draw:text-box></draw:frame></style:master-page>"
)


def source(data: bytes) -> Source:
    return Source(data, "a.odp", None, Limits())


def deck() -> Source:
    return source(odf_files.odf(SLIDES, kind="presentation", automatic=STYLE, masters=MASTER))


def test_everything_on_the_slides_is_a_block() -> None:
    parsed = read(deck())
    assert parsed.title == "Доклад о воде"
    assert [(b.kind, b.level, b.text) for b in parsed.blocks] == [
        ("heading", 1, "Доклад о воде"),
        ("list-item", 1, "Первый пункт списка"),
        ("body", 0, "Туда"),
        ("header", 0, "Москва"),
        ("metadata", 0, "Стрелка"),
        ("note", 0, "Заметка докладчика."),
        ("header", 0, "Вестник"),
    ]
    # All text is in spans: the look of most of it is no code.
    assert [(c.start, c.end, c.kind) for b in parsed.blocks for c in b.codes] == [(7, 12, "bold")]


def test_nothing_that_is_shown_stays_in_the_old_language() -> None:
    given = deck()
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    parts = odf_files.parts_of(write(given, pseudo_contents(parsed), "en"))
    assert not re.search("[А-Яа-я]", parts["content.xml"].decode())
    assert re.findall("[А-Яа-я ]+[А-Яа-я]", parts["styles.xml"].decode()) == ["Образец заголовка"]
    assert (
        '<text:p><text:span text:style-name="T">⟪xxxxxx </text:span><text:span text:style-name="B">xxxxx</text:span>'
        '<text:span text:style-name="T"> xxxxxx xx⟫</text:span></text:p>'
    ) in parts["content.xml"].decode()


def test_it_is_recognised_by_its_content() -> None:
    assert read_document(deck().data, name="a.bin").provenance.format == "odp"


def test_no_presentation() -> None:
    with pytest.raises(ReadError, match="no presentation in it"):
        read(source(odf_files.odf("<text:p>а</text:p>")))
