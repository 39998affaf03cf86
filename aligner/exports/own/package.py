"""A zip package written again with some of its parts changed; order, dates and compression stay."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.pieces import Pieces

#: No part of a document that a person wrote is larger than this when unpacked.
LARGEST = 256 * 1024 * 1024


def titled(part: bytes, pieces: Pieces) -> bytes:
    """What a package says of itself, with the title translated where it is a paragraph's text too."""
    from lxml import etree

    root: Any = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for element in root.iter("{http://purl.org/dc/elements/1.1/}title"):
        element.text = pieces.said(element.text or "")
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def repacked(data: bytes, name: str, out: BinaryIO, change: Callable[[str, bytes], bytes]) -> None:
    """Copy every member through ``change(name, content)``; ``name`` is the package's own, for messages.

    Raises:
        ExportError: a member is too large to be a document's part.
        zipfile.BadZipFile: no zip.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            if info.file_size > LARGEST:
                raise ExportError(
                    "{name}: its part {filename} is too large; the file is damaged or hostile",
                    name=name,
                    filename=info.filename,
                )
            content = before.read(info)
            fresh = zipfile.ZipInfo(info.filename, info.date_time)
            fresh.compress_type, fresh.external_attr = info.compress_type, info.external_attr
            after.writestr(fresh, change(info.filename, content))
