"""Two columns side by side in plain text: told from tables and from ragged lines, and put one after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from aligner.repair.lines import Line

#: Lines from which on side by side is no accident; columns of blanks between; characters of a column's mean line.
LEAST_LINES, GUTTER, LEAST_WIDTH = 4, 2, 14
_ENDED = re.compile(r"[.!?…][\"»”’')\]*_]*$")
_STOPPED = re.compile(r"[^\W\d_][.!?…](?:[\s»”]|$)")
_GAP = re.compile(r"(?<=\S)\s{2,}(?=\S)")
_WIDEST, _MOST_PLACES = 400, 8


def in_order(runs: list[list[Line]]) -> list[list[Line]]:
    """Runs of lines; of those in two columns first the left ones, then the right ones."""
    made: list[list[Line]] = []
    left: list[list[Line]] = []
    right: list[list[Line]] = []
    gutter = 0
    for run in runs:
        # Runs of a page share their gutter; a short one may lie in one column alone.
        if not (gutter and _free(run, gutter) and _within(run, gutter)):
            made += left + right
            left, right = [], []
            gutter = _gutter(run)
        if not gutter:
            made.append(run)
            continue
        for column, side in ((-gutter, left), (gutter, right)):
            lines = [line[:gutter].rstrip() if column < 0 else line[gutter:] for line in run]
            places = zip(lines, run, strict=True)
            if kept := [Line(line, whole.first, whole.last, column) for line, whole in places if line.strip()]:
                side.append(kept)
    return made + left + right


def _free(run: Sequence[str], at: int) -> bool:
    """Nothing but blanks in the gutter that ends here."""
    return all(not line[at - GUTTER : at].strip() for line in run)


def _within(run: Sequence[str], at: int) -> bool:
    """The run is in both columns, or long enough in one to be no heading over both."""
    return any(line[at:].strip() for line in run)


def _gutter(run: Sequence[str]) -> int:
    """Where the right column begins; 0 where there are not two of running text."""
    if len(run) < LEAST_LINES or max(map(len, run)) > _WIDEST:
        return 0
    places = Counter(match.end() for line in run for match in _GAP.finditer(line))
    # The right column begins at one place in most lines; where many are alike, it is a table.
    for at, count in places.most_common(_MOST_PLACES):
        if 2 * count >= len(run) and _free(run, at) and _is_text(run, at):
            return at
    return 0


def _is_text(run: Sequence[str], at: int) -> bool:
    """Do both sides read on downwards, and less well across?"""
    sides = [[line[:at].strip() for line in run], [line[at:].strip() for line in run]]
    both = [(one, two) for one, two in zip(*sides, strict=True) if one and two]
    if len(both) < max(LEAST_LINES - 1, 0.6 * len(run)):
        return False
    if any(sum(map(len, side)) < LEAST_WIDTH * sum(map(bool, side)) for side in sides):
        return False
    if not all(_STOPPED.search(line) for line in (" ".join(side) for side in sides)):
        return False
    down = [pair for side in sides for pair in pairwise([line for line in side if line])]
    broken_down = sum(not _reads_on(*pair) for pair in down) / len(down)
    broken_across = sum(not _reads_on(*pair) for pair in both) / len(both)
    carried = sum(two[:1].islower() or _cut(one) for one, two in down) / len(down)
    return carried >= 0.4 and broken_down <= 0.2 and broken_down < broken_across


def _reads_on(one: str, two: str) -> bool:
    """A sentence that goes on begins its next line small; one that ended, with a capital (or a figure, or a mark)."""
    if _cut(one):
        return two[:1].islower()
    return _ENDED.search(one) is None if two[:1].islower() else _ENDED.search(one) is not None or not two[:1].isalpha()


def _cut(line: str) -> bool:
    """Does a word go on in the next line?"""
    return re.search(r"[^\W\d_]-$", line) is not None
