"""An HTML page with its text translated; scripts, styles, menus and everything else stay as they are."""

from __future__ import annotations

from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.markup import Markup, local
from aligner.exports.own.pieces import Pieces
from aligner.readers.code import is_code_block
from aligner.readers.html import is_skipped

BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
#: Kept whole where they stand in a line, whatever is in them.
ANCHORS = frozenset(("br", "wbr", "head"))
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _is_block(element: Any) -> bool:
    return local(element) in BLOCKS


def _is_skipped(element: Any) -> bool:
    """A block that is not read as text."""
    return _is_block(element) and is_skipped(element, local(element))


def _is_kept(element: Any) -> bool:
    """A block of code."""
    return is_code_block(element, local(element))


def _is_anchor(element: Any) -> bool:
    """Breaks, pictures, a note's mark, a formula: what a line has in it that is not read as its text."""
    name = local(element)
    return name in ANCHORS or (bool(name) and name not in BLOCKS and is_skipped(element, name))


HTML = Markup(_is_block, _is_skipped, _is_anchor, lambda element: "\n" if local(element) == "br" else "", _is_kept)


def translate(root: Any, pieces: Pieces) -> None:
    """A page's text; its title and the descriptions of its pictures where they repeat a paragraph; its language."""
    HTML.translate(root, pieces)
    for element in root.iter("{*}title", "{*}img"):
        if local(element) == "img":
            for name in ("alt", "title"):
                if element.get(name):
                    element.set(name, pieces.said(element.get(name)))
        elif element.text and not len(element):
            element.text = pieces.said(element.text)
    root.set("lang", pieces.language)
    if root.get(_LANG):
        root.set(_LANG, pieces.language)


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """The page as UTF-8, with the target's ``lang``."""
    from lxml import etree

    from aligner.readers.draft import Source
    from aligner.readers.html import _decode
    from aligner.readers.limits import Limits
    from aligner.readers.xml import refuse_cut

    text, _ = _decode(Source(data, pieces.name, None, Limits()))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<html/>", parser)
    refuse_cut(parser.error_log, pieces.name)
    if root is None:
        raise ExportError("{name}: there is no HTML in it; name the document's own file", name=pieces.name)
    translate(root, pieces)
    for meta in list(root.iter("meta")):
        if meta.get("charset"):
            meta.set("charset", "utf-8")
        elif "charset" in (meta.get("content") or "").lower():
            meta.set("content", "text/html; charset=utf-8")
    tree: Any = root.getroottree()
    out.write(bytes(etree.tostring(tree, encoding="utf-8", method="html")))
