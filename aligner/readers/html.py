"""HTML: a walk over its blocks; what is not running text (menus, scripts, notes, hidden parts) is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.errors import ReadError
from aligner.readers.charset import decode
from aligner.readers.code import is_code_block
from aligner.readers.draft import Draft, Row, Source
from aligner.readers.txt import text_rows
from aligner.readers.xml import attribute, check_depth, events, local, only_filled, plain_text, refuse_cut
from aligner.repair.characters import clean
from aligner.repair.verse import is_verse
from aligner.repair.words import words

if TYPE_CHECKING:
    from lxml.etree import _Element

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{2,40})", re.IGNORECASE)
#: Never running text.
_SKIPPED = words(
    "script style noscript template svg math nav form button select textarea iframe object embed audio video "
    "canvas map head dialog menu rt rp input img meter"
)
#: What begins and ends a block.
_BLOCKS = words(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
    "footer h1 h2 h3 h4 h5 h6 header hgroup hr html li main ol p pre section summary table tbody td tfoot th "
    "thead tr ul"
)
_NOTES = re.compile(
    r"\b(?:footnotes?|endnotes?|rearnotes?|noteref|footnote-ref|doc-noteref|doc-endnotes?|doc-footnotes?|doc-backlink"
    r"|reference|mw-editsection|sd(?:foot|end)note(?:anc|sym)?|ms?ofootnote(?:reference|text)?|pagebreak|doc-pagebreak|page-?number)\b"
)
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3}|[a-z])[\])]?")
_VERSE = re.compile(r"\b(?:poem|verse|stanza|poetry|stih|stihi|line-block)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read(source: Source) -> Draft:
    """An HTML page."""
    text, encoding = _decode(source)
    root = parse_html(text, source)
    title = ""
    for element in root.iter("title"):
        title = plain_text(element)
        break
    language = (attribute(root, "lang") or "").split("-")[0].lower()
    return Draft(block_rows(root), title=title, language=language, encoding=encoding)


def parse_html(text: str, source: Source) -> _Element:
    """The tree of an HTML text, faults forgiven.

    Raises:
        ReadError: nothing in it, or nested too deep.
        MemoryError: the parser had too little memory.
    """
    from lxml import etree

    # Pages saved as one file hold pictures, scripts and fonts of many megabytes: smaller limits would cut them off
    # there. Memory is that of the process.
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=True, remove_comments=True)
    plain = _DECLARATION.sub("", text).replace("\x00", "")
    try:
        root = etree.fromstring(plain.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse_cut(parser.error_log, source.name)
        raise ReadError(
            "{name}: the HTML cannot be read; open it in a browser and save it again", name=source.name
        ) from error
    refuse_cut(parser.error_log, source.name)
    if root is None:
        raise ReadError("{name}: there is no HTML in it", name=source.name)
    check_depth(root, source.name, source.limits)
    return root


def _decode(source: Source) -> tuple[str, str]:
    """What the page says of its character set holds, unless the bytes cannot be that."""
    if source.encoding is None and not source.data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        head = source.data[:4096]
        declared = _DECLARED.search(head) or _META.search(head)
        if declared:
            wanted = declared.group(1).decode("ascii", "replace").lower()
            try:
                return decode(source.data, source.name, wanted)
            except ReadError:
                # Wrong, or no such set: the ladder decides.
                return decode(source.data, source.name)
    return decode(source.data, source.name, source.encoding)


def block_rows(root: _Element) -> list[Row]:
    """Paragraphs with kinds, in document order."""
    rows: list[Row] = []
    text: list[str] = []
    blocks: list[str] = []
    verse_depth = 0
    preformatted = 0
    caption = False
    walk = events(root)
    skip: bool | None = None
    while True:
        try:
            event, what = walk.send(skip)
        except StopIteration:
            break
        skip = None
        if event == "text":
            text.append(what if preformatted else what.replace("\n", " ").replace("\r", " "))
            continue
        tag = local(what).lower()
        if event == "start":
            if is_skipped(what, tag):
                skip = True
            elif is_code_block(what, tag):
                # A block all the same: what stands before it and after it are two paragraphs.
                _flush(rows, text, blocks, bool(verse_depth), bool(preformatted), caption)
                skip = True
            elif tag == "br":
                text.append("\n")
            elif tag in _BLOCKS:
                _flush(rows, text, blocks, bool(verse_depth), bool(preformatted), caption)
                blocks.append(tag)
                caption = tag in ("p", "div") and "caption" in attribute(what, "class").lower()
                verse_depth += bool(_VERSE.search(attribute(what, "class")))
                preformatted += tag == "pre"
            elif tag == "span" and _VERSE.search(attribute(what, "class")):
                text.append("\n")
        elif tag in _BLOCKS:
            _flush(rows, text, blocks, bool(verse_depth), bool(preformatted), caption)
            blocks.pop()
            verse_depth -= bool(_VERSE.search(attribute(what, "class")))
            preformatted -= tag == "pre"
    _flush(rows, text, blocks, False, False, False)
    return only_filled(rows)


def is_skipped(element: _Element, tag: str) -> bool:
    """Not running text: by its tag, its role, or because nobody sees it."""
    if tag in _SKIPPED:
        return True
    if tag == "sup" and _NOTE_MARK.fullmatch(plain_text(element)):
        # A raised number is a note's mark when it leads somewhere; an exponent does not.
        return any("#" in attribute(one, "href") for one in element.iter("a", "{*}a"))
    if not element.attrib:
        return False
    marks = " ".join((attribute(element, "type"), attribute(element, "role"), attribute(element, "class"))).lower()
    if tag in ("a", "aside", "section", "div", "ol", "li", "sup", "span", "p") and _NOTES.search(marks):
        return True
    # A caption that repeats the picture's description is hidden from those alone who hear the description.
    if "hidden" in element.attrib or (attribute(element, "aria-hidden") == "true" and tag != "figcaption"):
        return True
    # LibreOffice writes a page's header and footer so.
    if tag == "div" and attribute(element, "title") in ("header", "footer"):
        return True
    return bool(_HIDDEN.search(attribute(element, "style"))) or attribute(element, "role") == "navigation"


def _flush(rows: list[Row], text: list[str], blocks: list[str], verse: bool, preformatted: bool, caption: bool) -> None:
    """What has gathered becomes a paragraph (or several: two line breaks part them)."""
    if not text:
        return
    gathered = "".join(text)
    text.clear()
    if gathered.isspace():
        return
    if preformatted:
        rows.extend(text_rows(clean(gathered)))
        return
    kind, level = _kind(blocks, caption)
    for piece in re.split(r"\n[ \t]*\n\s*", gathered.strip()):
        lines = [line.strip() for line in piece.split("\n") if line.strip()]
        if verse or (kind in ("body", "quote") and is_verse(lines)):
            rows.append(("verse", "\n".join(lines), 0))
        else:
            rows.append((kind, " ".join(lines), level))


def _kind(blocks: list[str], caption: bool) -> tuple[Kind, int]:
    """From the open blocks, innermost first."""
    if caption and blocks and blocks[-1] in ("p", "div"):
        return "caption", 0
    for tag in reversed(blocks):
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            return "heading", int(tag[1])
        if tag in ("td", "th"):
            return "table-cell", 0
        if tag in ("figcaption", "caption"):
            return "caption", 0
        if tag in ("li", "dt", "dd"):
            return "list-item", max(1, sum(one in ("ul", "ol", "dl") for one in blocks))
        if tag == "blockquote":
            return "quote", 0
    return "body", 0
