"""ODT: headings, paragraphs, lists, tables and frames of the text; notes, comments, indexes, deletions stay out.

Source: OASIS OpenDocument 1.3, part 3.
"""

from __future__ import annotations

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
    "note annotation annotation-end tracked-changes table-of-content illustration-index table-index "
    "alphabetical-index bibliography user-index object-index ruby-text forms sequence-decls variable-decls "
    "user-field-decls page-number page-count desc title image object script"
)


def read(source: Source) -> Draft:
    """An OpenDocument text."""
    archive = Archive(source.data, source.name, source.limits)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ReadError("{name}: the document has a password; save it without one", name=source.name)
    root = parse_xml(archive.read("content.xml"), source.name, source.limits)
    parents = _parents(root)
    if "styles.xml" in archive:
        named = parse_xml(archive.read("styles.xml"), source.name, source.limits, recover=True)
        parents = {**_parents(named), **parents}
    title = ""
    if "meta.xml" in archive:
        meta = parse_xml(archive.read("meta.xml"), source.name, source.limits, recover=True)
        title = next((plain_text(one) for one in meta.iter("{*}title")), "")
    body = next((one for one in root.iter("{*}text") if local(one.getparent()) == "body"), None)  # type: ignore[arg-type]
    if body is None:
        raise ReadError("{name}: no text document in it; save it as .odt again", name=source.name)
    rows, heading = _rows(body, parents)
    return Draft(rows, title=title or heading, encoding="utf-8")


def _parents(root: _Element) -> dict[str, str]:
    """Paragraph styles: name -> the style it is made from (automatic styles are ``P1``, ``P2``…)."""
    return {
        attribute(one, "name"): attribute(one, "parent-style-name")
        for one in root.iter("{*}style")
        if attribute(one, "family") == "paragraph"
    }


def _style_names(style: str, parents: dict[str, str]) -> list[str]:
    """The style and what it is made from, in small letters."""
    names: list[str] = []
    while style and len(names) < 20:
        names.append(style.replace("_20_", " ").lower())
        style = parents.get(style, "")
    return names


def _rows(body: _Element, parents: dict[str, str]) -> tuple[list[Row], str]:
    """Rows in order, and the first paragraph styled as a title. What a frame holds follows its anchor."""
    rows: list[Row] = []
    title = ""
    texts: list[list[str]] = []
    waiting: list[Row] = []
    lists = cells = 0
    walk = events(body)
    skip: bool | None = None
    while True:
        try:
            event, what = walk.send(skip)
        except StopIteration:
            break
        skip = None
        if event == "text":
            if texts:
                texts[-1].append(what.replace("\n", " "))
            continue
        tag = local(what)
        if event == "start":
            if tag in _SKIPPED:
                skip = True
            elif tag in ("p", "h"):
                texts.append([])
            elif tag == "list":
                lists += 1
            elif tag in ("table-cell", "covered-table-cell"):
                cells += 1
            elif texts and tag == "line-break":
                texts[-1].append("\n")
            elif texts and tag in ("s", "tab"):
                texts[-1].append(" ")
            continue
        if tag == "list":
            lists -= 1
        elif tag in ("table-cell", "covered-table-cell"):
            cells -= 1
        elif tag in ("p", "h") and texts:
            text = "".join(texts.pop()).strip()
            names = _style_names(attribute(what, "style-name"), parents)
            row = _row(what, tag, "" if is_code_style(names, text) else text, names, lists, cells)
            if not title and "title" in names:
                title = text
            if texts:
                waiting.append(row)
            else:
                rows.append(row)
                rows.extend(waiting)
                waiting.clear()
    return only_filled(rows), title


def _row(element: _Element, tag: str, text: str, names: list[str], lists: int, cells: int) -> Row:
    """One paragraph's kind and level."""
    kind: Kind = "body"
    level = 0
    if tag == "h" or "title" in names or "subtitle" in names:
        outline = attribute(element, "outline-level")
        kind, level = (
            "heading",
            min(int(outline), 99) if outline.isascii() and outline.isdigit() and len(outline) < 4 else 1,
        )
    elif cells:
        kind = "table-cell"
    elif lists:
        kind, level = "list-item", lists
    elif "\n" in text and (any("verse" in one or "poem" in one for one in names) or is_verse(text.split("\n"))):
        return "verse", text, 0
    elif any(name.startswith(("quotation", "block quot", "цитат")) for name in names):
        kind = "quote"
    elif any(
        name in ("caption", "illustration", "table", "figure", "drawing", "text", "figurecaption") for name in names
    ):
        kind = "caption"
    return kind, text.replace("\n", " "), level
