"""Site: a place where a sentence may end, with what stands on its two sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.segment.quotes import Quotation

OPENERS = "«“„\"'‘([`"
DASHES = "-–—"
#: How far a rule may look to either side: makes every rule's work bounded.
REACH = 120

#: Ranges of pictures, for use inside a class.
EMOJI = "\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff\ufe0f\u200d\u20e3"
_SMILE = r"[:;=8][-^'o]?[()dDpPрР*]+|\){2,}|\({2,}|[xXхХ]D+|\^_*\^"
# A stop with what closes after it and a reference mark; or a smiley; or a row of emoji; then white space and more.
SITE = re.compile(
    rf"(?:(?P<stop>[.!?…‽。．！？]+)(?P<close>(?:[»”“\"’')\]*_`]|\s(?=[»”][\s,.]))*)"
    rf"(?P<ref>(?:\s?\[\d[\d\s,–-]{{0,12}}\])+|[¹²³⁴-⁹]+|(?<=[a-zа-яё)»”\"][.!?])\d{{1,2}}(?:,\d{{1,2}})*)?"
    rf"|(?P<smile>{_SMILE}|[{EMOJI}]+))(?P<smiles>(?:\s*(?:{_SMILE}|[{EMOJI}]+))*)\s+(?=\S)"
)
_WORD_BEFORE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*$")
_WORD_AFTER = re.compile(rf"[{re.escape(OPENERS + DASHES)})\]\s.…*_]*([^\W_]+(?:[-'’][^\W_]+)*)")


class Site:
    """A possible sentence end in ``text``: what is on its left ends at ``end``, what follows starts at ``next``.

    ``begin`` is where the sentence that may end here started, ``limit`` where the paragraph ends; ``quotation``
    is the quotation or bracket that was opened before and is closed after.
    """

    def __init__(
        self, text: str, match: re.Match[str], begin: int, limit: int, quotation: Quotation | None = None
    ) -> None:
        self.text = text
        self.begin = begin
        self.limit = limit
        self.quotation = quotation
        self.start = match.start()
        self.next = match.end()
        self.end = match.end("smiles")
        self.stop: str = match["stop"] or ""
        self.close: str = match["close"] or ""
        self.smile: str = match["smile"] or match["smiles"] or ""
        #: The first character after.
        self.first = text[self.next]

    @cached_property
    def left(self) -> str:
        """What stands before the stop, as far back as the sentence began or rules may look."""
        return self.text[max(self.begin, self.start - REACH) : self.start]

    @cached_property
    def right(self) -> str:
        """What follows, as far as rules may look."""
        return self.text[self.next : min(self.limit, self.next + REACH)]

    @cached_property
    def word(self) -> str:
        """The word just before the stop; empty when something else is."""
        match = _WORD_BEFORE.search(self.text[max(self.begin, self.start - 40) : self.start])
        return match.group() if match else ""

    @cached_property
    def token(self) -> str:
        """Everything before the stop back to white space."""
        pieces = self.left.rsplit(None, 1)
        return pieces[-1] if pieces and not self.left[-1:].isspace() else ""

    @cached_property
    def follow(self) -> str:
        """The first word after, past quotation marks and dashes."""
        match = _WORD_AFTER.match(self.right)
        return match.group(1) if match else ""

    @cached_property
    def head(self) -> str:
        """The sentence so far, with its stop."""
        return self.text[self.begin : min(self.end, self.begin + REACH)]


def sites(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Matches of possible ends inside a span of the text."""
    return SITE.finditer(text, start, end)
