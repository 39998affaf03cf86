"""A paragraph as a block, and what each of its codes is in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from aligner.core.code import CodeKind, Content
from aligner.filters.docx.appearance import Properties
from aligner.filters.docx.pieces import Alone, Part, Wrap

#: What stands before everything in a paragraph, the span around everything, and what stands behind it.
Frame: TypeAlias = tuple[list[Part], Wrap | None, list[Part]]


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """Run properties of letters that look different, the kind of code they make, whether it is program code."""

    properties: Properties | None
    kind: CodeKind
    keep: bool


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """The two marks of a range."""

    start: Part
    end: Part


Native: TypeAlias = Alone | Wrap | Format | Range


@dataclass(slots=True, eq=False)
class Composed:
    """A paragraph as a block: its content, and how to write another in its place.

    ``natives`` by the id of the code, ``parents`` says which code lay in which. ``bases`` are the run properties of
    letters in no format, by the id of the span they are in (0 for none). ``frames`` go from the outside in.
    ``lead`` and ``trail`` are white space around the text.
    """

    content: Content
    natives: dict[int, Native] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    bases: dict[int, Properties | None] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    lead: str = ""
    trail: str = ""
