"""How many megabytes a second each filter reads and writes back: ``python benchmarks/filters.py [FORMAT…]``.

Made-up files of about a megabyte; processor time, so that a busy machine does not count. Columns: reading, writing a
translation of every block, both together.
"""

from __future__ import annotations

import io
import random
import sys
import textwrap
import time
import zipfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from aligner.filters.parsed import Source
from aligner.readers.limits import Limits

sys.path.append(str(Path(__file__).parents[1] / "tests" / "support"))

SIZE = 1_000_000
WORDS = [
    "поезд ушёл в половине шестого и на платформе никого не осталось дождь начинается мы стояли под навесом молча",
    "каждый думал о своём старый дом у реки давно опустел только ветер гудел в трубе ночью",
]
WORDS = " ".join(WORDS).split(" ")


def sentence(count: int, end: str = ".") -> str:
    """So many words, a capital and a full stop."""
    return " ".join(random.choices(WORDS, k=count)).capitalize() + end


def filled(make: Callable[[int], str], head: str = "", tail: str = "") -> bytes:
    """A file of made-up parts up to the size."""
    parts, size, number = [head], 0, 0
    while size < SIZE:
        parts.append(make(number))
        size += len(parts[-1].encode())
        number += 1
    return "".join([*parts, tail]).encode()


def caption(number: int) -> str:
    """One caption of SubRip, with markup in two of five."""
    begin, end = (f"{t // 3600:02}:{t // 60 % 60:02}:{t % 60:02},000" for t in (number * 3, number * 3 + 2))
    said = (
        f"- {sentence(4, '?')}\n- {sentence(3)}",
        sentence(5, ","),
        f"{sentence(4, '').lower()}\n{sentence(4).lower()}",
        f"<i>{sentence(5, '')}\n{sentence(5).lower()}</i>",
        f"{sentence(3, '')} <b>{sentence(2, '')}</b>.",
    )[number % 5]
    return f"{number + 1}\n{begin} --> {end}\n{said}\n\n"


def word_paragraph(number: int) -> str:
    """A paragraph as Word writes it, with bold words in two of three and a tab in one."""
    plain = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="24"/><w:lang w:val="ru-RU"/>'
    runs = [
        (plain, sentence(9, " ")),
        ("<w:b/>" + plain if number % 3 else plain, sentence(2, " ")),
        (plain, sentence(9)),
    ]
    said = "".join(
        f'<w:r w:rsidRPr="00A1B2C3"><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
        for look, text in runs
    )
    tab = "<w:r><w:tab/></w:r>" if number % 3 == 2 else ""
    properties = '<w:pPr><w:spacing w:after="0"/><w:ind w:firstLine="709"/><w:jc w:val="both"/></w:pPr>'
    return f'<w:p w:rsidR="00D4E5F6" w:rsidRDefault="00D4E5F6">{properties}{tab}{said}</w:p>'


def item_of_a_page(number: int) -> str:
    """A piece of a web page with much markup: headings, links, lists, tables."""
    return (
        f'<div class="item" id="i{number}"><h3><a href="/news/{number}">{sentence(5)}</a></h3><p class="lead">'
        f'{sentence(8)} <b>{sentence(2, "")}</b> {sentence(9)} <a href="http://a.b/{number}">{sentence(3, "")}</a>'
        f" &mdash; {sentence(20)}</p><ul><li>{sentence(3)}</li><li>{sentence(2)}</li></ul>"
        f"<table><tr><td>12,5</td><td>{sentence(2)}</td></tr></table></div>\n"
    )


def paragraph_of_a_book(number: int) -> str:
    """A paragraph of a novel, with words in italics in one of five."""
    said = f"{sentence(4, ',')} <i>{sentence(2, '')}</i>, {sentence(6)}" if number % 5 == 0 else sentence(14)
    return f'<p class="calibre1">{said} {sentence(25)} {sentence(12)}</p>\n'


def book() -> bytes:
    """An e-book of one chapter; its size here is that of its XML."""
    out = io.BytesIO()
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>'
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="c" href="c.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
    )
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", '<container><rootfile full-path="p.opf"/></container>')
        archive.writestr("p.opf", package)
        archive.writestr("c.xhtml", filled(paragraph_of_a_book, page, "</body></html>"))
    return out.getvalue()


def word() -> bytes:
    """A Word document; its size here is that of its XML."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = filled(word_paragraph, f'<w:document xmlns:w="{name}"><w:body>', "</w:body></w:document>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return out.getvalue()


def markdown_part(number: int) -> str:
    """A heading, a list item or a wrapped paragraph with marks and a link."""
    text = f"{sentence(9)} **{sentence(2, '')}** {sentence(7)} [{sentence(2, '')}](https://a.org/b) {sentence(9)}"
    part = (f"## {sentence(4, '')}", f"- {sentence(6)}", textwrap.fill(text, 76), textwrap.fill(text, 76))[number % 4]
    return part + "\n\n"


def office_text() -> bytes:
    """An OpenDocument text as Writer saves it: spans that change nothing, bold words, notes; and plain paragraphs."""
    from odf_files import odf

    styles = (
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:language="ru"/></style:style>'
    )

    def paragraph(number: int) -> str:
        note = (
            f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            f'<text:note-body><text:p text:style-name="Footnote">{sentence(8)}</text:p></text:note-body></text:note>'
        )
        return (
            f'<text:p text:style-name="P1">{sentence(5, "")} '
            f'<text:span text:style-name="T1">{sentence(2, "")}</text:span> '
            f'{sentence(7, "")} <text:span text:style-name="B">{sentence(1, "")}</text:span>'
            f"{note if number % 4 == 0 else ''} "
            f'{sentence(10)}</text:p><text:p text:style-name="P2">{sentence(25)} {sentence(12)}</text:p>'
        )

    return odf(filled(paragraph).decode(), automatic=styles)


def fiction_book() -> bytes:
    """A FictionBook with italics in one paragraph of five."""
    head = "<FictionBook><description><title-info><lang>ru</lang></title-info></description><body><section>"
    paragraphs = filled(lambda n: paragraph_of_a_book(n).replace("i>", "emphasis>").replace(' class="calibre1"', ""))
    return f"{head}{paragraphs.decode()}</section></body></FictionBook>".encode()


def workbook() -> bytes:
    """A workbook of rows with a text, a number and a formula."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def row(number: int) -> str:
        text = f'<c r="A{number}" t="inlineStr"><is><t>{sentence(6)}</t></is></c>'
        return f'<row r="{number}">{text}<c r="B{number}"><v>12.5</v></c><c r="C{number}"><f>B{number}*2</f></c></row>'

    rels = '<Relationships><Relationship Id="r" Type="{}/worksheet" Target="sheet.xml"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        sheets = '<sheets><sheet name="A" sheetId="1" r:id="r"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kinds}">{sheets}</workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", rels.format(kinds))
        sheet = filled(row, f'<worksheet xmlns="{main}"><sheetData>', "</sheetData></worksheet>")
        archive.writestr("xl/sheet.xml", sheet)
    return out.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "srt": ("subtitles", lambda: filled(caption)),
    "docx": ("docx", word),
    "md": ("markdown", lambda: filled(markdown_part)),
    "odt": ("odt", office_text),
    "fb2": ("fb2", fiction_book),
    "xlsx": ("xlsx", workbook),
    "html": ("html", lambda: filled(item_of_a_page)),
    "epub": ("epub", book),
    "txt": ("txt", lambda: filled(lambda _: textwrap.fill(" ".join(sentence(9) for _ in range(5)), 76) + "\n\n")),
}


def unpacked(data: bytes) -> int:
    """Bytes of a file, or of what an archive holds."""
    if not data.startswith(b"PK"):
        return len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(one.file_size for one in archive.infolist())


def main(formats: Iterable[str]) -> None:
    """A line a format."""
    from pseudo import pseudo_contents

    for name in formats or FILES:
        random.seed(1)
        module, make = FILES[name]
        tried = import_module(f"aligner.filters.{module}")
        source = Source(make(), f"a.{name}", None, Limits())
        begin = time.process_time()
        parsed = tried.read(source)
        reading = time.process_time() - begin
        contents = pseudo_contents(parsed)
        begin = time.process_time()
        tried.write(source, contents, "en")
        writing = time.process_time() - begin
        size = unpacked(source.data)
        speeds = "  ".join(f"{size / seconds / 1e6:6.2f}" for seconds in (reading, writing, reading + writing))
        print(f"{name:10} {len(parsed.blocks):7} blocks  {speeds} MB/s")


if __name__ == "__main__":
    main(sys.argv[1:])
