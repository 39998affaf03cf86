"""All of a document's text, or a refusal: nodes of more than 10 MB, and faults after which a parser drops the rest."""

from __future__ import annotations

import base64
import io
import random

import pytest
from hostile_files import zipped

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from aligner.errors import LimitError, ReadError
from aligner.exports.translated import write_translated
from aligner.pipeline import load_document
from aligner.readers import read_document
from aligner.readers.limits import Limits
from aligner.readers.xml import start_tags
from aligner.segment import segment

#: Like a picture, that is, not to be packed as tight as a bomb.
LARGE = base64.b64encode(random.Random(1).randbytes(8_300_000)).decode()
FIRST, LAST = "Первый абзац.", "Последний абзац."
PAGES = {
    "picture": f'<p>{FIRST}</p><img src="data:image/png;base64,{LARGE}"/><p>{LAST}</p>',
    "script": f"<p>{FIRST}</p><script>{LARGE}</script><p>{LAST}</p>",
    "style": f"<p>{FIRST}</p><style>{LARGE}</style><p>{LAST}</p>",
    "comment": f"<p>{FIRST}</p><!--{LARGE}--><p>{LAST}</p>",
    "paragraph": f"<p>{FIRST}</p><p>{LARGE.replace('+', ' ')}</p><p>{LAST}</p>",
}


def html(page: str) -> bytes:
    """A page."""
    return f"<html><head><title></title></head><body>{page}</body></html>".encode()


def epub(page: str) -> bytes:
    """A book of one chapter."""
    chapter = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{page}</body></html>'
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>',
        "p.opf": '<package><metadata/><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
        '</manifest><spine><itemref idref="c"/></spine></package>',
        "c.xhtml": chapter,
    })  # fmt: skip


def book(page: str) -> bytes:
    """A FictionBook, the picture in a binary before the text."""
    return f'<FictionBook><binary id="b">{LARGE}</binary><body><section>{page}</section></body></FictionBook>'.encode()


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("make", [html, epub])
def test_pages_with_a_node_of_more_than_10_mb(make, kind: str) -> None:
    data = make(PAGES[kind])
    document = read_document(data, name="a.html" if make is html else "a.epub")
    texts = [document.paragraph_text(paragraph) for paragraph in document.paragraphs]
    assert (texts[0], texts[-1]) == (FIRST, LAST)


def test_a_book_with_a_large_picture() -> None:
    document = read_document(book(f"<p>{FIRST}</p><p>{LAST}</p>"), name="a.fb2")
    assert document.text == f"{FIRST}\n\n{LAST}"


@pytest.mark.parametrize("make", [html, epub])
def test_they_are_written_back_whole(make) -> None:
    data = make(PAGES["picture"])
    source = segment(read_document(data, name="a.html" if make is html else "a.epub"))
    target = document_from_sentences([("body", ["First."]), ("body", ["Last."])], language="en")
    bitext = Bitext(source, target, tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(2)))
    out = io.BytesIO()
    assert write_translated(bitext, data, out, source.provenance.format).missing == 0
    if make is html:
        assert "<p>Last.</p>" in out.getvalue().decode()
    else:
        assert read_document(out.getvalue(), name="b.epub").text == "First.\n\nLast."


def test_too_little_memory_is_no_end_of_the_text() -> None:
    page = html(f"<p>{FIRST}</p>" + "<p>x</p>" * 2_000_000 + f"<p>{LAST}</p>")
    with pytest.raises(LimitError, match="takes more than 192 MB of memory"):
        load_document(page, name="a.html", limits=Limits(memory_bytes=192 << 20))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>Раз.</q></p></section><section><p>Два.</p></section>", "outside of the book's body"),
        ("<p>Раз.</p><!-- <p>Два.</p>", "Comment not terminated"),
        ("<p>Раз.</p><![CDATA[ <p>Два.</p>", "CData section not finished"),
        ('<p x="1>Раз.</p><p>Два.</p>', "Unescaped '<'"),
        ("<p>Раз.</p></section></body></FictionBook><section><p>Два.</p>", "Extra content"),
    ],
)
def test_a_book_of_which_a_part_would_be_lost_is_refused(page: str, said: str) -> None:
    data = f"<FictionBook>\n<body><section>{page}</section></body></FictionBook>".encode()
    with pytest.raises(ReadError, match=r"^a\.fb2: damaged XML.* in line 2 ") as caught:
        read_document(data, name="a.fb2")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Раз & два < три</p><p>Конец.</p>",
        "<p>Раз&nbsp;два &foo;</p><p>Конец.</p>",
        "<p>Раз \x0b два</p><p>Конец.</p>",
        "<p>Раз<p>Конец.</p>",
        "<p x=1 y>Раз.</p><p>Конец.</p>",
        "<!-- <p> a -- b --><p x='1' x='2'>Раз.</p><p>Конец.</p>",
    ],
)
def test_what_is_only_untidy_is_read(page: str) -> None:
    data = f"<FictionBook><body><section>{page}</section></body></FictionBook>".encode()
    text = read_document(data, name="a.fb2").text
    assert text.endswith("Конец.")
    assert "Раз" in text


@pytest.mark.parametrize(
    ("text", "count"),
    [("<a><b/><!-- <c> --><d></d></a>", 3), ("<a><![CDATA[<b>]]><c/>", 2), ("<a><!-- <b><c>", 3), ("a < b <ж>", 1)],
)
def test_elements_are_counted_outside_of_comments(text: str, count: int) -> None:
    assert start_tags(text.encode()) == count
