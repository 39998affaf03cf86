"""Filters: one module a format, which reads a document's blocks and writes their translations back by one walk.

A new format is a file with ``read`` and ``write`` (see ``aligner.filters.parsed``) named as ``filter`` in the table of
``aligner.formats``.
"""

from __future__ import annotations

from typing import cast

from aligner.filters.parsed import Contents, Filter, Parsed, Source, Writer
from aligner.formats import FORMATS, function

__all__ = ["parse", "rewrite"]


def parse(source: Source, format: str) -> Parsed:
    """The blocks of a document.

    Raises:
        ReadError: the file cannot be read as this format.
    """
    return cast(Filter, function(f"{FORMATS[format].filter}:read"))(source)


def rewrite(source: Source, format: str, contents: Contents, language: str) -> bytes:
    """The document with these contents in place of its blocks', its language set to this one.

    Raises:
        ExportError: something would be lost.
        ReadError: the file cannot be read as this format.
    """
    return cast(Writer, function(f"{FORMATS[format].filter}:write"))(source, contents, language)
