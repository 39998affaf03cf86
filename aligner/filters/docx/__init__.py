"""DOCX: Word documents, read and written by one walk over the parts of the package."""

from __future__ import annotations

from aligner.core.code import Content
from aligner.filters.docx.parts import Package
from aligner.filters.docx.walk import Walk, in_order
from aligner.filters.package import repacked
from aligner.filters.parsed import Contents, Parsed, Source

__all__ = ["read", "write"]


def read(source: Source) -> Parsed:
    """A Word document.

    Raises:
        ReadError: the file is damaged or goes beyond the limits.
    """
    return _read(Walk(Package.of(source, (_read_inner, _write_inner))))


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The document with these contents in its blocks.

    Tracked changes of a part in which something changes are accepted. Where nothing changes, the very same bytes.

    Raises:
        ReadError: the file is damaged or goes beyond the limits.
    """
    return _write(Walk(Package.of(source, (_read_inner, _write_inner))), contents, language)


def _read_inner(source: Source) -> Parsed:
    """A document embedded in another."""
    return _read(Walk(Package.of(source), inner=True))


def _write_inner(source: Source, contents: Contents, language: str) -> bytes:
    return _write(Walk(Package.of(source), inner=True), contents, language)


def _read(walk: Walk) -> Parsed:
    found = in_order(walk.blocks())
    blocks = tuple([one.block for one in found])
    return Parsed(blocks, title=walk.title, encoding="utf-8", untranslated=tuple(walk.untranslated))


def _write(walk: Walk, contents: Contents, language: str) -> bytes:
    package = walk.package
    for number, one in enumerate(in_order(walk.blocks())):
        content = contents.get(number)
        if content is None or content == Content(one.block.text, one.block.codes):
            continue
        for place in one.places:
            place.put(content, language)
            place.part.changed = True
    if any(part.changed for part in package.parts):
        package.in_language(language)
    return repacked(package.source, package.changed(language))
