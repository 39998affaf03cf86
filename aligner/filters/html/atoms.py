"""Atoms: the parts of a line of HTML as spans of the source; and pieces, the blocks made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from aligner.core.code import Code, CodeKind
from aligner.core.document import Kind

#: A span of the source, or a text that stands for what the source leaves out.
Span: TypeAlias = tuple[int, int] | str | None


@dataclass(slots=True, eq=False)
class Atom:
    """A part of a line.

    ``what`` is ``text``, ``open``, ``close`` or ``alone``. ``owner`` is the element's number: of an ``open`` its own,
    of a ``close`` that of its ``open``, -1 where no such element is open. ``written`` is what a ``close`` is written
    as where the source leaves it out.
    """

    what: str
    start: int
    end: int
    owner: int = -1
    kind: CodeKind = "other"
    equiv: str = ""
    href: str = ""
    keep: bool = False
    written: str | None = None


@dataclass(slots=True, eq=False)
class Native:
    """A code's markup in the source: spans before and after its text, or of what stands alone the first one.

    A span that begins before the block has no ``opening``, one that ends behind it no ``closing``.
    """

    opening: Span
    closing: Span = None
    before: str = ""
    after: str = ""
    breaks: bool = False
    parent: int = 0
    alone: bool = False
    #: The kept text between, as the block has it.
    kept: str | None = None


@dataclass(slots=True, eq=False)
class Piece:
    """A block and its place in the source.

    ``quote`` is the mark around an attribute's value, empty where it has none, None where the piece is no attribute.
    """

    kind: Kind
    text: str
    start: int
    end: int
    codes: tuple[Code, ...] = ()
    level: int = 0
    natives: dict[int, Native] = field(default_factory=dict)
    quote: str | None = None
    #: What it is if the form around it is the page itself.
    inner: tuple[Kind, int] | None = None
