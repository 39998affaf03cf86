"""EPUB: the chapters in the order of the book's spine, each read as XHTML."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aligner.errors import ReadError
from aligner.readers.archive import Archive
from aligner.readers.charset import decode
from aligner.readers.draft import Draft, Row, Source
from aligner.readers.html import block_rows, parse_html
from aligner.readers.xml import attribute, local, parse_xml, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document", "application/x-dtbook+xml")
# Fonts are often obfuscated; that is no protection of the text.
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read(source: Source) -> Draft:
    """A book's text; covers, navigation and what lies outside the reading order are left out."""
    archive = Archive(source.data, source.name, source.limits)
    _refuse_protected(archive, source)
    package_path = _package_path(archive, source)
    package = parse_xml(archive.read(package_path), source.name, source.limits, recover=True)
    items: dict[str, tuple[str, str, str]] = {}
    order: list[str] = []
    title = language = ""
    for element in package.iter():
        tag = local(element)
        if tag == "item":
            items[element.get("id", "")] = (
                element.get("href", ""),
                element.get("media-type", ""),
                element.get("properties", ""),
            )
        elif tag == "itemref" and element.get("linear") != "no":
            order.append(element.get("idref", ""))
        elif tag == "title" and not title:
            title = plain_text(element)
        elif tag == "language" and not language:
            language = plain_text(element).split("-")[0].lower()
    rows: list[Row] = []
    for one in dict.fromkeys(order):
        href, media_type, properties = items.get(one, ("", "", ""))
        if not href or media_type not in _PAGES or "nav" in properties.split():
            continue
        entry = _resolve(package_path, href)
        if entry not in archive:
            # A chapter the manifest promises and the archive lacks: the rest is still worth reading.
            continue
        rows.extend(_chapter(archive.read(entry), source))
        if len(rows) > source.limits.paragraphs:
            break  # and refused: one chapter may be named any number of times
    return Draft(rows, title=title, language=language, encoding="utf-8")


def _package_path(archive: Archive, source: Source) -> str:
    """Where the package document is."""
    container = parse_xml(archive.read("META-INF/container.xml"), source.name, source.limits, recover=True)
    for element in container.iter():
        if local(element) == "rootfile":
            path = posixpath.normpath(unquote(attribute(element, "full-path")))
            if path in archive:
                return path
    raise ReadError("{name}: the book's package document is missing; the file is damaged", name=source.name)


def _resolve(package_path: str, href: str) -> str:
    """An entry's name from a link in the package. It is only looked up in the archive, so ``..`` leads nowhere."""
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(package_path), path))


def _chapter(data: bytes, source: Source) -> list[Row]:
    """One XHTML file: as XML when it is (``<title/>`` is empty then), as HTML when it is not."""
    root: _Element
    try:
        root = parse_xml(data, source.name, source.limits, entities=True)
    except ReadError:
        text, _ = decode(data, source.name) if data.strip() else ("", "")
        if not text.strip():
            return []
        root = parse_html(text, source)
    return block_rows(root)


def _refuse_protected(archive: Archive, source: Source) -> None:
    """Encrypted text (DRM) cannot be read."""
    if "META-INF/encryption.xml" not in archive:
        return
    root = parse_xml(archive.read("META-INF/encryption.xml"), source.name, source.limits, recover=True)
    for element in root.iter():
        if local(element) == "EncryptionMethod" and attribute(element, "Algorithm") not in _FONT_ALGORITHMS:
            raise ReadError("{name}: the book is protected (DRM); only unprotected books can be read", name=source.name)
