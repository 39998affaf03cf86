"""Plain text broken into lines: to a width, with an indent; in two columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest

#: What would begin an item of a list, were it the first thing in a line.
_MARK = re.compile(r"[-–—•*·+#>]+|\(?\w{1,6}[.)]|\d+|[=~_]+")
#: Columns are at least so wide, so that words fit.
_NARROWEST = 20


def filled(
    text: str,
    width: int,
    column: int,
    indent: str,
    newline: str,
    begins: Callable[[str], object] = lambda word: not _MARK.fullmatch(word),
) -> str:
    """The text broken into lines of at most ``width`` characters, as far as its words are shorter.

    Args:
        text: one paragraph; line ends in it stay.
        width: the width of the lines.
        column: where the first line begins.
        indent: what stands before each of the others.
        newline: the line end.
        begins: may a line begin with this word?
    """
    if column + len(text) <= width and "\n" not in text:
        return text
    return "".join(
        part if number % 2 else _filled(part, width, column if not number else len(indent), indent, newline, begins)
        for number, part in enumerate(re.split(r"([\r\n\f][\s\S]*[\r\n\f][^\S\r\n]*)", text))
    )


def _filled(text: str, width: int, column: int, indent: str, newline: str, begins: Callable[[str], object]) -> str:
    lines: list[str] = []
    line: list[str] = []
    length = column
    words = text.split(" ")
    for number, word in enumerate(words):
        # What cannot begin a line stands in one with the word before.
        unit = len(word)
        if number + 1 < len(words) and not begins(words[number + 1]):
            unit += 1 + len(words[number + 1])
        if line and length + 1 + unit > width and begins(word):
            lines.append(" ".join(line))
            line, length = [], len(indent)
        length += len(word) + (1 if line else 0)
        line.append(word)
    lines.append(" ".join(line))
    return (newline + indent).join(lines)


def side_by_side(texts: tuple[Sequence[str], Sequence[str]], gutter: int, right: int, newline: str) -> str:
    """Two columns of paragraphs; the right one begins at ``gutter`` and is ``right`` characters wide."""
    columns: list[list[str]] = []
    for paragraphs, width in zip(texts, (max(_NARROWEST, gutter - 2), max(_NARROWEST, right)), strict=True):
        column: list[str] = []
        for paragraph in paragraphs:
            column += [""] * bool(column) + filled(" ".join(paragraph.split()), width, 0, "", "\n").split("\n")
        columns.append(column)
    at = max(gutter, max(map(len, columns[0]), default=0) + 2)
    return newline.join((one.ljust(at) + two).rstrip() for one, two in zip_longest(*columns, fillvalue=""))
