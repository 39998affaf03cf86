"""HTML and XHTML: pages and fragments, read and written by one walk over the source."""

from __future__ import annotations

from aligner.filters.html.charset import decoded, encoded
from aligner.filters.html.page import Page
from aligner.filters.parsed import Contents, Parsed, Source, Untranslated

__all__ = ["read", "read_fragment", "write", "write_fragment"]


def read(source: Source) -> Parsed:
    """A page's blocks.

    Raises:
        ReadError: the bytes are no text, or not in the character set asked for.
    """
    text, codec = decoded(source)
    return _parsed(Page(text), codec)


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The page in its own character set with these contents; ``lang`` is the language where the page says one.

    Raises:
        ExportError: bytes that are no text would be lost.
    """
    text, codec = decoded(source)
    page = Page(text)
    if not page.changes(contents):
        return source.data
    return encoded(text, source.data, page.written(contents, language), codec, source.name)


def read_fragment(text: str) -> Parsed:
    """The blocks of a page, or of a piece of one, that is a string."""
    return _parsed(Page(text), "")


def write_fragment(text: str, contents: Contents, language: str = "") -> str:
    """The string with these contents."""
    page = Page(text)
    return page.written(contents, language) if page.changes(contents) else text


def _parsed(page: Page, codec: str) -> Parsed:
    walk = page.walk
    shown = (" ".join(block.text for block in Page(one).blocks()) for one in walk.embedded)
    embedded = tuple(
        Untranslated("embedded document {number}", number, text) for number, text in enumerate(shown, 1) if text
    )
    language = walk.language.split("-")[0].lower()
    return Parsed(tuple(page.blocks()), walk.title, language, codec, embedded)
