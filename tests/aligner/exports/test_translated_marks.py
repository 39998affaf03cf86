"""What stands among the words (marks of notes, formulas, captions) neither is lost nor keeps a text in Russian."""

from __future__ import annotations

import io
import re
import zipfile

import docx
from lxml import etree

from aligner.exports.translated import write_translated
from aligner.pipeline import bitext_from_translations
from aligner.readers import read_document
from aligner.segment import segment
from models.translation import Translation

LATIN = str.maketrans({letter: chr(ord("a") + n % 26) for n, letter in enumerate("абвгдежзийклмнопрстуфхцчшщъыьэюяё")})


def latin(text: str) -> str:
    """A translation that every sentence has and that shows where it came from."""
    return text.lower().translate(LATIN)


def own(data: bytes, name: str) -> bytes:
    """The document with every sentence translated."""
    source = segment(read_document(data, name=name))
    outputs = [Translation(s.text, latin(s.text), -0.1) for s in source.sentences]
    out = io.BytesIO()
    report = write_translated(bitext_from_translations(source, outputs), data, out, source.provenance.format)
    assert report.missing == 0
    return out.getvalue()


def russian(text: str) -> list[str]:
    return re.findall("[А-Яа-яё]+", text)


CHAPTER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="ru">
<head><title>Первая глава</title></head><body><h1>Первая глава</h1>
<p>Слово со сноской<a href="#fn1" class="footnote-ref" id="r1" epub:type="noteref">1</a>, и <em>ещё</em> слово.</p>
<p>Вода H<sub>2</sub>O и степень m<sup>2</sup> в строке.</p>
<p>Формула <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>a</mi></math> внутри.</p>
<figure><img src="p.png" alt="Вид на море"/><figcaption aria-hidden="true">Вид на море</figcaption></figure>
<aside epub:type="footnote" id="fn1"><p>Сама сноска.</p></aside></body></html>"""
PARTS = {
    "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="E/c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "E/c.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
    "<dc:title>Первая глава</dc:title><dc:language>ru-RU</dc:language></metadata><manifest>"
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="o" href="ch.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="t" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
    '<spine toc="t"><itemref idref="n"/><itemref idref="o"/></spine></package>',
    "E/nav.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Книга</title></head><body><nav><ol>'
    '<li><a href="ch.xhtml">Первая глава</a></li></ol></nav></body></html>',
    "E/toc.ncx": '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel>'
    '<text>Первая глава</text></navLabel><content src="ch.xhtml"/></navPoint></navMap></ncx>',
    "E/ch.xhtml": CHAPTER,
}


def test_a_book_as_pandoc_makes_it():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, text in PARTS.items():
            archive.writestr(name, text)
    with zipfile.ZipFile(io.BytesIO(own(stream.getvalue(), "a.epub"))) as after:
        made = {name: after.read(name).decode() for name in PARTS}
    assert russian(made["E/ch.xhtml"]) == []
    assert russian(made["E/nav.xhtml"]) == []
    assert russian(made["E/toc.ncx"]) == russian(made["E/c.opf"]) == []
    assert "<dc:language>en</dc:language>" in made["E/c.opf"]
    root = etree.fromstring(made["E/ch.xhtml"].encode())
    assert (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")) == (None, "en")
    said = ["".join(one.itertext()) for one in root.iter("{*}h1", "{*}p", "{*}figcaption")]
    assert said[0] == latin("Первая глава")
    assert sorted(said[1]) == sorted(latin("Слово со сноской, и ещё слово.") + "1")
    assert said[2] == latin("Вода H2O и степень m2 в строке.")
    assert [one.text for one in root.iter("{*}sub", "{*}sup")] == ["2", "2"]
    assert len(root.findall(".//{*}math")) == len(root.findall(".//{*}a")) == 1
    assert next(root.iter("{*}img")).get("alt") == said[4] == latin("Вид на море")


def test_contents_take_no_translation_from_the_heading():
    page = (
        '<html lang="ru"><body><nav><a href="#a">Начало</a></nav><h1 id="a">Начало</h1><p>Текст тут.</p>'
        '<h1>Начало</h1><p hidden="">Начало</p></body></html>'
    )
    made = own(page.encode(), "a.html").decode()
    assert russian(made) == []
    assert made.count(latin("Начало")) == 4


def test_a_name_stands_once():
    page = '<p><b id="x">Слово<br>и <i>ещё</i> слово</b>, <b id="y">другое</b>.</p>'
    made = own(page.encode(), "a.html").decode()
    assert made.count("<b ") == 2
    assert (made.count('id="x"'), made.count('id="y"')) == (1, 1)


def test_a_formula_in_word_goes_where_the_translation_has_it():
    book = docx.Document()
    paragraph = book.add_paragraph("Формула ")
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    paragraph._p.append(etree.fromstring(f'<m:oMath xmlns:m="{math}"><m:r><m:t>x+y</m:t></m:r></m:oMath>'))
    paragraph.add_run(" стоит внутри.").bold = True
    stream = io.BytesIO()
    book.save(stream)
    after = docx.Document(io.BytesIO(own(stream.getvalue(), "a.docx"))).paragraphs[0]
    plain = etree.fromstring(etree.tostring(after._p))
    assert "".join(plain.itertext()) == latin("Формула x+y стоит внутри.")
    assert len(after._p.findall(f"{{{math}}}oMath")) == 1
    assert after.runs[-1].bold


MARKDOWN = """# Первая глава {#one .big}

- [ ] не сделано
- [x] сделано

Слово [в скобках]{.small} и \\[ссылка\\](адрес).

Строка первая,\\
и вторая.

| Я помню чудное,
|   как виденье.
"""


def test_marks_of_markdown():
    made = own(MARKDOWN.encode(), "a.md").decode()
    assert made.split("\n")[:6] == [
        f"# {latin('Первая глава')} {{#one .big}}",
        "",
        f"- [ ] {latin('не сделано')}",
        f"- [x] {latin('сделано')}",
        "",
        latin("Слово [в скобках]{.small} и \\[ссылка](адрес)."),
    ]
    broken, verse = made.strip().split("\n\n")[3:]
    assert broken.count("\\\n") == 1  # the break stays, near to where it was
    assert broken.replace("\\\n", "\n").split() == latin("Строка первая, и вторая.").split()
    assert verse.count("\n| ") == 1
    assert verse.replace("| ", "").split() == latin("Я помню чудное, как виденье.").split()
