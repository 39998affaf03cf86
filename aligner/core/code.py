"""Code: inline markup beside the text it belongs to; and Content, a text with its codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

CodeKind = Literal[
    "bold", "italic", "underline", "link", "sub", "sup", "code", "image", "note", "break", "tab", "field",
    "placeholder", "other",
]  # fmt: skip
CODE_KINDS: tuple[str, ...] = get_args(CodeKind)


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code over the half-open span ``[start, end)`` of a text; ``start == end`` where it stands alone.

    ``id`` is unique in a document, and the same in its translation: a filter counts from 1 as it walks. ``equiv`` is
    what a code that stands alone reads as (``\\t``, ``[image]``, a field's value). ``href`` is a link's address
    (http, https, mailto). ``data`` is the native markup, before and after the text, of codes that came from TMX or
    XLIFF; of documents it stays in the file. ``element`` is what such a file's element said that the other fields do
    not: the format and the element's name, then its attributes (``aligner.exports.inline``). A span that was cut at a
    sentence's border has ``opens`` false in all pieces but the first, ``closes`` in all but the last. At a code with
    ``breaks`` (a tab, a line break, a separator) a sentence ends. The text of a code with ``keep`` is not translated;
    one with both covers the blank that it reads as.

    Raises:
        ValueError: the span is negative or reversed, or the kind is none of ``CODE_KINDS``.
    """

    start: int
    end: int
    id: int
    kind: CodeKind = "other"
    equiv: str = ""
    href: str = ""
    data: tuple[str, str] = ("", "")
    opens: bool = True
    closes: bool = True
    breaks: bool = False
    keep: bool = False
    element: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Check the span and the kind."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"code {self.id}: span {self.start}-{self.end} out of order")
        if self.kind not in CODE_KINDS:
            raise ValueError(f"code {self.id}: unknown kind {self.kind!r}")

    @property
    def alone(self) -> bool:
        """Does it stand alone, around no text?"""
        return self.start == self.end

    def moved(self, by: int) -> Code:
        """The same code ``by`` characters further on."""
        return replace(self, start=self.start + by, end=self.end + by)


@dataclass(frozen=True, slots=True)
class Content:
    """A text and the codes in it, in the order of their starts; of two spans with one start the outer comes first.

    Raises:
        ValueError: a code reaches beyond the text.
    """

    text: str
    codes: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        """Check that the codes are in the text."""
        for code in self.codes:
            if code.end > len(self.text):
                raise ValueError(f"code {code.id}: {code.start}-{code.end} is beyond the text")


def divided(content: Content, left: int, right: int) -> tuple[Content, Content]:
    """A content cut in two: what ends at ``left`` and what begins at ``right``, with white space between.

    A code that stands alone between the two, or where the first ends, belongs to the first.
    """
    one: list[Code] = []
    two: list[Code] = []
    for code in content.codes:
        before = code.start < max(right, left + 1) if code.alone else code.start < left or code.end <= right
        goes_on = not code.alone and code.end > right
        if before:
            start, end = min(code.start, left), min(code.end, left)
            one.append(replace(code, start=start, end=end, closes=code.closes and not goes_on))
        if goes_on or not before:
            opens = code.opens and not before
            two.append(replace(code, start=max(code.start, right), end=code.end, opens=opens).moved(-right))
    return Content(content.text[:left], tuple(one)), Content(content.text[right:], tuple(two))


def joined(contents: Sequence[Content]) -> Content:
    """Contents one after the other with a space between, pieces of one span joined again."""
    if len(contents) == 1:
        return contents[0]
    codes: list[Code] = []
    at = 0
    for content in contents:
        codes.extend(code.moved(at) for code in content.codes)
        at += len(content.text) + 1
    text = " ".join(content.text for content in contents)
    return Content(text, rejoined(text, codes))


def rejoined(text: str, codes: Sequence[Code]) -> tuple[Code, ...]:
    """The codes with neighbouring pieces of one span joined again, where nothing but white space is between."""
    made: list[Code] = []
    last: dict[int, int] = {}
    if all(code.opens and code.closes for code in codes):
        return tuple(codes)
    for code in codes:
        at = last.get(code.id)
        if at is not None and not code.alone and not made[at].alone and not made[at].closes and not code.opens:
            before = made[at]
            if not text[before.end : code.start].strip():
                made[at] = replace(before, end=code.end, closes=code.closes)
                continue
        last[code.id] = len(made)
        made.append(code)
    return tuple(made)
