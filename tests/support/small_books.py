"""Small e-books built part by part, for the tests of EPUB."""

from __future__ import annotations

import io
import zipfile

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
XHTML = "http://www.w3.org/1999/xhtml"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip whose ``mimetype`` is first and stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, part in {"META-INF/container.xml": CONTAINER, **parts}.items():
            archive.writestr(name, part)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a book by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def chapter(body: str, title: str = "Глава") -> str:
    """A chapter of EPUB 3."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="{XHTML}" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="ru" lang="ru"><head><title>{title}</title></head>'
        f"<body>{body}</body></html>"
    )


def package(items: dict[str, str], spine: str, version: str = "3.0", extra: str = "", more: str = "") -> str:
    """A package document; ``items`` are the other attributes of its items by their address."""
    manifest = "".join(f'<item href="{href}" {said}/>' for href, said in items.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="{version}" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:opf="http://www.idpf.org/2007/opf">'
        '<dc:identifier id="id">urn:uuid:9f2f0d0e-0000-4000-8000-000000000001</dc:identifier>'
        "<dc:title>Тихий город</dc:title><dc:language>ru-RU</dc:language><dc:creator>Иван Петров</dc:creator>"
        f"<dc:description>Повесть о городе.</dc:description>{extra}</metadata>"
        f"<manifest>{manifest}</manifest>{spine}{more}</package>"
    )


PAGE = 'media-type="application/xhtml+xml"'


def book3() -> bytes:
    """EPUB 3: a chapter in a folder with Cyrillic and spaces, notes out of the reading order, contents, a drawing."""
    nav = chapter(
        '<nav epub:type="toc" id="toc"><h1>Оглавление</h1><ol><li><a href="%D0%B3%D0%BB%20%D0%B0/ch1.xhtml">Первая'
        "</a></li></ol></nav>"
    )
    body = (
        '<section epub:type="chapter"><h1>Первая</h1><p>Слово<a epub:type="noteref" href="../notes.xhtml#n1">1</a> и '
        '<em>дело</em>.&#160;<br/>Да</p><p><img src="../a.svg" alt="Дом у реки"/></p></section>'
    )
    notes = '<section epub:type="footnotes"><aside epub:type="footnote" id="n1"><p>Сноска.</p></aside></section>'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Дом</title><text>Крыша</text></svg>'
    items = {
        "nav.xhtml": f'id="nav" {PAGE} properties="nav"',
        "%D0%B3%D0%BB%20%D0%B0/ch1.xhtml": f'id="c1" {PAGE}',
        "notes.xhtml": f'id="n" {PAGE}',
        "a.svg": 'id="svg" media-type="image/svg+xml"',
    }
    return zipped(
        {
            "OEBPS/content.opf": package(
                items,
                '<spine><itemref idref="c1"/><itemref idref="n" linear="no"/></spine>',
                extra='<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>',
            ),
            "OEBPS/nav.xhtml": nav,
            "OEBPS/гл а/ch1.xhtml": chapter(body),
            "OEBPS/notes.xhtml": chapter(notes, "Примечания"),
            "OEBPS/a.svg": svg,
        }
    )


def book2() -> bytes:
    """EPUB 2 with a table of contents of its kind and a chapter of XHTML 1.1 with named entities."""
    page = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
        f'"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">\n<html xmlns="{XHTML}" xml:lang="ru"><head>'
        "<title>Глава</title></head><body><h2>Первая</h2><p>Он сказал:&nbsp;&laquo;Да&raquo;. "
        '<i class="x">Нет</i><br/></p><p>Ещё</p></body></html>'
    )
    ncx = (
        '<?xml version="1.0" encoding="utf-8"?>\n<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
        'xml:lang="ru"><head><meta name="dtb:uid" content="urn:uuid:9f2f0d0e-0000-4000-8000-000000000001"/></head>'
        "<docTitle><text>Тихий город</text></docTitle><docAuthor><text>Иван Петров</text></docAuthor><navMap>"
        '<navPoint id="a" playOrder="1"><navLabel><text>Первая</text></navLabel><content src="ch1.xhtml"/></navPoint>'
        "</navMap></ncx>"
    )
    items = {"toc.ncx": 'id="ncx" media-type="application/x-dtbncx+xml"', "ch1.xhtml": f'id="c1" {PAGE}'}
    return zipped(
        {
            "OEBPS/content.opf": package(items, '<spine toc="ncx"><itemref idref="c1"/></spine>', "2.0"),
            "OEBPS/toc.ncx": ncx,
            "OEBPS/ch1.xhtml": page,
        }
    )


def soup_book() -> bytes:
    """A chapter that is no XML."""
    page = (
        "<html><head><title>Глава</title></head><body><p>Первый<br>абзац &nbsp; <b>жирный<p>Второй <img src=x alt=Вид>"
    )
    items = {"ch1.html": 'id="c1" media-type="text/html"'}
    spine = '<spine><itemref idref="c1"/></spine>'
    return zipped({"OEBPS/content.opf": package(items, spine, "2.0"), "OEBPS/ch1.html": page})
