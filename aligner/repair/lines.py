"""Lines of a plain text that know their place in it, so that a paragraph made of them can be put back."""

from __future__ import annotations

import re

from aligner.repair.characters import clean

_SEPARATOR = re.compile("\r\n|[\n\r\f\x85\u2028\u2029]")


class Line(str):
    """A line's text, and the half-open span that it has in the file; what is cut out of it by columns keeps the span.

    ``column`` is 0 for a whole line; in two columns it is where the right one begins, negative in the left one.
    """

    __slots__ = ("column", "first", "last")
    first: int
    last: int
    column: int

    def __new__(cls, text: str, first: int = -1, last: int = -1, column: int = 0) -> Line:
        """The span is unknown by default."""
        made = super().__new__(cls, text)
        made.first, made.last, made.column = first, last, column
        return made

    def strip(self, chars: str | None = None, /) -> Line:
        """Without white space at its ends; of a whole line the span begins with the first character that is left."""
        left = self.lstrip(chars)
        cut = 0 if self.column else len(self) - len(left)
        return Line(left.rstrip(chars), self.first + cut, self.last, self.column)


def lines_of(text: str) -> list[Line]:
    """The lines, cleaned, without blanks at their ends; a form feed stands for an empty line more."""
    dirty = not text.isascii() and clean(text) != text
    if not dirty and "\f" not in text and not ("\r" in text and text.count("\r") != text.count("\r\n")):
        made, at = [], 0
        for line in text.split("\n"):
            shown = line.rstrip()
            made.append(Line(shown, at, at + len(shown)))
            at += len(line) + 1
        return made
    made, at = [], 0
    for match in [*_SEPARATOR.finditer(text), None]:
        end = match.start() if match else len(text)
        shown = text[at:end].rstrip()
        made.append(Line(clean(shown), at, at + len(shown)))
        at = match.end() if match else end
        if match and match[0] in "\f\u2029":
            made.append(Line("", at, at))
    return made
