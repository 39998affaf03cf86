"""The Word table and the e-book: whole text, right languages, sound packages."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
from lxml import etree

from aligner.exports import write_bitext

XHTML = "{http://www.w3.org/1999/xhtml}"


def made(bitext, options, name) -> io.BytesIO:
    out = io.BytesIO()
    write_bitext(bitext, out, name, options)
    out.seek(0)
    return out


def test_the_word_table_has_a_row_a_paragraph(bitext, options):
    table = docx.Document(made(bitext, options, "docx")).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["Russian", "English"]
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [
        ["О встрече", "On the Meeting"],
        [
            "Стороны обсудили торговлю и саммит. Он подчеркнул & сказал: <да>.",
            "The parties discussed trade. They discussed the summit. He stressed & said: <yes>.",
        ],
        ["торговля;", "trade;"],
        ["Подробности будут позже.", ""],
    ]
    runs = table.rows[2].cells[1].paragraphs[0].runs
    assert [run.font.highlight_color is not None for run in runs if run.text.strip()] == [False, False, True]
    assert {run._r.rPr.find(run._r.rPr.nsmap["w"].join("{}") + "lang").values()[0] for run in runs} == {"en-US"}


def test_the_e_book_is_a_sound_package(bitext, options):
    with zipfile.ZipFile(made(bitext, options, "epub")) as archive:
        names = archive.namelist()
        assert names[0] == "mimetype"
        assert archive.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert archive.read("mimetype") == b"application/epub+zip"
        package = etree.fromstring(archive.read("OEBPS/content.opf"))
        items = {item.get("href") for item in package.iter("{*}item")}
        assert {f"OEBPS/{href}" for href in items} == {n for n in names if n.startswith("OEBPS/")} - {
            "OEBPS/content.opf"
        }
        assert [e.text for e in package.iter("{*}language")] == ["ru", "en"]
        page = etree.fromstring(archive.read("OEBPS/c1.xhtml"))
        texts = {
            name: [
                span.text
                for div in page.iter(f"{XHTML}div")
                if div.get("class") == name
                for span in div.iter(f"{XHTML}span")
                if span.get("class") != "gap"
            ]
            for name in ("src", "tgt")
        }
    assert texts["src"] == [s.text for s in bitext.source.sentences]
    assert texts["tgt"] == [s.text for s in bitext.target.sentences]


def test_chapters_begin_at_headings_and_hostile_text_stays_well_formed(hostile, options):
    from aligner.core.bitext import Bead, Bitext
    from aligner.core.document import document_from_sentences

    rows = [("heading", ["Часть 1"]), ("body", ["Текст."]), ("heading", ["Часть 2 & <3>"]), ("body", ["Ещё."])]
    document = document_from_sentences(rows, language="ru")
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(4))
    book = Bitext(document, replace(document, language="he"), beads)
    with zipfile.ZipFile(made(book, options, "epub")) as archive:
        contents = etree.fromstring(archive.read("OEBPS/nav.xhtml"))
        assert [a.text for a in contents.iter(f"{XHTML}a")] == ["Часть 1", "Часть 2 & <3>"]
        assert 'dir="rtl"' in archive.read("OEBPS/c2.xhtml").decode()
    with zipfile.ZipFile(made(hostile, options, "epub")) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf")):
                etree.fromstring(archive.read(name), etree.XMLParser(huge_tree=True))


def test_an_empty_book(options):
    from aligner.core.bitext import Bitext
    from aligner.core.document import document_from_sentences

    empty = Bitext(document_from_sentences([], language="ru"), document_from_sentences([], language="en"), ())
    assert zipfile.ZipFile(made(empty, options, "epub")).testzip() is None
    assert docx.Document(made(empty, options, "docx")).tables
