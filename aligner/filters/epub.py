"""EPUB 2 and 3: the chapters in reading order, then notes, contents, titles, each part by the walk over HTML."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from aligner.core.code import Content
from aligner.core.document import OUTSIDE, Kind
from aligner.errors import ReadError
from aligner.filters.html.charset import decoded, encoded
from aligner.filters.html.page import Page
from aligner.filters.html.place import Place
from aligner.filters.html.tokens import TAG, TEXT, tokens
from aligner.filters.package import repacked
from aligner.filters.parsed import Block, Contents, Parsed, Source
from aligner.readers.archive import Archive
from aligner.readers.xml import attribute, local, parse_xml

_PAGES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document", "application/x-dtbook+xml")
# Fonts are often obfuscated; that is no protection of the text.
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_NCX = "application/x-dtbncx+xml"
_SVG = "image/svg+xml"


@dataclass(slots=True)
class _Part:
    """A part of the book: its bytes, its text, its walk, and the number in the book of each of its blocks."""

    name: str
    source: Source
    text: str
    codec: str
    page: Page
    numbers: list[int]


def read(source: Source) -> Parsed:
    """A book's blocks: what lies outside the linear reading order is notes, navigation is contents.

    Raises:
        ReadError: damaged or protected.
    """
    book = _Book(source)
    return Parsed(tuple(book.blocks()), book.title, book.language.split("-")[0].lower(), "utf-8")


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The book with these contents; parts in which nothing changes stay to the byte.

    Raises:
        ReadError: damaged or protected.
        ExportError: a chapter has bytes that are no text.
    """
    book = _Book(source)
    changed: dict[str, bytes] = {}
    for part in book.parts:
        mine = {n: contents[number] for n, number in enumerate(part.numbers) if number in contents}
        if part.page.changes(mine):
            changed[part.name] = _encoded(part, mine, language)
    if not changed:
        return source.data
    package = book.parts[-1]
    if package.name not in changed:
        changed[package.name] = _encoded(package, {}, language)
    return repacked(source, changed)


def _encoded(part: _Part, contents: dict[int, Content], language: str) -> bytes:
    made = part.page.written(contents, language)
    return encoded(part.text, part.source.data, made, part.codec, part.source.name)


class _Book:
    """The parts of a book with text in them, walked over in order; the package document is the last."""

    def __init__(self, source: Source) -> None:
        """Open it and walk over its parts."""
        self._source = source
        self._archive = Archive(source.data, source.name, source.limits)
        _refuse_protected(self._archive, source)
        self._package = _package_path(self._archive, source)
        self.title = self.language = ""
        self.parts: list[_Part] = []
        self._next_id = 1
        for name, root in self._order().items():
            self._walk(name, root)
        self._number()

    def _order(self) -> dict[str, Place]:
        """The names of the parts with what their text is, in the order in which they are read."""
        package = parse_xml(self._archive.read(self._package), self._source.name, self._source.limits, recover=True)
        items: dict[str, tuple[str, str, str]] = {}
        spine: list[tuple[str, bool]] = []
        notes: set[str] = set()
        for element in package.iter():
            tag = local(element)
            href = _resolve(self._package, element.get("href", "")) if tag in ("item", "reference") else ""
            if tag == "item":
                items[element.get("id", "")] = href, element.get("media-type", ""), element.get("properties", "")
            elif tag == "itemref":
                spine.append((element.get("idref", ""), element.get("linear") != "no"))
            elif tag == "reference" and "notes" in attribute(element, "type").lower():
                notes.add(href)
            elif tag == "title" and not self.title:
                self.title = " ".join("".join(map(str, element.itertext())).split())
            elif tag == "language" and not self.language:
                self.language = "".join(map(str, element.itertext())).strip()
        order: dict[str, Place] = {}
        linear = dict.fromkeys(key for key, reads in spine if reads)
        for key in [*linear, *dict.fromkeys(key for key, reads in spine if not reads), *items]:
            name, media_type, properties = items.get(key, ("", "", ""))
            if name in order or name not in self._archive or name == self._package:
                continue
            kind: Kind | None = None if key in linear and name not in notes else "note"
            if media_type in _PAGES:
                order[name] = Place(outside="contents" if "nav" in properties.split() else kind)
            elif media_type == _NCX:
                order[name] = Place(outside="contents", silent=True)
            elif media_type == _SVG:
                order[name] = Place(outside="metadata")
        order[self._package] = Place(outside="metadata", silent=True)
        return order

    def _walk(self, name: str, root: Place) -> None:
        data = self._archive.read(name)
        source = replace(self._source, data=data, encoding=None)
        text, codec = decoded(source)
        page = Page(text, self._next_id, xml=True, root=root)
        if name == self._package:
            page.walk.languages += _language(text)
        self._next_id = page.next_id
        self.parts.append(_Part(name, source, text, codec, page, []))

    def _number(self) -> None:
        """The running text of all parts comes before everything else."""
        number = 0
        for outside in (False, True):
            for part in self.parts:
                for piece in part.page.pieces:
                    if (piece.kind in OUTSIDE) == outside:
                        part.numbers.append(number)
                        number += 1

    def blocks(self) -> list[Block]:
        """All blocks by number."""
        rows = [
            (number, block)
            for part in self.parts
            for number, block in zip(part.numbers, part.page.blocks(), strict=True)
        ]
        return [block for _, block in sorted(rows, key=lambda row: row[0])]


def _language(package: str) -> list[tuple[int, int, str]]:
    """Where the package document says the book's first language."""
    inside = False
    for kind, start, end, tag in tokens(package, True):
        if kind == TAG and tag is not None:
            inside = tag.name == "language" and not tag.closing and not tag.alone
        elif kind == TEXT and inside:
            raw = package[start:end]
            begin = start + len(raw) - len(raw.lstrip())
            return [(begin, begin + len(raw.strip()), '"')]
    return []


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


def _refuse_protected(archive: Archive, source: Source) -> None:
    """Encrypted text (DRM) cannot be read."""
    if "META-INF/encryption.xml" not in archive:
        return
    root = parse_xml(archive.read("META-INF/encryption.xml"), source.name, source.limits, recover=True)
    for element in root.iter():
        if local(element) == "EncryptionMethod" and attribute(element, "Algorithm") not in _FONT_ALGORITHMS:
            raise ReadError("{name}: the book is protected (DRM); only unprotected books can be read", name=source.name)
