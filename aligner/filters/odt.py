"""OpenDocument text: everything that a page of it shows is translated, everything else stays."""

from __future__ import annotations

from aligner.filters.opendocument import Package
from aligner.filters.parsed import Contents, Parsed, Source


def read(source: Source) -> Parsed:
    """The blocks of the text, then notes, headers and footers, comments, contents, titles and descriptions.

    Raises:
        ReadError: it is no OpenDocument text, is damaged or has a password.
    """
    return _package(source).parsed()


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The document with these contents; parts in which nothing changes stay as they are, to the byte.

    Raises:
        ReadError: it is no OpenDocument text, is damaged or has a password.
    """
    return _package(source).written(contents, language)


def _package(source: Source) -> Package:
    return Package(source, "office:text", "{name}: no text document in it; save it as .odt again")
