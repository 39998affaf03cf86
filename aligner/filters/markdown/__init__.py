"""Markdown: CommonMark with the extensions in common use, read and written by one walk over the source."""

from __future__ import annotations

from aligner.filters.markdown.putting import edits
from aligner.filters.markdown.walk import Walk
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.textfile import opened

__all__ = ["read", "write"]


def read(source: Source) -> Parsed:
    """The blocks of a Markdown document; footnotes, titles of links, alternative texts and front matter behind them."""
    file = opened(source)
    walk = Walk(file, source)
    title = walk.title or next((b.text for b in walk.blocks if b.kind == "heading" and b.level == 1), "")
    return Parsed(tuple(walk.blocks), title=title, encoding=file.encoding, untranslated=tuple(walk.untranslated))


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The document with these contents; what is not text stays to the byte."""
    file = opened(source)
    return file.edited(source.data, edits(Walk(file, source), contents, language))
