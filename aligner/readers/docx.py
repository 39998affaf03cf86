"""DOCX: paragraphs, lists, tables and text boxes of the main part; notes, headers, footers stay out.

Read from the XML itself: the running text is more than python-docx's ``paragraphs`` (content controls, text boxes,
insertions) and less (deletions, field codes), and the archive's parts are unpacked within limits.
Source: ECMA-376, part 1, chapter 17.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.core.document import Kind
from aligner.errors import ReadError
from aligner.readers.archive import Archive
from aligner.readers.code import is_code_style
from aligner.readers.draft import Draft, Row, Source
from aligner.readers.xml import attribute, events, local, only_filled, parse_xml, plain_text
from aligner.repair.verse import is_verse
from aligner.repair.words import words

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = words(
    "del moveFrom instrText delText delInstrText footnoteReference endnoteReference annotationRef "
    "commentReference Fallback sectPr tblPr tblGrid trPr tcPr pict object rubyPr rt"
)
_HEADING_NAME = re.compile(r"^(?:heading|заголовок)\s*(\d)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says, with what it is based on."""

    name: str
    based_on: str
    outline: int
    listed: int


def read(source: Source) -> Draft:
    """A Word document."""
    archive = Archive(source.data, source.name, source.limits)
    main = _main_part(archive, source)
    root = parse_xml(archive.read(main), source.name, source.limits)
    folder = main.rsplit("/", 1)[0] + "/" if "/" in main else ""
    styles = _styles(archive, folder + "styles.xml", source)
    title = ""
    if "docProps/core.xml" in archive:
        core = parse_xml(archive.read("docProps/core.xml"), source.name, source.limits, recover=True)
        title = next((plain_text(one) for one in core.iter("{*}title")), "")
    body = next((one for one in root.iter() if local(one) == "body"), None)
    if body is None:
        raise ReadError("{name}: the document has no body; the file is damaged", name=source.name)
    rows, heading = _body_rows(body, styles)
    return Draft(rows, title=title or heading, encoding="utf-8")


def _main_part(archive: Archive, source: Source) -> str:
    """The main document part, by the package's relations or by its usual name."""
    if "_rels/.rels" in archive:
        relations = parse_xml(archive.read("_rels/.rels"), source.name, source.limits, recover=True)
        for one in relations.iter("{*}Relationship"):
            if one.get("Type", "").endswith("/officeDocument"):
                target = one.get("Target", "").lstrip("/")
                if target in archive:
                    return target
    if "word/document.xml" not in archive:
        raise ReadError("{name}: the main part is missing; the file is damaged", name=source.name)
    return "word/document.xml"


def _styles(archive: Archive, part: str, source: Source) -> dict[str, _Style]:
    """Paragraph styles by id."""
    if part not in archive:
        return {}
    styles: dict[str, _Style] = {}
    for style in parse_xml(archive.read(part), source.name, source.limits, recover=True).iter("{*}style"):
        if attribute(style, "type") not in ("paragraph", ""):
            continue
        outline, listed = -1, -1
        name = based_on = ""
        for one in style.iter():
            tag = local(one)
            if tag == "name":
                name = attribute(one, "val")
            elif tag == "basedOn":
                based_on = attribute(one, "val")
            elif tag == "outlineLvl":
                outline = _number(attribute(one, "val"))
            elif tag == "numPr":
                listed = 0
            elif tag == "ilvl":
                listed = _number(attribute(one, "val"))
        styles[attribute(style, "styleId")] = _Style(name, based_on, outline, listed)
    return styles


def _number(value: str) -> int:
    """A small number written in an attribute; 0 for anything else."""
    return min(int(value), 99) if value.isascii() and value.isdigit() and len(value) < 4 else 0


@dataclass(slots=True)
class _Open:
    """A paragraph being read."""

    text: list[str]
    style: str = ""
    outline: int = -1
    listed: int = -1
    hidden: bool = False
    drawn: list[Row] | None = None


def _body_rows(body: _Element, styles: dict[str, _Style]) -> tuple[list[Row], str]:
    """Rows in order, and the text of the first paragraph styled as a title. Text boxes follow their anchor."""
    rows: list[Row] = []
    title = ""
    open_paragraphs: list[_Open] = []
    cells = 0
    walk = events(body)
    skip: bool | None = None
    while True:
        try:
            event, what = walk.send(skip)
        except StopIteration:
            break
        skip = None
        if event == "text":
            continue
        tag = local(what)
        current = open_paragraphs[-1] if open_paragraphs else None
        if event == "end":
            cells -= tag == "tc"
            if tag == "p" and open_paragraphs and what.tag.endswith("}p") and "drawingml" not in what.tag:
                done = open_paragraphs.pop()
                row = _row(done, styles, cells > 0)
                if row is not None:
                    if not title and styles.get(done.style, _NO_STYLE).name.lower() == "title":
                        title = row[1]
                    target = rows
                    if open_paragraphs:
                        outer = open_paragraphs[0]
                        outer.drawn = outer.drawn or []
                        target = outer.drawn
                    target.append(row)
                rows.extend(done.drawn or [])
            continue
        if tag in _SKIPPED:
            # VML pictures may hold text boxes, but only as the fallback of a drawing that holds the same.
            skip = not (tag in ("pict", "object") and _holds_text(what))
        elif tag == "tc":
            cells += 1
        elif tag == "p" and "drawingml" not in what.tag:
            open_paragraphs.append(_Open([]))
        elif current is not None:
            skip = _inside(what, tag, current)
    return only_filled(rows), title


_NO_STYLE = _Style("", "", -1, -1)


def _holds_text(element: _Element) -> bool:
    return any(local(one) == "txbxContent" for one in element.iter())


def _inside(element: _Element, tag: str, paragraph: _Open) -> bool:
    """Take up one element inside a paragraph; true to skip what it holds."""
    if tag == "t":
        paragraph.text.append(str(element.text or ""))
    elif tag in ("tab", "ptab"):
        if local(element.getparent()) == "r":  # type: ignore[arg-type]
            paragraph.text.append(" ")
    elif tag in ("br", "cr"):
        paragraph.text.append("\n" if attribute(element, "type") in ("", "textWrapping") else " ")
    elif tag == "noBreakHyphen":
        paragraph.text.append("-")
    elif tag == "pStyle":
        paragraph.style = attribute(element, "val")
    elif tag == "outlineLvl":
        paragraph.outline = _number(attribute(element, "val"))
    elif tag == "numPr":
        number = next((attribute(one, "val") for one in element.iter() if local(one) == "numId"), "")
        level = next((attribute(one, "val") for one in element.iter() if local(one) == "ilvl"), "0")
        # Number 0 takes a paragraph out of the list its style put it in.
        paragraph.listed = -2 if number == "0" else _number(level)
    elif tag == "r":
        return _is_hidden(element)
    return False


def _is_hidden(run: _Element) -> bool:
    """Hidden text."""
    for one in run:
        if local(one) == "rPr":
            return any(local(mark) == "vanish" and attribute(mark, "val") not in ("0", "false") for mark in one)
    return False


def _row(paragraph: _Open, styles: dict[str, _Style], in_cell: bool) -> Row | None:
    """A paragraph's row; none for lines of a table of contents and for program code."""
    text = "".join(paragraph.text).strip()
    if not text:
        return None
    names: list[str] = []
    outline, listed = paragraph.outline, paragraph.listed
    style = paragraph.style
    while style in styles and len(names) < 20:
        one = styles[style]
        names.append(one.name.lower())
        outline = one.outline if outline < 0 else outline
        listed = one.listed if listed == -1 else listed
        style = one.based_on
    if any(
        name.startswith(("toc ", "table of figures", "header", "footer", "footnote", "endnote")) for name in names[:1]
    ):
        return None
    if is_code_style(names, text):
        return None
    kind: Kind = "body"
    level = 0
    heading = next((match for name in names if (match := _HEADING_NAME.match(name))), None)
    if heading or 0 <= outline < 9 or "title" in names[:1] or "subtitle" in names[:1]:
        kind = "heading"
        level = (
            outline + 1
            if 0 <= outline < 9
            else int(heading.group(1) or 1)
            if heading
            else 1 + ("subtitle" in names[:1])
        )
    elif in_cell:
        kind = "table-cell"
    elif listed >= 0 or any(name.startswith("list ") and name != "list paragraph" for name in names[:1]):
        kind, level = "list-item", max(0, listed) + 1
    elif "\n" in text and (any("verse" in one or "poem" in one for one in names) or is_verse(text.split("\n"))):
        return "verse", text, 0
    elif any("quot" in name or "block text" in name for name in names):
        kind = "quote"
    elif any(name == "caption" for name in names):
        kind = "caption"
    return kind, text.replace("\n", " "), level
