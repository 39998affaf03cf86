"""What a scan of Markdown's inline markup gives, and the rules by which characters are marks."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from aligner.core.code import CodeKind

NodeType = Literal["text", "keep", "alone", "open", "close", "run", "soft", "hard"]
#: Characters that a backslash takes their meaning.
ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(slots=True)
class Node:
    """One node of the scan.

    ``said`` is text as it reads, ``raw`` the markup as it stands. ``inner`` are the parts of the markup that are read,
    too (an alternative text, a title, an inline footnote): what they are, and their half-open span in ``raw``.
    A run of delimiters has what it closes and opens: (the other node, width).
    """

    type: NodeType
    said: str = ""
    raw: str = ""
    kind: CodeKind = "other"
    href: str = ""
    keep: bool = False
    name: str = ""
    partner: int = -1
    inner: list[tuple[str, int, int]] = field(default_factory=list)
    closes: list[int] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)
    can_open: bool = False
    can_close: bool = False
    length: int = 0


@dataclass(slots=True)
class Bracket:
    """An opening bracket that waits for its end: its node, its place, whether it may still open a link."""

    node: int
    at: int
    start: str
    active: bool = True
    delimiters: int = 0


def normalised(label: str) -> str:
    """A reference's name as it is compared."""
    return " ".join(label.split()).lower().upper()


def flanks(before: str, after: str) -> tuple[bool, bool]:
    """Is a run of delimiters between these characters left-flanking, right-flanking?"""
    left = not after.isspace() and (not is_punctuation(after) or before.isspace() or is_punctuation(before))
    right = not before.isspace() and (not is_punctuation(before) or after.isspace() or is_punctuation(after))
    return left, right


def is_punctuation(c: str) -> bool:
    """Is it a mark or a symbol?"""
    return c in ESCAPABLE if c.isascii() else unicodedata.category(c)[0] in "PS"


def href_of(address: str) -> str:
    """An address as codes may have it."""
    if address.startswith("www."):
        return f"https://{address}"
    return address if address.startswith(("http://", "https://", "mailto:")) else ""
