"""PowerPoint presentations: slides in order, then notes, comments, what is on masters, labels and descriptions."""

from __future__ import annotations

from aligner.filters.found import blocks, in_order, put_back
from aligner.filters.package import repacked
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.pptx.parts import Package
from aligner.filters.pptx.walk import Walk


def read(source: Source) -> Parsed:
    """The text of all slides, hidden ones too, and what is around it.

    Raises:
        ReadError: it is damaged, or no presentation.
    """
    walk = Walk(Package(source))
    return Parsed(blocks(in_order(walk.found)), walk.title, encoding="utf-8")


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The presentation with these contents; parts in which nothing changes stay as they are, to the byte.

    Raises:
        ReadError: it is damaged, or no presentation.
    """
    package = Package(source)
    changed = put_back(in_order(Walk(package).found), contents, language)
    return repacked(source, package.written(changed))
