"""Draft: what a format's reader hands over, before repair and language detection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from aligner.core.document import Kind
from aligner.readers.limits import Limits

#: A paragraph: its kind, its text, its level (headings and list items from 1; 0 elsewhere).
Row: TypeAlias = tuple[Kind, str, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A document's paragraphs in reading order, with what the file itself says of its title and language."""

    rows: list[Row]
    title: str = ""
    language: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes with the name to use in messages and what the user asked for."""

    data: bytes
    name: str
    encoding: str | None
    limits: Limits


#: A format's reader.
#: Raises ReadError for anything it cannot read.
Reader: TypeAlias = Callable[[Source], Draft]
