"""An e-book with its chapters translated; pictures, styles and the table of contents' targets stay."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.html import HTML
from aligner.exports.own.package import repacked
from aligner.exports.own.pieces import Pieces


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """Chapters in the order of the package's spine, for paragraphs alike are told apart by their order."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    done: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for name in _spine(archive, parser):
                if name in names:
                    root: Any = etree.fromstring(_named(archive.read(name)), parser)
                    if root is not None:
                        HTML.translate(root, pieces)
                        root.set("lang", pieces.language)
                        tree: Any = root.getroottree()
                        done[name] = bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
        repacked(data, out, lambda name, part: done.get(name, part))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError) as error:
        raise ExportError(f"original: not an e-book: {error}; name the document's own file") from error


def _named(part: bytes) -> bytes:
    """Named entities of HTML as characters: without its DTD, XML does not know them."""
    from html import entities

    def replaced(match: re.Match[bytes]) -> bytes:
        name = match[1].decode()
        if name in ("amp", "lt", "gt", "quot", "apos") or name not in entities.name2codepoint:
            return match[0]
        return f"&#{entities.name2codepoint[name]};".encode()

    return re.sub(rb"&([A-Za-z]\w{1,30});", replaced, part)


def _spine(archive: zipfile.ZipFile, parser: Any) -> list[str]:
    """Names of the chapters' files in reading order."""
    from posixpath import dirname, join, normpath
    from urllib.parse import unquote

    from lxml import etree

    container: Any = etree.fromstring(archive.read("META-INF/container.xml"), parser)
    package_name = next(one.get("full-path") for one in container.iter("{*}rootfile"))
    package: Any = etree.fromstring(archive.read(package_name), parser)
    hrefs = {item.get("id"): item.get("href", "") for item in package.iter("{*}item")}
    folder = dirname(package_name)
    return [
        normpath(join(folder, unquote(hrefs[ref.get("idref")])))
        for ref in package.iter("{*}itemref")
        if ref.get("idref") in hrefs
    ]
