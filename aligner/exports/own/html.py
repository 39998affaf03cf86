"""An HTML page with its text translated; scripts, styles, menus and everything else stay as they are."""

from __future__ import annotations

from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.markup import Markup, local
from aligner.exports.own.pieces import Pieces

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
SKIPPED = frozenset(
    (
        "script",
        "style",
        "template",
        "svg",
        "math",
        "textarea",
        "select",
        "head",
        "iframe",
        "object",
        "video",
        "audio",
        "canvas",
    )
)
ANCHORS = frozenset(
    (
        "img",
        "br",
        "wbr",
        "input",
        "button",
        "sup",
        "rt",
        "rp",
    )
)


def _is_anchor(element: Any) -> bool:
    """Pictures and breaks; raised text only where it is a note's mark."""
    name = local(element)
    return name in ANCHORS and (name != "sup" or not any(c.isalpha() for c in "".join(element.itertext())))


HTML = Markup(
    lambda element: local(element) in BLOCKS,
    lambda element: local(element) in SKIPPED,
    _is_anchor,
    lambda element: "\n" if local(element) == "br" else "",
)


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """The page as UTF-8, with the target's ``lang``."""
    from lxml import etree

    from aligner.readers.draft import Source
    from aligner.readers.html import _decode
    from aligner.readers.limits import Limits

    text, _ = _decode(Source(data, "original", None, Limits()))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<html/>", parser)
    if root is None:
        raise ExportError("original: there is no HTML in it; name the document's own file")
    HTML.translate(root, pieces)
    root.set("lang", pieces.language)
    for meta in list(root.iter("meta")):
        if meta.get("charset"):
            meta.set("charset", "utf-8")
        elif "charset" in (meta.get("content") or "").lower():
            meta.set("content", "text/html; charset=utf-8")
    tree: Any = root.getroottree()
    out.write(bytes(etree.tostring(tree, encoding="utf-8", method="html")))
