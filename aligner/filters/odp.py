"""OpenDocument presentations: slides in order, then speaker notes, masters, titles and descriptions."""

from __future__ import annotations

from aligner.filters.opendocument import Package
from aligner.filters.parsed import Contents, Parsed, Source


def read(source: Source) -> Parsed:
    """The text of all slides, hidden ones too, and what is around it.

    Raises:
        ReadError: it is no OpenDocument presentation, is damaged or has a password.
    """
    return _package(source).parsed()


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The presentation with these contents; parts in which nothing changes stay as they are, to the byte.

    Raises:
        ReadError: it is no OpenDocument presentation, is damaged or has a password.
    """
    return _package(source).written(contents, language)


def _package(source: Source) -> Package:
    return Package(source, "office:presentation", "{name}: no presentation in it; save it as .odp again")
