"""FictionBook 2, plain or zipped: the whole book is translated, notes and description too, and written as it was."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

from aligner.errors import ReadError
from aligner.filters.fb2.walk import Walk
from aligner.filters.found import Found, blocks, in_order, put_back
from aligner.filters.package import repacked
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.readers.archive import Archive, fb2_entries
from aligner.readers.charset import decode
from aligner.readers.xml import local, parse_xml, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(rb"^\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>\s*")
_SEVERAL = 4
_NAME = re.compile(r"(encoding\s*=\s*[\"'])[\w.-]+")


def read(source: Source) -> Parsed:
    """The book's text, then its notes, then title, annotation, keywords and series.

    Raises:
        ReadError: it is no FictionBook, or is so damaged that a part would be lost.
    """
    book = _Book(source)
    return Parsed(blocks(book.found), book.said("book-title"), book.language, book.encoding)


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The book with these contents, in its own character set; letters that this does not have are references.

    The book's language becomes the new one, and the old one is what it was translated from.

    Raises:
        ReadError: it is no FictionBook, or is so damaged that a part would be lost.
    """
    book = _Book(source)
    if not put_back(book.found, contents, language):
        return source.data
    book.relabel(language)
    data = book.encoded()
    return repacked(source, {book.entry: data}) if book.entry else data


class _Book:
    """A book taken apart."""

    def __init__(self, source: Source) -> None:
        self.entry = ""
        data = source.data
        if data.startswith(b"PK"):
            archive = Archive(data, source.name, source.limits)
            books = fb2_entries(archive)
            if len(books) != 1:
                raise ReadError(
                    "{name}: an archive of {count} FictionBook files; give one with one book",
                    name=source.name,
                    count=len(books),
                )
            self.entry = books[0]
            data = archive.read(self.entry)
        self._marked = data.startswith(codecs.BOM_UTF8)
        text, self.encoding = _decoded(data, source)
        self._returns = "\r\n" in text[:4096]
        declaration = _DECLARATION.match(text)
        self._declaration = declaration[0].removeprefix("\ufeff") if declaration else ""
        plain = text[declaration.end() :] if declaration else text.removeprefix("\ufeff")
        self.root: _Element = parse_xml(
            plain.encode("utf-8", "replace"), source.name, source.limits, recover=True, whole=True, comments=True
        )
        if local(self.root) != "FictionBook":
            raise ReadError(
                "{name}: XML, but not a FictionBook; the file is damaged or wrongly named", name=source.name
            )
        self.language = self.said("lang").split("-")[0].lower()
        self.found: list[Found] = in_order(Walk(self.root, source.name).found)

    def said(self, name: str) -> str:
        """What the description says of the book."""
        info = next(self.root.iter("{*}title-info"), None)
        return next((plain_text(one) for one in info if local(one) == name), "") if info is not None else ""

    def relabel(self, language: str) -> None:
        """Name the new language, and the old one as that of the original if none is named."""
        info = next(self.root.iter("{*}title-info"), None)
        if info is None:
            return
        said = {local(one): one for one in info}
        old = said.get("lang")
        if old is None:
            return
        before = plain_text(old)
        old.text = language
        if "src-lang" not in said and before:
            made = old.makeelement(str(old.tag).replace("}lang", "}src-lang") if "}" in str(old.tag) else "src-lang")
            made.text, made.tail = before, old.tail
            old.addnext(made)

    def encoded(self) -> bytes:
        """The book as bytes."""
        from lxml import etree

        tree: Any = self.root.getroottree()
        text = str(etree.tostring(tree, encoding="unicode"))
        if self._returns:
            text = text.replace("\n", "\r\n")
        declaration = self._declaration
        declared = _DECLARED.match(declaration.encode())
        if declared and not _same(declared[1].decode(), self.encoding):
            declaration = _NAME.sub(rf"\g<1>{self.encoding}", declaration)
        mark = codecs.BOM_UTF8 if self._marked else b""
        return mark + (declaration + text).encode(self.encoding, "xmlcharrefreplace")


def _same(one: str, two: str) -> bool:
    try:
        return codecs.lookup(one).name == codecs.lookup(two).name
    except LookupError:
        return False


def _is_utf8(data: bytes) -> bool:
    """Is it UTF-8, whatever it says? Several letters of more than one byte do not come out right by chance."""
    try:
        return len(data) - len(data.decode("utf-8")) >= _SEVERAL
    except UnicodeDecodeError:
        return False


def _decoded(data: bytes, source: Source) -> tuple[str, str]:
    """What the XML declaration says, unless the bytes cannot be that."""
    declared = _DECLARED.search(data[:400])
    if source.encoding is None and _is_utf8(data):
        return data.decode("utf-8"), "utf-8"
    if source.encoding is None and declared:
        try:
            return decode(data, source.name, declared.group(1).decode("ascii", "replace").lower())
        except ReadError:
            # A wrong declaration is common enough: the ladder decides.
            return decode(data, source.name)
    return decode(data, source.name, source.encoding)
