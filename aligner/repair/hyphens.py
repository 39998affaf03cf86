"""Hyphens at line ends: a word cut in two is joined, a compound word keeps its hyphen.

The document's own vocabulary decides first, then a dictionary of Russian (pymorphy3) where the word is Russian,
then the manner in which compounds are built.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from aligner.repair.words import words
from models.text.morphology import is_known

_CUT = re.compile(r"([^\W_]+(?:-[^\W_]+)*)([-\u00ad\u2010])$")
_HEAD = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Second and first halves that are joined by a hyphen in print.
_TAILS = words("то либо нибудь ка таки де с за под над based like free led style type wide off in up out old")
_HEADS = words(
    "кое кой по во в из вице экс пол интернет онлайн северо юго восточно западно северно южно социально военно научно "
    "self non well ex vice all cross so half high low long short anti pro post pre mid multi semi"
)
# The same, but only after a word: "horror-stricken", while "reshaped" is one word.
_AFTER_WORDS = words("shaped colored coloured shouldered haired eyed handed hearted minded stricken natured sided")
_PREFIXES = words("over under inter fore counter trans")
_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
_ONES = words("one two three four five six seven eight nine first second third fourth fifth sixth seventh eighth ninth")
# Whole words that end like a compound's second half.
_ONE_WORD = words("without throughout within therein wherein herein")
_REACH = 100
_ADJECTIVE = re.compile(r"[а-яё]+(?:[иы]й|ой|ая|яя|[ое]е|[иы]е|[ое]го|[ое]му|[иы]м|[ое]м|[ое]й|[ую]ю|[иы]х|[иы]ми)$")
_CASED_TAIL = re.compile(r"[а-яё]+(?:ски|цки|ому|ему|ых|их)$")


class Joiner:
    """Joins the lines of a paragraph; knows the words of the whole document."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        # Words at line ends and beginnings are in it too, but a half never equals the whole asked for.
        return frozenset(word.lower() for word in _WORDS.findall(self._text))

    def join(self, lines: Sequence[str]) -> str:
        """One line of text."""
        if len(lines) == 1:
            return str(lines[0])
        parts: list[str] = []
        for number, line in enumerate(lines):
            if number == 0:
                parts.append(line)
                continue
            last = parts[-1]
            cut = _CUT.search(last[-_REACH:]) if last[-1:] in "-\u00ad\u2010" else None
            head = _HEAD.match(line) if cut else None
            if cut and head:
                if not self._keeps_hyphen(cut.group(1), head.group(), cut.group(2)):
                    parts[-1] = last[:-1]
                parts.append(line)
            else:
                parts.append(" ")
                parts.append(line)
        return "".join(parts)

    def _keeps_hyphen(self, left: str, right: str, mark: str) -> bool:
        """Whether the hyphen between these halves belongs to the word."""
        if mark == "\u00ad":
            return False
        if left[-1].isdigit() or right[0].isdigit() or not right[0].islower() or ("-" in left and left[0].isupper()):
            return True
        last = left.rsplit("-", 1)[-1]
        whole, hyphened = (left + right).lower(), f"{left}-{right}".lower()
        if hyphened in self._vocabulary or f"{last}-{right}".lower() in self._vocabulary:
            return True
        if whole in self._vocabulary or whole in _ONE_WORD or (last + right).lower() in self._vocabulary:
            return False
        lowered = last.lower()
        if right in _TAILS or (lowered in _HEADS and (lowered != "по" or _CASED_TAIL.match(right))):
            return not is_known((last + right).lower())
        if (lowered in _TENS and right in _ONES) or (
            right in _AFTER_WORDS and len(lowered) > 3 and lowered not in _PREFIXES
        ):
            return True
        if len(lowered) > 2 and len(right) > 2 and lowered[0] > "\x7f":
            if is_known(lowered + right) or not is_known(right):
                return False
            # "русско-японская": a short adjective in -о before another adjective.
            compound = lowered[-1] in "ое" and _ADJECTIVE.match(right)
            return is_known(lowered) or bool(
                compound and any(is_known(lowered[:-1] + end) for end in ("ий", "ый", "ой"))
            )
        return False
