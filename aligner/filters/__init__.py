"""Filters: one module a format, which reads a document's blocks and writes their translations back by one walk.

A new format is a file with ``read`` and ``write`` (see ``aligner.filters.parsed``) and a line in ``FILTERS``.
"""

from __future__ import annotations

import importlib
from typing import cast

from aligner.filters.parsed import Contents, Filter, Parsed, Source, Writer

__all__ = ["FILTERS", "parse", "rewrite"]

#: Format -> module with ``read`` and ``write``.
FILTERS: dict[str, str] = {
    "odt": "aligner.filters.odt",
    "srt": "aligner.filters.subtitles",
    "vtt": "aligner.filters.subtitles",
}


def parse(source: Source, format: str) -> Parsed:
    """The blocks of a document.

    Raises:
        ReadError: the file cannot be read as this format.
    """
    return cast(Filter, importlib.import_module(FILTERS[format]).read)(source)


def rewrite(source: Source, format: str, contents: Contents, language: str) -> bytes:
    """The document with these contents in place of its blocks', its language set to this one.

    Raises:
        ExportError: something would be lost.
        ReadError: the file cannot be read as this format.
    """
    return cast(Writer, importlib.import_module(FILTERS[format]).write)(source, contents, language)
