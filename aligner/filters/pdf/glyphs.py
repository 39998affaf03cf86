"""The characters of a page before they become lines: printed twice for bold, turned, without a name."""

from __future__ import annotations

import math
from typing import Any

from pdfminer.layout import LAParams, LTChar, LTFigure, LTPage

#: Parts of the type size within which the same letter again is the same letter printed once more.
_AGAIN = 0.15
#: What stands for a character of which the file does not say what it is.
UNNAMED = "\ufffd"


def without_doubles(objects: list[Any]) -> list[Any]:
    """Objects of a page without the characters that are there once more at nearly the same place, as fake bold has."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    kept = []
    for item in objects:
        if isinstance(item, LTChar) and not item.get_text().isspace() and item.size > 0:
            near = _AGAIN * item.size
            # Cells of one and the same width, so that a place's neighbours are in the cells around.
            step = 2.0 ** math.ceil(math.log2(near))
            column, row = int(item.x0 // step), int(item.y0 // step)
            text = item.get_text()
            if any(
                abs(x - item.x0) < near and abs(y - item.y0) < near
                for i in (column - 1, column, column + 1)
                for j in (row - 1, row, row + 1)
                for x, y in seen.get((text, i, j), ())
            ):
                continue
            seen.setdefault((text, column, row), []).append((item.x0, item.y0))
        kept.append(item)
    return kept


def quarter(char: LTChar) -> int:
    """By how many quarters of a circle a character is turned, against the clock; 0 for upright ones."""
    a, b = char.matrix[:2]
    return round(math.atan2(b, a) / (math.pi / 2)) % 4


def turned_apart(page: Any) -> dict[int, list[LTChar]]:
    """Take the turned characters out of a page or figure: by their quarter, turned upright."""
    found: dict[int, list[LTChar]] = {}
    kept = []
    for item in page._objs:
        turn = quarter(item) if isinstance(item, LTChar) else 0
        if turn:
            found.setdefault(turn, []).append(_upright(item, turn))
        else:
            kept.append(item)
            if isinstance(item, LTFigure):
                for turn, chars in turned_apart(item).items():
                    found.setdefault(turn, []).extend(chars)
    page._objs = kept
    return found


def _upright(char: LTChar, turn: int) -> LTChar:
    """The character as it stands on a page that is turned back."""
    x0, y0, x1, y1 = char.bbox
    char.set_bbox({1: (y0, -x1, y1, -x0), 2: (-x1, -y1, -x0, -y0), 3: (-y1, x0, -y0, x1)}[turn])
    size = math.hypot(*char.matrix[:2])
    char.matrix = (size, 0.0, 0.0, size, char.x0, char.y0)
    char.upright = True
    char.size = char.height
    return char


def turned_page(chars: list[LTChar], like: Any, params: LAParams) -> LTPage:
    """A page of its own for characters that were turned back, with its lines."""
    box = (
        min(c.x0 for c in chars), min(c.y0 for c in chars), max(c.x1 for c in chars), max(c.y1 for c in chars),
    )  # fmt: skip
    page = LTPage(like.pageid, box)
    for char in chars:
        page.add(char)
    page.analyze(params)
    return page
