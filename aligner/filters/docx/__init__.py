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
    walk = Walk(Package.of(source))
    found = in_order(walk.blocks())
    return Parsed(
        tuple([one.block for one in found]),
        title=walk.title,
        encoding="utf-8",
        untranslated=tuple(walk.untranslated),
    )


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The document with these contents in its blocks.

    Tracked changes of a part in which something changes are accepted. Where nothing changes, the very same bytes.

    Raises:
        ReadError: the file is damaged or goes beyond the limits.
    """
    package = Package.of(source)
    for number, one in enumerate(in_order(Walk(package).blocks())):
        content = contents.get(number)
        if content is None or content == Content(one.block.text, one.block.codes):
            continue
        for place in one.places:
            place.put(content, language)
            place.part.changed = True
    if any(part.changed for part in package.parts):
        package.in_language(language)
    return repacked(source, package.changed())
