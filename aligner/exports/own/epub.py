"""An e-book with its chapters and its table of contents translated; pictures, styles and link targets stay."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.html import translate
from aligner.exports.own.package import repacked
from aligner.exports.own.pieces import Piece, Pieces
from aligner.readers.xml import refuse_cut


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """Chapters in the order in which they are read, for paragraphs alike are told apart by their order; then the rest.

    The table of contents and the package say the translated headings and the new language.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    done: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            package = _package(archive, parser)
            chapters, others, contents = _parts(archive, parser, package)
            for name in [name for name in (*chapters, *others, *contents, package) if name in names]:
                root: Any = etree.fromstring(_named(archive.read(name)), parser)
                refuse_cut(parser.error_log, pieces.name)
                if root is None or name in done:
                    continue
                if name in chapters:
                    translate(root, pieces)
                elif name in others:
                    translate(root, Repeated(pieces))
                else:
                    _labels(root, pieces)
                tree: Any = root.getroottree()
                done[name] = bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True))
        repacked(data, pieces.name, out, lambda name, part: done.get(name, part))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError) as error:
        raise ExportError(
            "{name}: not an e-book: {error}; name the document's own file", name=pieces.name, error=error
        ) from error


class Repeated(Pieces):
    """Pieces for a part of the book that is not read: what repeats a paragraph, and no paragraph is used up."""

    def __init__(self, pieces: Pieces) -> None:
        """The same pieces."""
        self.__dict__.update(pieces.__dict__)

    def take(self, text: str) -> list[Piece] | None:
        """What ``like`` says."""
        return self.like(text)


def _labels(root: Any, pieces: Pieces) -> None:
    """Titles and labels of an old table of contents or of the package; the package's first language."""
    for element in root.iter("{*}text", "{*}title"):
        if element.text and not len(element):
            element.text = pieces.said(element.text)
    language = next(root.iter("{http://purl.org/dc/elements/1.1/}language"), None)
    if language is not None:
        language.text = pieces.language


def _named(part: bytes) -> bytes:
    """Named entities of HTML as characters: without its DTD, XML does not know them."""
    from html import entities

    def replaced(match: re.Match[bytes]) -> bytes:
        name = match[1].decode()
        if name in ("amp", "lt", "gt", "quot", "apos") or name not in entities.name2codepoint:
            return match[0]
        return f"&#{entities.name2codepoint[name]};".encode()

    return re.sub(rb"&([A-Za-z]\w{1,30});", replaced, part)


def _package(archive: zipfile.ZipFile, parser: Any) -> str:
    """The name of the package document."""
    from lxml import etree

    container: Any = etree.fromstring(archive.read("META-INF/container.xml"), parser)
    return str(next(one.get("full-path") for one in container.iter("{*}rootfile")))


def _parts(archive: zipfile.ZipFile, parser: Any, name: str) -> tuple[list[str], list[str], list[str]]:
    """Names of the chapters in reading order, of the pages that are not read, and of old tables of contents."""
    from posixpath import dirname, join, normpath
    from urllib.parse import unquote

    from lxml import etree

    package: Any = etree.fromstring(archive.read(name), parser)
    items = {item.get("id"): item for item in package.iter("{*}item")}
    names = {key: normpath(join(dirname(name), unquote(item.get("href", "")))) for key, item in items.items()}
    read = [ref.get("idref") for ref in package.iter("{*}itemref") if ref.get("linear") != "no"]
    read = [key for key in read if key in items and "nav" not in items[key].get("properties", "").split()]
    chapters = list(dict.fromkeys(names[key] for key in read))
    kinds = {key: item.get("media-type", "") for key, item in items.items()}
    pages = [names[key] for key in items if kinds[key] == "application/xhtml+xml" and names[key] not in chapters]
    return chapters, pages, [names[key] for key in items if kinds[key] == "application/x-dtbncx+xml"]
