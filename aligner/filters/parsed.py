"""What a filter reads and writes: Source in, Parsed out; and back, translated Content by the number of its block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aligner.core.code import Code, Content
from aligner.core.document import Kind
from aligner.readers.source import Source

__all__ = ["Block", "Contents", "Filter", "Parsed", "Source", "Untranslated", "Writer"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it stands in the file: its kind, its text before any repair, its inline codes, its level.

    White space is as the format shows it: in XML and HTML a run of it that is shown as one space is one space, and
    a block has none at its ends. Text that lies in a code with ``keep`` is read for its context and not translated.
    ``level`` is a heading's or list item's depth, from 1; 0 where there is none.
    """

    kind: Kind
    text: str
    codes: tuple[Code, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class Untranslated:
    """What a person sees in the document and no block holds: it stays in the old language, and that is said.

    ``where`` is a message's template (``text in the picture {number}``), ``number`` its value.
    """

    where: str
    number: int | str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document's blocks, numbered by their place in ``blocks``: the running text first, then notes, headers and
    footers, comments, metadata."""

    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    encoding: str = ""
    untranslated: tuple[Untranslated, ...] = ()


#: Translated contents by the number of their block. A block that is not among them, or whose content is its own,
#: stays as it is in the file, to the byte where the format allows.
Contents: TypeAlias = Mapping[int, Content]
#: Raises ReadError for anything it cannot read.
Filter: TypeAlias = Callable[[Source], Parsed]
#: ``write(source, contents, language)``: the file again with these contents, ``language`` (a BCP 47 tag) where a file
#: says its language. Raises ExportError where something would be lost.
Writer: TypeAlias = Callable[[Source, Contents, str], bytes]
