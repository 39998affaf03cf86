"""Blocks as an XML filter finds them: what to read of each, and where its translation goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.core.code import Content
from aligner.core.document import OUTSIDE, Kind
from aligner.exports.xmltext import legal
from aligner.filters.inline import Gathered
from aligner.filters.parsed import Block, Contents
from aligner.filters.rebuilding import Cursor, rebuilt

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(slots=True, eq=False)
class Found:
    """A block with its place: the element, or one of its attributes (then ``gathered`` has no codes).

    ``part`` names the file of the package. ``edges`` is what stands around the text and is not translated: a bullet,
    white space of an attribute.
    """

    kind: Kind
    level: int
    gathered: Gathered
    element: _Element
    part: str = ""
    attribute: str = ""
    edges: tuple[str, str] = ("", "")

    def put(self, content: Content, _language: str, /) -> None:
        """Write this in the block's place; formats that say its language of each paragraph do so."""
        if self.attribute:
            self.element.set(self.attribute, legal(self.edges[0] + content.text + self.edges[1]))
        else:
            rebuilt(Cursor(self.element), self.gathered, content)
            if self.edges[0]:
                self.element.text = self.edges[0] + (self.element.text or "")


def attribute_block(kind: Kind, element: _Element, name: str, part: str) -> Found | None:
    """The block that an attribute's text makes; none without a letter in it."""
    value = str(element.get(name, ""))
    text = " ".join(value.split())
    if not any(c.isalpha() for c in text):
        return None
    gathered = Gathered()
    gathered.content = Content(text)
    edges = value[: len(value) - len(value.lstrip())], value[len(value.rstrip()) :]
    return Found(kind, 0, gathered, element, part, name, edges)


def in_order(found: Iterable[Found]) -> list[Found]:
    """The running text first, then what is outside of it."""
    return sorted(found, key=_is_outside)


def _is_outside(found: Found) -> bool:
    return found.kind in OUTSIDE


def blocks(found: Sequence[Found]) -> tuple[Block, ...]:
    """What is read of them."""
    return tuple([Block(f.kind, f.gathered.content.text, f.gathered.content.codes, f.level) for f in found])


def put_back(found: Sequence[Found], contents: Contents, language: str) -> set[str]:
    """Write the contents that differ from what is there.

    Returns:
        The parts in which something has changed.
    """
    changed: set[str] = set()
    for number, content in contents.items():
        one = found[number]
        own = one.gathered.content
        if content.text != own.text or content.codes != own.codes:
            one.put(content, language)
            changed.add(one.part)
    return changed
