"""Site: a place where a sentence may end, with what stands on its two sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from aligner.segment.quotes import Quotation

OPENERS = "«“„\"'‘([`"
DASHES = "-–—"
#: How far a rule may look to either side: makes every rule's work bounded.
REACH = 120

#: Ranges of pictures, for use inside a class.
EMOJI = "\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff\ufe0f\u200d\u20e3"
# Quantifiers are possessive and runs are entered at their beginning only: no text makes these slow.
_SMILE = rf"[:;=][-^'o]?[()dDpPрР*]++|(?<!\))\){{2,}}+|(?<!\()\({{2,}}+|[xXхХ]D++|\^_*+\^|(?<![{EMOJI}])[{EMOJI}]++"
_ENDS = ".!?…‽。．！？"
_STOP = (
    rf"(?P<stop>[{_ENDS}](?<![{_ENDS}][{_ENDS}])[{_ENDS}]*+)(?P<close>(?:[»”“\"’')\]*_`]|\s(?=[»”][\s,.]))*+)"
    r"(?P<ref>(?:\s?\[\d[\d\s,–-]{0,12}\])++|[¹²³⁴-⁹]++|(?<=[a-zа-яё)»”\"][.!?])\d{1,2}(?:,\d{1,2}){0,9})?"
)
# A stop with what closes after it and a reference mark, then white space and more.
_PLAIN = re.compile(rf"{_STOP}(?P<smile>)(?P<smiles>)\s+(?=\S)")
# The same, or a smiley, or a row of pictures; slower, so only for texts that have them.
_SMILING = re.compile(rf"(?:{_STOP}|(?P<smile>{_SMILE}))(?P<smiles>(?:\s*(?:{_SMILE})){{0,20}}+)\s+(?=\S)")
_PICTURE = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]")
# All that may begin a smiley, and then one: one quick search for all of them.
_ANY_SMILEY = re.compile(r"[:;=)(xXхХ^](?:(?<=[:;=])[()DP'-]|(?<=\))\)|(?<=\()\(|(?<=[xXхХ])D|(?<=\^))")
# Upper bytes of pictures in UTF-16: 26xx, 27xx, 2Bxx, and of what stands beyond the first plane.
_PICTURE_BYTES = (b"\x26", b"\x27", b"\x2b", *(bytes((lead,)) for lead in range(0xD8, 0xDC)))
_SMILEYS = ("))", "((", ":)", ":(", ";)", "=)", "=(", ":-", ";-", ":D", "=D", "xD", "XD", "хD", "ХD", ":'", ":P", "^")
_WORD_BEFORE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*$")
_WORD_AFTER = re.compile(rf"[{re.escape(OPENERS + DASHES)})\]\s.…*_]*([^\W_]+(?:[-'’][^\W_]+)*)")


class Site:
    """A possible sentence end in ``text``: what is on its left ends at ``end``, what follows starts at ``next``.

    ``begin`` is where the sentence that may end here started, ``limit`` where the paragraph ends; ``quotation``
    is the quotation or bracket that was opened before and is closed after; ``lower_case`` says that the paragraph has
    no capital.
    """

    __slots__ = tuple(
        "_follow begin close end first limit lower_case next quotation ref smile start stop text word".split()  # noqa: SIM905
    )

    def __init__(
        self,
        text: str,
        match: re.Match[str],
        begin: int,
        limit: int,
        quotation: Quotation | None = None,
        lower_case: bool = False,
    ) -> None:
        self.text = text
        self.begin = begin
        self.limit = limit
        self.quotation = quotation
        self.lower_case = lower_case
        self.start = match.start()
        self.next = match.end()
        self.end = match.end("smiles")
        stop, close, smile, smiles, ref = match.group("stop", "close", "smile", "smiles", "ref")
        self.stop: str = stop or ""
        self.close: str = close or ""
        self.smile: str = smile or smiles or ""
        self.ref: str = ref or ""
        #: The first character after.
        self.first = text[self.next]
        tail = text[max(begin, self.start - _WORD_REACH) : self.start]
        tail = tail[tail.rfind(" ") + 1 :]
        if not tail.isalpha():
            found = _WORD_BEFORE.search(tail)
            tail = found.group() if found else ""
        #: The word just before the stop; empty when something else is.
        self.word = tail
        self._follow: str | None = None

    @property
    def left(self) -> str:
        """What stands before the stop, as far back as the sentence began or rules may look."""
        return self.text[max(self.begin, self.start - REACH) : self.start]

    @property
    def right(self) -> str:
        """What follows, as far as rules may look."""
        return self.text[self.next : min(self.limit, self.next + REACH)]

    @property
    def token(self) -> str:
        """Everything before the stop back to white space."""
        left = self.left
        pieces = left.rsplit(None, 1)
        return pieces[-1] if pieces and not left[-1:].isspace() else ""

    @property
    def follow(self) -> str:
        """The first word after, past quotation marks and dashes."""
        if self._follow is None:
            match = _WORD_AFTER.match(self.text, self.next, min(self.limit, self.next + REACH))
            self._follow = match.group(1) if match else ""
        return self._follow

    @property
    def capital(self) -> bool:
        """A capital follows, at once or after an opening mark or dash."""
        return self.first.isupper() or (self.first in _BEFORE_CAPITAL and self.follow[:1].isupper())

    @property
    def head(self) -> str:
        """The sentence so far, with its stop."""
        return self.text[self.begin : min(self.end, self.begin + REACH)]


_WORD_REACH = 40
_BEFORE_CAPITAL = frozenset(OPENERS + DASHES)


def smileys_of(text: str) -> tuple[str, ...]:
    """The smileys and pictures a whole text may hold; one empty string when they are too many to list."""
    pictures: set[str] = set()
    if not text.isascii():
        # Looking for single bytes is fifty times as fast as for ranges of characters.
        upper = text.encode("utf-16-le", "surrogatepass")[1::2]
        if any(byte in upper for byte in _PICTURE_BYTES):
            pictures.update(_PICTURE.findall(text))
    smileys = [smiley for smiley in _SMILEYS if smiley in text] if _ANY_SMILEY.search(text) else []
    found = (*smileys, *sorted(pictures))
    return found if len(found) <= _MOST_LISTED else ("",)


_MOST_LISTED = 12


def sites(text: str, start: int, end: int, smileys: tuple[str, ...]) -> Iterator[re.Match[str]]:
    """Matches of possible ends inside a span of a text with these smileys in it (or near it)."""
    for smiley in smileys:
        if text.find(smiley, start, end) >= 0:
            return _SMILING.finditer(text, start, end)
    return _PLAIN.finditer(text, start, end)


#: A small function that looks at a site and says split (True), join (False) or nothing (None). Rules are asked in
#: order, the first answer holds; where none answers, the language's engine does.
Rule: TypeAlias = Callable[[Site], bool | None]
