"""The blocks of a Markdown document with their places in the file."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.filters.markdown.inline import Inline
from aligner.filters.parsed import Parsed


@dataclass(slots=True)
class Entry:
    """A block with its place in the file: ``[first, last)`` is replaced, further lines begin with ``prefix``.

    ``width`` is that of its lines, if it has several; ``underline`` the place of a heading's. ``room`` is what a
    table's cell may grow into.
    """

    line: int
    inline: Inline
    level: int
    first: int
    last: int
    prefix: str = ""
    width: int = 0
    column: int = 0
    starts_line: bool = True
    underline: tuple[int, int] | None = None
    room: int = 0
    trailing: bool = False


@dataclass(slots=True)
class Fragment:
    """A block of HTML, which is the other filter's matter; ids of its codes begin behind ``offset``."""

    line: int
    first: int
    last: int
    text: str
    found: Parsed
    offset: int
