"""Paragraphs from a PDF's ordered lines: furniture of the page dropped, lines joined by geometry and wording."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from aligner.core.document import Kind
from aligner.readers.draft import Row
from aligner.readers.pdf_layout import Column, Line, OrderedPage
from aligner.repair.hyphens import Joiner
from aligner.repair.unwrap import BULLET, SPEAKER

_ENDED = re.compile(r"[.!?…:;][\"»”’')\]]*(?:\[?\d{1,3}\]?)?$")
_PAGE_NUMBER = re.compile(
    r"(?:[-–—\[(]?\s*(?:page|стр\.?|страница|с\.)?\s*(?:\d{1,4}(?:\s*(?:/|of|из)\s*\d{1,4})?|[ivxlc]{1,7})\s*[-–—\])]?)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
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
    sizes: Counter[float] = field(default_factory=Counter)


def page_rows(pages: list[OrderedPage]) -> list[Row]:
    """Paragraphs of the running text."""
    repeated = _repeated(pages)
    body = _body_size(pages)
    joiner = Joiner("\n".join(line.text for page in pages for column in page.columns for line in column.lines))
    paragraphs: list[_Open] = []
    for number, page in enumerate(pages):
        for column in _without_notes(page, body, repeated):
            leading = _leading(column)
            before: Line | None = None
            for line in column.lines:
                if paragraphs and _continues(paragraphs[-1], line, before, column, leading):
                    paragraphs[-1].lines.append(line.text)
                    paragraphs[-1].last, paragraphs[-1].column, paragraphs[-1].page = line, column, number
                else:
                    paragraphs.append(_Open([line.text], line, column, number, line.size, line.bold))
                before = line
    sizes = sorted({round(one.size) for one in paragraphs if one.size > body * 1.15}, reverse=True)
    return [_row(one, joiner, body, sizes) for one in paragraphs]


def _edge_lines(page: OrderedPage) -> list[tuple[Line, bool]]:
    """The three uppermost and three lowest lines, each with whether it stands at the top."""
    lines = sorted((line for column in page.columns for line in column.lines), key=lambda line: -line.y1)
    if len(lines) <= 6:
        return [(line, True) for line in lines[:1]] + [(line, False) for line in lines[1:][-1:]]
    return [(line, True) for line in lines[:3]] + [(line, False) for line in lines[-3:]]


def _shape(line: Line) -> str:
    """What a running header looks like on every page: its numbers may differ."""
    return _DIGITS.sub("#", line.text.strip().lower())


def _repeated(pages: list[OrderedPage]) -> Counter[tuple[str, bool]]:
    """How many pages have a line of this shape at this edge."""
    found: Counter[tuple[str, bool]] = Counter()
    for page in pages:
        found.update({(_shape(line), top) for line, top in _edge_lines(page)})
    # Left and right pages have different headers; two pages are enough to tell, in a short document.
    return Counter({key: count for key, count in found.items() if count >= (2 if len(pages) < 6 else 3)})


def _body_size(pages: list[OrderedPage]) -> float:
    """The size most of the text is set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for column in page.columns:
            for line in column.lines:
                sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _without_notes(page: OrderedPage, body: float, repeated: Counter[tuple[str, bool]]) -> list[Column]:
    """The page's columns without headers, footers, page numbers, and footnotes in small type at the foot."""
    dropped: set[int] = set()
    for line, top in _edge_lines(page):
        if (_shape(line), top) in repeated or _PAGE_NUMBER.match(line.text.strip()):
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
    steps = sorted(one.y1 - other.y1 for one, other in zip(column.lines, column.lines[1:], strict=False))
    return steps[len(steps) // 2] if steps else 0.0


def _continues(paragraph: _Open, line: Line, before: Line | None, column: Column, leading: float) -> bool:
    """Whether the line goes on with the paragraph before it."""
    last = paragraph.last
    ended = bool(_ENDED.search(last.text))
    if abs(line.size - last.size) > 0.12 * max(line.size, last.size) or (line.bold != last.bold and ended):
        return False
    if BULLET.match(line.text + " "):
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
    return not (ended and short)


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
    elif BULLET.match(text):
        kind, level = "list-item", 1
    elif re.match(r"(?:Рис(?:унок|\.)|Табл(?:ица|\.)|Fig(?:ure|\.)|Table)\s*\d", text) and len(text) < 300:
        kind = "caption"
    return kind, text, level
