"""Reading order on a page: columns are parted at gutters, bands at gaps (recursive XY-cut)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_DEEPEST = 12
# A list's mark stands apart from its text.
_MARK = re.compile(r"[-–—•*·▪‣◦●○■□➢✓]|\(?(?:\d{1,3}|[a-zа-яё]|[IVXLC]{1,6})[.)]?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; points, from the page's lower left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    #: The pieces of a line that has wide gaps in it, as rows of a table have.
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines, in no order."""

    lines: list[Line]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that follow one another down a column, with its left and right edge."""

    lines: list[Line]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class OrderedPage:
    """A page's columns in reading order."""

    columns: list[Column]
    width: float
    height: float


def in_reading_order(page: Page) -> OrderedPage:
    """The page's lines as columns, in the order they are read."""
    columns: list[Column] = []
    _cut(sorted(page.lines, key=lambda line: (-line.y1, line.x0)), columns, _DEEPEST)
    return OrderedPage(_merged(columns), page.width, page.height)


def _cut(lines: list[Line], columns: list[Column], depth: int) -> None:
    """Part lines at the widest gutter, or else into bands of full-width and column lines."""
    if not lines:
        return
    gutter = _gutter(lines) if depth else None
    if gutter is not None:
        left = [line for line in lines if line.x1 <= gutter]
        right = [line for line in lines if line.x1 > gutter]
        _cut(left, columns, depth - 1)
        _cut(right, columns, depth - 1)
        return
    bands = _bands(lines) if depth else [lines]
    if len(bands) > 1:
        for band in bands:
            _cut(band, columns, depth - 1)
        return
    columns.append(_column(lines))


def _column(lines: list[Line]) -> Column:
    """Lines of one column; pieces of one printed line put together."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (-one.y1, one.x0)):
        if rows and _overlap(rows[-1][0], line) > 0.6 * min(line.y1 - line.y0, rows[-1][0].y1 - rows[-1][0].y0):
            rows[-1].append(line)
        else:
            rows.append([line])
    joined = [_join(sorted(row, key=lambda one: one.x0)) for row in rows]
    return Column(joined, min(line.x0 for line in joined), max(line.x1 for line in joined))


def _overlap(one: Line, other: Line) -> float:
    return min(one.y1, other.y1) - max(one.y0, other.y0)


def _join(row: list[Line]) -> Line:
    """Pieces side by side as one line."""
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    return Line(
        " ".join(line.text for line in row),
        row[0].x0,
        min(line.y0 for line in row),
        max(line.x1 for line in row),
        max(line.y1 for line in row),
        longest.size,
        all(line.bold for line in row),
        () if _MARK.fullmatch(row[0].text) else tuple(line.text for line in row),
    )


def _gutter(lines: list[Line]) -> float | None:
    """Where a blank strip parts the lines into columns, each of several lines; none where there is no such strip."""
    if len(lines) < 6:
        return None
    spans = sorted((line.x0, line.x1) for line in lines)
    best: tuple[float, float] | None = None
    reach = spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - reach > (best[1] - best[0] if best else 6.0):
            best = (reach, x0)
        reach = max(reach, x1)
    if best is None:
        return None
    middle = (best[0] + best[1]) / 2
    left = [line for line in lines if line.x1 <= middle]
    right = [line for line in lines if line.x1 > middle]
    # Numbers and bullets hanging left of their text are no column.
    if min(len(left), len(right)) < 3 or min(_chars(left), _chars(right)) < 0.08 * _chars(lines):
        return None
    widths = sorted(line.x1 - line.x0 for line in min((left, right), key=_chars))
    if widths[len(widths) // 2] < 40:
        return None
    # Table columns stand side by side line for line with gaps of their own: then rows are read across.
    return None if _is_table(left, right) else middle


def _chars(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _is_table(left: list[Line], right: list[Line]) -> bool:
    """Short cells on both sides."""
    return all(sum(len(line.text) < 25 for line in side) > 0.8 * len(side) for side in (left, right))


def _bands(lines: list[Line]) -> list[list[Line]]:
    """Groups of lines from the top: parted where a full-width line meets column lines, or at a wide gap."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and any(_overlap(one, line) > 0.5 * (line.y1 - line.y0) for one in rows[-1][:4]):
            rows[-1].append(line)
        else:
            rows.append([line])
    if len(rows) < 2:
        return [lines]
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    middle = (left + right) / 2

    def crosses(row: list[Line]) -> bool:
        return any(line.x0 < middle - 5 and line.x1 > middle + 5 for line in row)

    bands: list[list[Line]] = [list(rows[0])]
    for before, row in pairwise(rows):
        gap = min(line.y0 for line in before) - max(line.y1 for line in row)
        height = max(line.y1 - line.y0 for line in row)
        if crosses(before) != crosses(row) or gap > 3 * height:
            bands.append([])
        bands[-1].extend(row)
    return bands


def _merged(columns: list[Column]) -> list[Column]:
    """Bands of one and the same column put together again."""
    merged: list[Column] = []
    for column in columns:
        if merged:
            last = merged[-1]
            same = abs(last.left - column.left) < 40 and column.right <= last.right + 40
            below = last.lines[-1].y0 >= column.lines[0].y1 - 2
            if same and below:
                merged[-1] = Column(
                    last.lines + column.lines, min(last.left, column.left), max(last.right, column.right)
                )
                continue
        merged.append(column)
    return merged
