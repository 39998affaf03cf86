"""Pages to read are well-formed whatever the bitext: e-books as XML, web pages by the rules of HTML 5, ids unique."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from html.parser import HTMLParser as Tags
from typing import Any

import html5lib
from hypothesis import example, given
from lxml import etree

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from aligner.exports import write_bitext
from strategies import bitexts

#: What is wrong with single characters is in the text itself, and browsers show them all the same.
CHARACTERS = ("invalid-codepoint", "illegal-codepoint-for-numeric-entity")
VOID = ("meta", "br", "link", "hr", "img", "input")


def written(bitext: Bitext, name: str) -> bytes:
    out = io.BytesIO()
    write_bitext(bitext, out, name)
    return out.getvalue()


def gaps(shape: str) -> Bitext:
    """One paragraph a side; of each letter a bead: ``b`` a pair, ``s`` and ``t`` a sentence alone."""
    beads: list[Bead] = []
    i = j = 0
    for letter in shape:
        k, n = int(letter in "bs"), int(letter in "bt")
        beads.append(Bead(range(i, i + k), range(j, j + n), 0.9, "aligner"))
        i, j = i + k, j + n
    source = document_from_sentences([("body", [f"Раз {n}." for n in range(i)])], language="ru")
    target = document_from_sentences([("heading", [f"One {n}." for n in range(j)], 1)], language="en")
    return Bitext(source, target, tuple(beads))


class Open(Tags):
    """Elements that are open, and those that ended while others inside them were."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(tag)


def unique(ids: list[Any]) -> bool:
    return max(Counter(ids).values(), default=1) == 1


@example(gaps("bssb"))
@example(gaps("ss"))
@example(gaps("ttb"))
@example(gaps("sstt"))
@example(gaps("btbsstb"))
@given(bitexts())
def test_every_page_of_an_e_book_is_xml_with_unique_ids(bitext: Bitext) -> None:
    with zipfile.ZipFile(io.BytesIO(written(bitext, "epub"))) as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf", ".xml")):
                page = etree.fromstring(book.read(name))
                assert unique(page.xpath("//@id")), name
                assert all((title.text or "").strip() for title in page.iter("{*}title")), name


@example(gaps("bssb"))
@example(gaps("ss"))
@example(gaps("ttb"))
@example(gaps("sstt"))
@example(gaps("btbsstb"))
@given(bitexts())
def test_a_web_page_keeps_the_rules_of_html(bitext: Bitext) -> None:
    page = written(bitext, "html").decode()
    parser = html5lib.HTMLParser()
    root = parser.parse(page)
    assert [error for _, error, _ in parser.errors if error not in CHARACTERS] == []
    assert unique([element.get("id") for element in root.iter() if element.get("id")])
    tags = Open()
    tags.feed(page)
    assert (tags.stack, tags.wrong) == ([], [])
