"""Words of a sentence with their spans, and which of them are function words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter


def _split(text: str) -> list[str]:
    return text.split()


#: A number in groups of three, an abbreviation with its stop, a sign that is read as a word, or letters and figures
#: with the marks that join them (``1.5``, ``A/RES/70/1``, addresses).
_WORD = re.compile(
    r"[№§]|\b(?:[^\W\d_]\.){2,8}|\b(?:No|Nos|Fig|Figs|Art|Mr|Mrs|Ms|Dr|Рис|рис|Табл|табл|ст|г-н|г-жа)\.(?!\w)"
    r"|\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\w+(?:(?:://|[-'’.@/:&=?#+·]|(?<=\d),(?=\d))\w+)*"
)
ARTICLES = frozenset(("a", "an", "the"))
#: What stands before a noun as an article does, mostly with nothing in the Russian for it.
POSSESSIVES = frozenset(("my", "your", "his", "her", "its", "our", "their"))
AUXILIARIES = frozenset(_split("am is are was were be been being has have had do does did will would shall"))
MODALS = frozenset(("should", "may", "might", "can", "could", "must"))
NEGATIONS = frozenset(("not", "no"))
#: What may belong to the verb before it (``switched off``).
PARTICLES = frozenset(("off", "out", "up", "down", "away", "back"))
_PREPOSITIONS = _split("""
of in on at by for from to with into onto over under upon about against between through during before after per via
within without toward towards among amid behind beyond beside along across around above below near since until till
like""")
_CONJUNCTIONS = _split("as than that which who whom whose and or but nor if so it")
_RUSSIAN = _split("""
в во на с со к ко у о об обо от ото из изо за по до для без безо над под подо при про через между перед около после
путём путем течение и а но или ли же бы б то что чтобы как если был была было были быть есть кто кого кому кем который
которая которое которые которого которой которых""")
_FUNCTION: dict[str, frozenset[str]] = {
    "en": ARTICLES.union(AUXILIARIES, _PREPOSITIONS, _CONJUNCTIONS),
    "ru": frozenset(_RUSSIAN),
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words: ``spans`` in characters, ``lower`` in lower case, ``function[i]``: is it a function word?"""

    text: str
    spans: tuple[tuple[int, int], ...]
    lower: tuple[str, ...]
    function: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.spans)

    def word(self, at: int) -> str:
        """A word as it is written."""
        start, end = self.spans[at]
        return self.text[start:end]

    def within(self, start: int, end: int) -> range:
        """The numbers of the words that lie in ``[start, end)``, if only in part."""
        first = bisect_right(self.spans, start, key=itemgetter(1))
        last = first
        while last < len(self.spans) and self.spans[last][0] < end:
            last += 1
        return range(first, last)

    def content(self, places: range) -> bool:
        """Is one of these words more than a function word?"""
        return any(not self.function[at] for at in places)


def words_of(text: str, language: str) -> Words:
    """The words of a text in a language; one whose function words are not known has none."""
    spans = tuple(match.span() for match in _WORD.finditer(text))
    lower = tuple(text[start:end].lower() for start, end in spans)
    known = _FUNCTION.get(language, frozenset())
    # An initial is none: В. Иванов.
    return Words(
        text,
        spans,
        lower,
        tuple(
            word in known and not (end - start == 1 and text[start].isupper() and text[end : end + 1] == ".")
            for word, (start, end) in zip(lower, spans, strict=True)
        ),
    )


def same(one: str, two: str) -> bool:
    """Are two lower-case words the same, or one number written in two ways?"""
    if one == two:
        return True
    return one[0].isdigit() and two[0].isdigit() and digits(one) == digits(two) != "" and not _letters(one + two)


def digits(word: str) -> str:
    """The figures of a word."""
    return "".join(c for c in word if c.isdigit())


def _letters(word: str) -> bool:
    return any(c.isalpha() for c in word)
