"""A block of several elements, one a line: a stanza, a title of several paragraphs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aligner.core.code import Code, Content
from aligner.filters.found import Found
from aligner.filters.inline import Gathered
from aligner.filters.rebuilding import Cursor, completed, rebuilt

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(slots=True, eq=False)
class Lines(Found):
    """A block whose line breaks are the borders of its elements."""

    elements: list[_Element] = field(default_factory=list)

    def put(self, content: Content, _language: str, /) -> None:
        """Write each line into its element; there are as many as before."""
        content = completed(content, self.gathered)
        natives = self.gathered.natives
        borders = [code.start for code in content.codes if natives[code.id].is_line_end]
        starts, ends = [0, *borders], [*borders, len(content.text)]
        lines: list[list[Code]] = [[] for _ in starts]
        line = 0
        for code in content.codes:
            if natives[code.id].is_line_end:
                line += 1
            elif code.alone:
                lines[line].append(code)
            else:
                for number in range(bisect_right(borders, code.start), bisect_left(borders, code.end) + 1):
                    start, end = starts[number], ends[number]
                    first, last = max(code.start, start), min(code.end, end)
                    if first < last:
                        lines[number].append(replace(code, start=first, end=last))
        for element, start, end, codes in zip(self.elements, starts, ends, lines, strict=True):
            text = content.text[start:end]
            before, size = len(text) - len(text.lstrip()), len(text.strip())
            moved = [_within(code.start - start - before, code.end - start - before, size, code) for code in codes]
            part = Gathered()
            part.base = self.gathered.base
            part.natives = {code.id: natives[code.id] for code in codes}
            rebuilt(Cursor(element), part, Content(text.strip(), tuple(sorted(moved, key=lambda code: code.start))))


def _within(start: int, end: int, size: int, code: Code) -> Code:
    start = min(max(start, 0), size)
    return replace(code, start=start, end=min(max(end, start), size))
