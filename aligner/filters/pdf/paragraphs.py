"""Paragraphs from a PDF's ordered lines: furniture of the page dropped, lines joined by geometry and wording."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from aligner.core.document import Kind
from aligner.filters.pdf.layout import Column, Line, OrderedPage
from aligner.filters.plain_kinds import is_list_item
from aligner.repair.hyphens import Joiner
from aligner.repair.unwrap import BULLET, SPEAKER

#: A paragraph: its kind, its text, its level (headings and list items from 1; 0 elsewhere).
Row: TypeAlias = tuple[Kind, str, int]
_ENDED = re.compile(r"[.!?…:;][\"»”’')\]]*(?:\[?\d{1,3}\]?)?$")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—\[(]?\s*(?:page|стр\.?|страница|с\.)?\s*(?:\d{1,4}(?:\s*(?:/|of|из)\s*\d{1,4})?|[ivxlc]{1,7})\s*[-–—\])]?)$",
    re.IGNORECASE,
)
#: What a browser or an editor prints over and under a page: date and time with a title, an address, a file's name.
_PRINTED = re.compile(
    r"(?:\d{1,2}[./]\d{1,2}[./]\d{2,4},?\s{1,3}\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?(?:\s.{0,200})?"
    r"|(?:https?|file)://\S{1,300}(?:\s{1,3}\S{0,20}\s?\d{1,4}\s?/\s?\d{1,4})?"
    r"|(?:[A-Za-z]:\\|/)?[^\s/\\][^\\/]{0,80}(?:[\\/][^\\/]{1,80}){0,12}\.(?:docx?|pdf|xlsx?|pptx?|odt|rtf|indd|qxd|tex)"
    r"(?:\s.{0,60})?)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_GLYPH = re.compile(r"[•·▪‣◦●○■□➢✓–—-]\s+")
_LETTER = re.compile(r"[a-zа-яё]\.")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡]{1,3}|\[\d{1,3}\])[\s.)]?\s?\S")


@dataclass(slots=True)
class _Open:
    """A paragraph being put together."""

    lines: list[str]
    last: Line
    column: Column
    page: int
    size: float
    bold: bool
    cell: bool = False


def page_rows(pages: list[OrderedPage]) -> list[Row]:
    """Paragraphs of the running text."""
    repeated = _repeated(pages)
    body = _body_size(pages)
    joiner = Joiner("\n".join(line.text for page in pages for column in page.columns for line in column.lines))
    paragraphs: list[_Open] = []
    for number, page in enumerate(pages):
        for column in _without_notes(page, body, repeated):
            leading = _leading(column)
            table = _table_rows(column)
            before: Line | None = None
            for line in column.lines:
                if id(line) in table:
                    paragraphs.extend(_Open([one], line, column, number, line.size, False, True) for one in line.cells)
                elif (
                    paragraphs and not paragraphs[-1].cell and _continues(paragraphs[-1], line, before, column, leading)
                ):
                    paragraphs[-1].lines.append(line.text)
                    paragraphs[-1].last, paragraphs[-1].column, paragraphs[-1].page = line, column, number
                else:
                    paragraphs.append(_Open([line.text], line, column, number, line.size, line.bold))
                before = line
    sizes = sorted({round(one.size) for one in paragraphs if one.size > body * 1.15}, reverse=True)
    return [_row(one, joiner, body, sizes) for one in paragraphs]


def _table_rows(column: Column) -> set[int]:
    """Lines with wide gaps that stand over one another."""
    found: set[int] = set()
    for one, other in pairwise(column.lines):
        if one.cells and other.cells:
            found.update((id(one), id(other)))
    return found


def _edge_lines(page: OrderedPage) -> list[tuple[Line, bool, bool]]:
    """The three uppermost and three lowest lines: each with whether it is at the top, and stands off from the text."""
    lines = sorted((line for column in page.columns for line in column.lines), key=lambda line: -line.y1)
    edges: list[tuple[Line, bool, bool]] = []
    for top in (True, False):
        ordered = lines if top else lines[::-1]
        for line, inner in pairwise(ordered[:4]):
            gap = line.y0 - inner.y1 if top else inner.y0 - line.y1
            edges.append((line, top, gap > 0.55 * line.size))
    return edges


def _shape(line: Line) -> str:
    """What a running header looks like on every page: its numbers may differ."""
    return _DIGITS.sub("#", line.text.strip().lower())


_Edge: TypeAlias = tuple[str, bool, int]


def _edge(line: Line, top: bool) -> _Edge:
    """What a running header has in common from page to page: wording, edge, height on the page."""
    return _shape(line), top, round(line.y0 / 6)


def _repeated(pages: list[OrderedPage]) -> Counter[_Edge]:
    """On how many pages a line stands at an edge."""
    found: Counter[_Edge] = Counter()
    for page in pages:
        found.update({_edge(line, top) for line, top, _ in _edge_lines(page)})
    return found


def _body_size(pages: list[OrderedPage]) -> float:
    """The size most of the text is set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for column in page.columns:
            for line in column.lines:
                sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _without_notes(page: OrderedPage, body: float, repeated: Counter[_Edge]) -> list[Column]:
    """The page's columns without headers, footers, page numbers, and footnotes in small type at the foot."""
    dropped: set[int] = set()
    inner = {True: False, False: False}
    for line, top, apart in _edge_lines(page):
        pages = repeated[_edge(line, top)]
        # A number alone is a page's; a line met on two pages has to stand off, one met on three need not.
        printed = any(pattern.fullmatch(line.text.strip()) for pattern in (_PAGE_NUMBER, _PRINTED))
        if inner[top] or not (printed or pages >= (2 if apart else 3)):
            inner[top] = True
        else:
            dropped.add(id(line))
    kept: list[Column] = []
    for column in page.columns:
        lines = [line for line in column.lines if id(line) not in dropped]
        cut = len(lines)
        while cut and lines[cut - 1].size < body * 0.93 and lines[cut - 1].y1 < page.height * 0.5:
            cut -= 1
        small = lines[cut:]
        starts = [at for at, line in enumerate(small) if _NOTE.match(line.text)]
        if starts:
            lines = lines[: cut + starts[0]]
        if lines:
            kept.append(Column(lines, column.left, column.right))
    return kept


def _leading(column: Column) -> float:
    """The usual distance between the lines of a column."""
    steps = sorted(one.y1 - other.y1 for one, other in pairwise(column.lines))
    return steps[len(steps) // 2] if steps else 0.0


def _continues(paragraph: _Open, line: Line, before: Line | None, column: Column, leading: float) -> bool:
    """Whether the line goes on with the paragraph before it."""
    last = paragraph.last
    ended = bool(_ENDED.search(last.text))
    if abs(line.size - last.size) > 0.12 * max(line.size, last.size) or (line.bold != last.bold and ended):
        return False
    if BULLET.match(line.text + " ") and not (_LETTER.match(line.text) and _is_open(last.text)):
        return False
    first = line.text.lstrip('«"“(')[:1]
    short = last.x1 < paragraph.column.right - 0.12 * (paragraph.column.right - paragraph.column.left)
    if before is None:
        # A new column or page: a sentence broken there goes on.
        return (
            not ended
            and paragraph.bold == line.bold
            and not (short and first.isupper())
            and (not first.isupper() or last.text.endswith(("-", ",")) or not short)
        )
    if leading and before.y1 - line.y1 > leading * 1.35:
        return not ended and first.islower() and before.y1 - line.y1 < leading * 3
    if SPEAKER.match(line.text) and ended:
        return False
    indent = line.x0 - column.left
    indented = indent > 0.8 * line.size and before.x0 - column.left < 0.5 * line.size
    if indented and (ended or first.isupper()):
        return False
    if line.bold != paragraph.bold and short:
        return False
    if not short:
        return True
    # The line is short although the next word would have fitted: the author ended the paragraph there.
    return not ended and not (first.isupper() and _would_fit(last, line, paragraph.column))


def _is_open(text: str) -> bool:
    """The line breaks off within a sentence, so that a letter and a stop after it (``2006 | г. №``) are no list's."""
    return not _ENDED.search(text) and not text.endswith(",")


def _would_fit(last: Line, line: Line, column: Column) -> bool:
    """Whether the first word of a line had room at the end of the line before."""
    width = (line.x1 - line.x0) / max(1, len(line.text))
    return last.x1 + (len(line.text.split(None, 1)[0]) + 2) * width < column.right


def _row(paragraph: _Open, joiner: Joiner, body: float, sizes: list[int]) -> Row:
    """A finished paragraph with its kind."""
    text = joiner.join(paragraph.lines)
    kind: Kind = "body"
    level = 0
    ended = text.endswith((".", ";", ",", ":")) and not text[:-1].endswith(("г", "гг"))
    if len(text) < 200 and paragraph.size > body * 1.15:
        kind, level = "heading", min(6, sizes.index(round(paragraph.size)) + 1 if round(paragraph.size) in sizes else 1)
    elif len(text) < 120 and paragraph.bold and not ended:
        kind, level = "heading", min(6, len(sizes) + 1)
    elif paragraph.cell:
        kind = "table-cell"
    elif is_list_item(text):
        kind, level = "list-item", 1
        text = _GLYPH.sub("", text, count=1) if _GLYPH.match(text) else text
    elif re.match(r"(?:Рис(?:унок|\.)|Табл(?:ица|\.)|Fig(?:ure|\.)|Table)\s*\d", text) and len(text) < 300:
        kind = "caption"
    return kind, text, level
