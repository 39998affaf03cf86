"""Pseudo-translation: every block's text marked and made longer, its codes kept, so that what was missed is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

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


def shape(content: Content) -> tuple[str, list[tuple[str, int]]]:
    """Text and what stands alone; no white space, whose place beside codes is free, and no spans (see ``letters``)."""
    solid = [0]
    for c in content.text:
        solid.append(solid[-1] + (not c.isspace()))
    alone = [(code.kind, solid[code.start]) for code in content.codes if code.alone]
    return "".join(content.text.split()), alone


def letters(
    root: Any, paragraphs: Collection[str], unseen: Collection[str] = (), alone: Collection[str] = ()
) -> list[list[tuple[str, frozenset[str]]]]:
    """The letters of each paragraph as ``pseudo`` makes them, each with the elements and styles that it is in.

    What ``pseudo`` adds is left out, so that a document and its pseudo-translation have the same. ``unseen`` are styles
    that change nothing, ``alone`` elements that stand alone.
    """

    def walk(element: Any, around: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
        yield from ((c, around) for c in element.text or "" if not c.isspace())
        for child in element:
            name = child.tag.rpartition("}")[2]
            look = "|".join([name, *child.attrib.values()])
            if name not in (*paragraphs, "frame") and look not in alone:
                yield from walk(child, around if look in unseen else around | {look})
            yield from ((c, around) for c in child.tail or "" if not c.isspace())

    found = []
    for paragraph in root.iter():
        if paragraph.tag.rpartition("}")[2] in paragraphs:
            made = [("x" if "Ѐ" <= c <= "ӿ" else c, around) for c, around in walk(paragraph, frozenset())]
            for at in reversed([at for at, (c, _) in enumerate(made) if c == END]):
                del made[at - 2 : at + 1]
            made = [one for one in made if one[0] != MARK]
            if made:
                found.append(made)
    return found
