"""Pseudo-translation: every block's text marked and made longer, its codes kept, so that what was missed is seen."""

from __future__ import annotations

from dataclasses import replace

from aligner.core.code import Content
from aligner.filters.parsed import Parsed

MARK, END = "⟪", "⟫"


def pseudo(content: Content) -> Content:
    """The same letters between marks, each Cyrillic one as a Latin ``x``, with one word more; codes on their text."""
    text = "".join("x" if "Ѐ" <= c <= "ӿ" else c for c in content.text)
    codes = []
    for code in content.codes:
        # What stands at the very beginning or end stays there; all else moves with the letters.
        start = 0 if code.start == 0 and code.alone else code.start + len(MARK)
        end = start if code.alone else code.end + len(MARK)
        last = len(text) + len(MARK) + len(" xx") + len(END)
        if code.alone and code.start == len(content.text) and content.text:
            start = end = last
        codes.append(replace(code, start=start, end=end))
    codes.sort(key=lambda code: code.start)
    return Content(f"{MARK}{text} xx{END}", tuple(codes))


def pseudo_contents(parsed: Parsed) -> dict[int, Content]:
    """A pseudo-translation of every block."""
    return {number: pseudo(Content(block.text, block.codes)) for number, block in enumerate(parsed.blocks)}


def own_contents(parsed: Parsed) -> dict[int, Content]:
    """Every block's own content."""
    return {number: Content(block.text, block.codes) for number, block in enumerate(parsed.blocks)}


def shape(content: Content) -> tuple[str, list[tuple[str, int]], set[int]]:
    """Text, what stands alone, which letters are in a span; no white space, whose place beside codes is free.

    Spans that have come to lie over the same text are one when they are read again.
    """
    solid = [0]
    for c in content.text:
        solid.append(solid[-1] + (not c.isspace()))
    alone = [(code.kind, solid[code.start]) for code in content.codes if code.alone]
    spans = [range(solid[code.start], solid[code.end]) for code in content.codes if not code.alone]
    return "".join(content.text.split()), alone, {place for span in spans for place in span}
