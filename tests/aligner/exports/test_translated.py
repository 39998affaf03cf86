"""A document in its own format: same structure before and after, formatting on the right words, no text lost."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree
from lxml import html as html_parser

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Document, document_from_sentences
from aligner.errors import ExportError, TolmachError
from aligner.exports.translated import export_translated, write_translated
from aligner.readers import read_document
from aligner.segment import segment

ENGLISH = {
    "О встрече в Москве": "On the Meeting in Moscow",
    "Министр Лавров посетил Казань.": "Minister Lavrov visited Kazan.",
    "Подробности на сайте.": "Details are on the website.",
    "Стороны обсудили торговлю.": "The parties discussed trade.",
    "Это важно!": "This is important!",
    "торговля;": "trade;",
    "Ячейка таблицы": "A table cell",
    "Он сказал, что придёт завтра вечером.": "He said that he would come tomorrow evening.",
    "Хорошо.": "Good.",
}


def translation(document: Document) -> Bitext:
    """Sentence by sentence, from the table above; a sentence that is not in it has no counterpart."""
    source = segment(document)
    rows, beads, at = [], [], 0
    for paragraph in source.paragraphs:
        texts = [ENGLISH[s.text] for s in paragraph.sentences if s.text in ENGLISH]
        if texts:
            rows.append((paragraph.kind, texts))
    for number, sentence in enumerate(source.sentences):
        known = int(sentence.text in ENGLISH)
        beads.append(Bead(range(number, number + 1), range(at, at + known), 1.0, "mt"))
        at += known
    return Bitext(source, document_from_sentences(rows, language="en"), tuple(beads))


def own(data: bytes, name: str) -> bytes:
    document = read_document(data, name=name)
    out = io.BytesIO()
    report = write_translated(translation(document), data, out, document.provenance.format)
    assert report.missing == 0
    return out.getvalue()


def test_word():
    book = docx.Document()
    book.add_heading("О встрече в Москве", 1)
    paragraph = book.add_paragraph("Министр ")
    paragraph.add_run("Лавров").bold = True
    paragraph.add_run(" посетил Казань. ")
    paragraph.add_run("Подробности на сайте.").italic = True
    book.add_paragraph("торговля;", style="List Bullet")
    book.add_table(1, 1).cell(0, 0).text = "Ячейка таблицы"
    book.add_paragraph("Неизвестное предложение осталось.")
    stream = io.BytesIO()
    book.save(stream)
    after = docx.Document(io.BytesIO(own(stream.getvalue(), "a.docx")))
    assert [(p.style.name, p.text) for p in after.paragraphs] == [
        ("Heading 1", "On the Meeting in Moscow"),
        ("Normal", "Minister Lavrov visited Kazan. Details are on the website."),
        ("List Bullet", "trade;"),
        ("Normal", "Неизвестное предложение осталось."),
    ]
    assert after.tables[0].cell(0, 0).text == "A table cell"
    runs = after.paragraphs[1].runs
    assert [run.text for run in runs if run.bold] == ["Lavrov"]
    assert [run.text for run in runs if run.italic] == ["Details are on the website."]


def test_word_keeps_hyperlinks_pictures_and_breaks():
    book = docx.Document()
    paragraph = book.add_paragraph("Подробности на ")
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    link = etree.SubElement(paragraph._p, f"{{{w}}}hyperlink")
    link.set(f"{{{w}}}anchor", "x")
    link.append(paragraph.add_run("сайте")._r)
    paragraph._p.append(paragraph.add_run(".")._r)
    paragraph.add_run()._r.append(etree.Element(f"{{{w}}}footnoteReference", {f"{{{w}}}id": "7"}))
    stream = io.BytesIO()
    book.save(stream)
    after = docx.Document(io.BytesIO(own(stream.getvalue(), "a.docx"))).paragraphs[0]
    assert after.text == "Details are on the website."
    assert after._p.findall(f".//{{{w}}}footnoteReference")[0].get(f"{{{w}}}id") == "7"
    (kept,) = after._p.findall(f"{{{w}}}hyperlink")
    assert kept.get(f"{{{w}}}anchor") == "x"
    assert "".join(t.text for t in kept.iter(f"{{{w}}}t")) == "website"


def test_html():
    page = (
        '<!DOCTYPE html><html lang="ru"><head><meta charset="windows-1251"><title>Т</title><style>p{}</style></head>'
        "<body>"
        '<h1 class="t">О встрече в Москве</h1><p>Министр <b>Лавров</b> посетил <a href="/k">Казань</a>. '
        '<img src="i.png"> '
        "<i>Подробности на сайте.</i></p><ul><li>торговля;<ul><li>Хорошо.</li></ul></li></ul>"
        "<script>var x='Хорошо.'</script>"
        "<p>Неизвестное <em>предложение</em> осталось.</p></body></html>"
    )
    root = html_parser.document_fromstring(own(page.encode("cp1251"), "a.html"))
    assert root.get("lang") == "en"
    body = root.find("body")
    assert [element.tag for element in body.iter()] == [
        "body", "h1", "p", "b", "a", "img", "i", "ul", "li", "ul", "li", "script", "p", "em"
    ]  # fmt: skip
    assert body.find("h1").get("class") == "t"
    assert (
        " ".join(body.find("p").text_content().split()) == "Minister Lavrov visited Kazan. Details are on the website."
    )
    assert body.find(".//b").text == "Lavrov"
    assert (body.find(".//a").text, body.find(".//a").get("href")) == ("Kazan", "/k")
    assert body.find(".//i").text == "Details are on the website."
    assert [li.text for li in body.iter("li")] == ["trade;", "Good."]
    assert body.find("script").text == "var x='Хорошо.'"
    assert body.findall("p")[1].text_content() == "Неизвестное предложение осталось."


def test_epub():
    stream = io.BytesIO()
    chapter = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Т</title></head>'
        "<body><h1>О встрече в Москве</h1><p>Стороны обсудили торговлю. <b>Это важно!</b>&nbsp;</p></body></html>"
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest>'
        '<item id="a" href="a%20b.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="O/c.opf"/></rootfiles></container>'
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("O/c.opf", package)
        archive.writestr("O/a b.xhtml", chapter)
        archive.writestr("O/p.png", b"\x89PNG")
    with zipfile.ZipFile(io.BytesIO(own(stream.getvalue(), "a.epub"))) as after:
        assert after.namelist() == ["mimetype", "META-INF/container.xml", "O/c.opf", "O/a b.xhtml", "O/p.png"]
        assert after.read("O/p.png") == b"\x89PNG"
        page = after.read("O/a b.xhtml").decode()
    assert "<h1>On the Meeting in Moscow</h1>" in page
    assert "<p>The parties discussed trade. <b>This is important!</b>" in page


def test_odt(tmp_path):
    import odfdo

    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(1, "О встрече в Москве"))
    document.body.append(odfdo.Paragraph("Стороны обсудили торговлю. Это важно!"))
    document.save(str(tmp_path / "a.odt"))
    (tmp_path / "b.odt").write_bytes(own((tmp_path / "a.odt").read_bytes(), "a.odt"))
    after = odfdo.Document(str(tmp_path / "b.odt"))
    texts = [element.inner_text for element in after.body.children if element.tag in ("text:h", "text:p")]
    assert texts == ["On the Meeting in Moscow", "The parties discussed trade. This is important!"]


def test_a_footnote_does_not_keep_its_paragraph_from_being_translated(tmp_path):
    import odfdo

    document = odfdo.Document("text")
    document.body.clear()
    paragraph = odfdo.Paragraph("Стороны обсудили торговлю. Это важно!")
    paragraph.insert_note(after="торговлю", note_id="n1", citation="1", body="Хорошо.")
    document.body.append(paragraph)
    document.save(str(tmp_path / "a.odt"))
    (tmp_path / "b.odt").write_bytes(own((tmp_path / "a.odt").read_bytes(), "a.odt"))
    after = odfdo.Document(str(tmp_path / "b.odt")).body.get_paragraphs()[0]
    (note,) = after.get_notes()
    assert (note.note_id, note.note_body) == ("n1", "Good.")
    note.delete()
    assert "".join(after.inner_text.split()) == "Thepartiesdiscussedtrade.Thisisimportant!"


def test_markdown():
    text = (
        "---\ntitle: Т\n---\n# О встрече в Москве\n\nМинистр **Лавров** посетил [Казань](/k). "
        "*Подробности\nна сайте.*\n\n"
        "> - торговля;\n\n```\nХорошо.\n```\n\n| Ячейка таблицы | Хорошо. |\n|---|---|\n"
    )
    assert own(text.encode(), "a.md").decode() == (
        "---\ntitle: Т\n---\n# On the Meeting in Moscow\n\n"
        "Minister **Lavrov** visited [Kazan](/k). *Details are\non the website.*\n\n"
        "> - trade;\n\n```\nХорошо.\n```\n\n| A table cell | Good. |\n|---|---|\n"
    )


def test_a_footnote_mark_in_markdown_stays():
    assert own("Это важно![^1]\n\nХорошо.\n\n[^1]: Сноска стоит.\n".encode(), "a.md").decode() == (
        "This is important![^1]\n\nGood.\n\n[^1]: Сноска стоит.\n"
    )


def test_subtitles():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nОн сказал, что\n\n2\n00:00:02,100 --> 00:00:03,000\nпридёт завтра\n"
        "вечером.\n\n"
        "3\n00:00:10,000 --> 00:00:11,000\n<i>Хорошо.</i>\n"
    )
    after = own(text.encode(), "a.srt").decode()
    assert [line for line in after.splitlines() if "-->" in line] == [
        line for line in text.splitlines() if "-->" in line
    ]
    captions = [block.split("\n", 2)[2].strip() for block in after.strip().split("\n\n")]
    assert " ".join(captions) == "He said that he would come tomorrow evening. <i>Good.</i>"
    assert all(captions)


def test_what_cannot_be_done_is_said(tmp_path, bitext):
    with pytest.raises(ExportError, match="cannot be written in its own format, tex; that is done for "):
        write_translated(bitext, b"x", io.BytesIO(), "tex")
    for name in ("docx", "odt", "epub"):
        with pytest.raises(TolmachError, match=r"meeting\.docx: (not|a damaged) "):
            write_translated(bitext, b"x", io.BytesIO(), name)
    with pytest.raises(ExportError, match=r"meeting\.docx: holds nothing of the text of meeting\.docx"):
        export_translated(bitext, b"<p>Nothing of it</p>", tmp_path / "a.html", "html")
    with pytest.raises(ExportError, match="cannot be read"):
        export_translated(bitext, tmp_path / "no.html", tmp_path / "a.html", "html")
    assert list(tmp_path.iterdir()) == []


def test_a_sentence_without_translation_stays(bitext):
    out = io.BytesIO()
    page = "".join(f"<p>{bitext.source.paragraph_text(p)}</p>" for p in bitext.source.paragraphs).replace(
        "<да>", "&lt;да&gt;"
    )
    report = write_translated(replace(bitext), page.encode(), out, "html")
    assert report.replaced == 4
    assert "Подробности будут позже." in out.getvalue().decode()


def shown_by_word(paragraph) -> str:
    """Its text, each field in brackets: the instruction and what it shows."""
    said = ""
    for one in paragraph.iter():
        name = one.tag.rsplit("}", 1)[-1]
        if name in ("t", "instrText"):
            said += one.text.strip() if name == "instrText" else one.text
        elif name == "fldChar":
            said += {"begin": "[", "separate": " ", "end": "]"}[one.get(one.keys()[0])]
    return said


def test_fields_of_word_stay_whole():
    """A page number, a link and a reference by words, as Word writes them: a row of runs between marks."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def run(inside: str) -> str:
        return f"<w:r {space}>{inside}</w:r>"

    def field(instruction: str, result: str) -> list[str]:
        marks = [run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end")]
        code = run(f"<w:instrText> {instruction} </w:instrText>")
        return [marks[0], code, marks[1], run(f"<w:t>{result}</w:t>"), marks[2]]

    document = docx.Document()
    paragraph = document.add_paragraph("Страница ")
    for part in field("PAGE", "7"):
        paragraph._p.append(etree.fromstring(part))
    paragraph.add_run(" из 17.")
    paragraph = document.add_paragraph("См. раздел ")
    for part in (*field("REF _Ref1 \\h", "Введение"), *field('HYPERLINK "http://x.org/a"', " на сайте")):
        paragraph._p.append(etree.fromstring(part))
    document.core_properties.comments = ""
    data = io.BytesIO()
    document.save(data)
    source = segment(read_document(data.getvalue(), name="a.docx"))
    assert [s.text for s in source.sentences] == ["Страница 7 из 17.", "См. раздел Введение на сайте"]
    rows = [("body", ["Of 17, page 7."]), ("body", ["See Introduction on the site"])]
    target = document_from_sentences(rows, language="en")
    links = ((20, 28, 17, 28),)
    beads = (Bead(range(1), range(1), 1.0, "mt"), Bead(range(1, 2), range(1, 2), 1.0, "mt", links=links))
    out = io.BytesIO()
    write_translated(Bitext(source, target, beads), data.getvalue(), out, "docx")
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(out) as package:
        first, second = etree.fromstring(package.read("word/document.xml")).iter(f"{w}p")
    assert shown_by_word(first) == "Of 17, page [PAGE 7]."
    assert shown_by_word(second) == 'See [REF _Ref1 \\h Introduction] [HYPERLINK "http://x.org/a" on the site]'


@pytest.mark.parametrize(("english", "charset"), [("The café on the corner.", "cp1251"), ("A cafe – 5 №.", "")])
def test_a_translation_that_its_character_set_lacks_is_in_utf_8_and_that_is_said(english, charset, tmp_path, capsys):
    from aligner.cli.output import say_left
    from aligner.exports import ExportOptions, export_bitext

    data = "Кафе на углу.\n\nКофе.\n".encode("cp1251")
    source = segment(read_document(data, name="a.txt"))
    target = document_from_sentences([("body", [english]), ("body", ["Coffee."])], language="en")
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(2))
    path = tmp_path / "b.txt"
    report = export_bitext(Bitext(source, target, beads), path, "document", ExportOptions(original=data))
    assert report.recoded == charset
    assert path.read_bytes() == f"{english}\n\nCoffee.\n".encode("utf-8" if charset else "cp1251")
    assert say_left("b.txt", report)
    said = capsys.readouterr().err
    note = "tolmach: note: b.txt: the translation has characters that cp1251 lacks; it is written in UTF-8\n"
    assert said == (note if charset else "")
