"""An OpenDocument text with its paragraphs translated; styles, pictures, notes and lists stay."""

from __future__ import annotations

import zipfile
from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.markup import Markup, local
from aligner.exports.own.package import repacked, titled
from aligner.exports.own.pieces import Pieces

ANCHORS = frozenset(
    (
        "note",
        "annotation",
        "annotation-end",
        "frame",
        "bookmark",
        "bookmark-start",
        "bookmark-end",
        "reference-mark",
        "tracked-changes",
        "change",
        "change-start",
        "change-end",
        "sequence",
        "page-number",
        "soft-page-break",
        "line-break",
        "a-image",
        "custom-shape",
        "rect",
        "g",
    )
)
SPACING = {"s": " ", "tab": " ", "line-break": "\n"}

ODT = Markup(
    lambda element: local(element) in ("p", "h"),
    lambda element: local(element) in ("tracked-changes",),
    lambda element: local(element) in ANCHORS,
    lambda element: SPACING.get(local(element), ""),
)


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """The same package with another ``content.xml``."""
    from lxml import etree

    def change(name: str, part: bytes) -> bytes:
        if name == "meta.xml":
            return titled(part, pieces)
        if name != "content.xml":
            return part
        root: Any = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        ODT.translate(root, pieces)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True)

    try:
        repacked(data, pieces.name, out, change)
    except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise ExportError(
            "{name}: not an OpenDocument text: {error}; name the document's own file", name=pieces.name, error=error
        ) from error
