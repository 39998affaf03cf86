"""Bold, italics and links in what people read: the page, the book, the table of Word."""

from __future__ import annotations

import zipfile

import pytest

from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import Provenance, document_from_sentences
from aligner.exports import export_bitext
from aligner.exports.formatted import as_html, runs
from aligner.exports.options import Tally


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((Code(0, 2, 1, "bold"), Code(1, 3, 2, "italic")), "<b>a<i>&amp;</i></b><i>c</i>"),
        ((Code(0, 3, 1, "bold"), Code(1, 2, 2, "sup"), Code(2, 2, 3, "image")), "<b>a<sup>&amp;</sup>c</b>"),
        ((Code(0, 1, 1, "other"), Code(1, 2, 2, "field", keep=True)), "a&amp;c"),
        (
            (Code(0, 1, 1, "link", href="https://a.b/?x=1&y=2"),),
            '<a href="https://a.b/?x=1&amp;y=2" rel="noopener noreferrer">a</a>&amp;c',
        ),
        ((Code(0, 1, 1, "link", href="javascript:alert(1)"), Code(1, 2, 2, "link", href='https://a" b')), "a&amp;c"),
        (
            (Code(0, 3, 1, "link", href="mailto:a@b.c"), Code(1, 2, 2, "link", href="https://a.b/")),
            '<a href="mailto:a@b.c" rel="noopener noreferrer">a&amp;c</a>',
        ),
        (
            (Code(0, 2, 1, "link", href="ftp://a.b/"), Code(1, 2, 2, "link", href="https://a.b/")),
            'a<a href="https://a.b/" rel="noopener noreferrer">&amp;</a>c',
        ),
        ((Code(0, 1, 1, "bold", data=("<script>", "</script>")),), "<b>a</b>&amp;c"),
    ],
)
def test_a_sentence_as_html(codes, expected):
    content = Content("a&c", codes)
    assert as_html(content, Tally()) == expected
    assert "".join(text for text, _ in runs(content)) == content.text


@pytest.fixture
def marked() -> Bitext:
    """A bold word and a link, on the source side alone: the translation gets them when it is exported."""
    link = Code(13, 22, 2, "link", href="https://example.org/")
    rows = [("body", [Content("Он <приехал> в Институт завтра.", (Code(3, 12, 1, "bold"), link))])]
    source = document_from_sentences(rows, language="ru", provenance=Provenance("/home/anna/письмо.html", "html"))
    target = document_from_sentences([("body", ["He <arrives> at the Institute tomorrow."])], language="en")
    return Bitext(source, target, (Bead(range(1), range(1), 0.9, "human"),))


def test_the_page_and_the_book_show_them(marked, tmp_path):
    export_bitext(marked, tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    export_bitext(marked, tmp_path / "x.epub")
    chapter = zipfile.ZipFile(tmp_path / "x.epub").read("OEBPS/c1.xhtml").decode()
    for text in (page, chapter):
        assert text.count("<b>") == text.count('<a href="https://example.org/"') == 2
    assert "/home/anna" not in page
    assert "письмо.html" in page


def test_the_table_of_word_shows_them(marked, tmp_path):
    import docx

    export_bitext(marked, tmp_path / "x.docx", "docx")
    book = docx.Document(str(tmp_path / "x.docx"))
    for cell in book.tables[0].rows[1].cells:
        (paragraph,) = cell.paragraphs
        assert any(run.bold for run in paragraph.runs)
        assert [link.address for link in paragraph.hyperlinks] == ["https://example.org/"]


def test_files_for_translators_name_the_document_and_not_its_folder(marked, tmp_path):
    for name in ("x.tmx", "x.xlf", "x.xliff", "x.tsv"):
        export_bitext(marked, tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "письмо.html" in text
        assert "anna" not in text
