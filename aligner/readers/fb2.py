"""FictionBook 2, plain or zipped: the main body's sections, poems, epigraphs; notes are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.errors import ReadError
from aligner.readers.archive import Archive, fb2_entries
from aligner.readers.charset import decode
from aligner.readers.code import is_code_block
from aligner.readers.draft import Draft, Row, Source
from aligner.readers.xml import attribute, events, local, only_filled, parse_xml, plain_text
from aligner.repair.words import words

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(rb"^\s*(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]{2,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: What a book consists of; an end tag too many puts text beside it.
_PARTS = ("stylesheet", "description", "body", "binary", "")
_NOTES = ("notes", "comments", "footnotes")


def read(source: Source) -> Draft:
    """A book."""
    data = source.data
    if data.startswith(b"PK"):
        archive = Archive(data, source.name, source.limits)
        books = fb2_entries(archive)
        if len(books) != 1:
            raise ReadError(
                "{name}: an archive of {count} FictionBook files; give one with one book",
                name=source.name,
                count=len(books),
            )
        data = archive.read(books[0])
    text, encoding = _decode(data, source)
    plain = _DECLARATION.sub("", text).encode("utf-8", "replace")
    root = parse_xml(plain, source.name, source.limits, recover=True, whole=True)
    if local(root) != "FictionBook":
        raise ReadError("{name}: XML, but not a FictionBook; the file is damaged or wrongly named", name=source.name)
    title = language = ""
    for info in root.iter("{*}title-info"):
        for child in info:
            if local(child) == "book-title":
                title = plain_text(child)
            elif local(child) == "lang":
                language = plain_text(child).split("-")[0].lower()
        break
    rows: list[Row] = []
    for part in root:
        if local(part) == "body" and attribute(part, "name") not in _NOTES:
            rows.extend(_body_rows(part))
        elif local(part) not in _PARTS and plain_text(part):
            raise ReadError(
                "{name}: damaged XML: in line {line} there is text outside of the book's body; get the file again",
                name=source.name,
                line=part.sourceline,
            )
    return Draft(rows, title=title, language=language, encoding=encoding)


def _decode(data: bytes, source: Source) -> tuple[str, str]:
    """What the XML declaration says, unless the bytes cannot be that."""
    declared = _DECLARED.search(data[:400])
    if source.encoding is None and declared:
        try:
            return decode(data, source.name, declared.group(1).decode("ascii", "replace").lower())
        except ReadError:
            # A wrong declaration is common enough: the ladder decides.
            return decode(data, source.name)
    return decode(data, source.name, source.encoding)


def _body_rows(body: _Element) -> list[Row]:
    """The rows of a body."""
    rows: list[Row] = []
    open_tags: list[str] = []
    text: list[str] = []
    heading: list[str] = []
    verse: list[str] = []
    walk = events(body)
    skip: bool | None = None
    while True:
        try:
            event, what = walk.send(skip)
        except StopIteration:
            break
        skip = None
        if event == "text":
            text.append(what)
            continue
        tag = local(what)
        if event == "start":
            if (
                is_code_block(what, tag)
                or (tag == "a" and attribute(what, "type") == "note")
                or tag in ("image", "binary")
            ):
                skip = True
                continue
            if tag in _LEAVES or tag in _HOLDERS:
                _spill(text, rows)
            open_tags.append(tag)
            continue
        open_tags.pop()
        if tag in _HOLDERS:
            _spill(text, rows)
        if tag in _LEAVES:
            _leaf(tag, " ".join("".join(text).split()), open_tags, rows, heading, verse)
            text.clear()
        elif tag == "title":
            rows.append(("heading", " ".join(heading), max(1, open_tags.count("section"))))
            heading.clear()
        elif tag in ("stanza", "poem") and verse:
            rows.append(("verse", "\n".join(verse), 0))
            verse.clear()
    return only_filled(rows)


_LEAVES = words("p v subtitle text-author td th date")
_HOLDERS = words("section title stanza poem epigraph cite annotation table tr body")


def _spill(text: list[str], rows: list[Row]) -> None:
    """Text where there should be none, as after an end tag that is missing or wrong: a paragraph of its own."""
    if line := " ".join("".join(text).split()):
        rows.append(("body", line, 0))
    text.clear()


def _leaf(tag: str, line: str, open_tags: list[str], rows: list[Row], heading: list[str], verse: list[str]) -> None:
    """One line-like element goes where its surroundings say."""
    if not line:
        return
    if "title" in open_tags:
        heading.append(line)
    elif tag == "v":
        verse.append(line)
    elif tag == "subtitle":
        rows.append(("heading", line, open_tags.count("section") + 1))
    else:
        kind: Kind = "table-cell" if tag in ("td", "th") else "body"
        if line.startswith("•"):
            kind, line = "list-item", line.lstrip("• ")
        if "epigraph" in open_tags or "cite" in open_tags:
            kind = "quote"
        rows.append((kind, line, int(kind == "list-item")))
