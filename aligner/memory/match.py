"""How alike two texts are, in the percentages that translators know from CAT tools."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aligner.core.code import Code
from aligner.core.unit import Unit

#: Marks cost a point each where they differ, not a word: they change how a sentence looks, not what it says.
_LIGHT = re.compile(r"[.,;:\"'()\[\]]|(?<=\S)-|-(?!\d)")
_WORD = re.compile(r"(?<!\S)[-+]\d+|\w+|[^\w\s.,;:\"'()\[\]-]")
_TOKEN = re.compile(r"(?<!\S)[-+]\d+|\w+|[^\w\s]")
_FIGURES = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)*")
#: Marks that differ cost no more than this beside words that differ, or alone.
_MOST_BESIDE, _MOST_ALONE = 3, 4
#: Spellings of one mark; what is not seen.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("«»“”„‟″", '"') | dict.fromkeys("‘’‚‛′`", "'") | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u0301\u200b\u2060\ufeff") | {"ё": "е", "…": "..."}
)  # fmt: skip
Kind = Literal["context", "exact", "codes", "numbers", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the memory that answers a query.

    ``percent`` is 101 for the same text between the same neighbours, 100 for the same text with the same codes, less
    otherwise (``similarity``). Where ``kind`` is ``numbers``, the texts differ in numbers alone, and those of the
    unit's target are put right; ``stored`` is then the unit as the memory has it.
    """

    unit: Unit
    percent: int
    kind: Kind
    stored: Unit | None = None


def folded_text(text: str) -> str:
    """A text without what only its typography says: capitals, spelling of marks, spaces."""
    return " ".join(_folded(text).split())


def _folded(text: str) -> str:
    return text.lower().translate(_TYPOGRAPHY)


class Sought:
    """A text that others are compared with."""

    def __init__(self, text: str) -> None:
        """Work out what every comparison needs."""
        self.text = text
        folded = _folded(text)
        self.words, self.marks = _WORD.findall(folded), _LIGHT.findall(folded)
        self.figures = _FIGURES.findall(folded)
        self.masked = _TOKEN.findall(_FIGURES.sub("0", folded)) if self.figures else []

    def similarity(self, other: str, cutoff: int = 0) -> int:
        """See ``similarity``."""
        if self.text == other:
            return 100
        folded = _folded(other)
        percent = _alike((self.words, self.marks), (_WORD.findall(folded), _LIGHT.findall(folded)), cutoff)
        return percent if percent >= cutoff else 0

    def differs_in_figures(self, other: str) -> bool:
        """Does another text differ in figures, and, typography aside, in nothing else?"""
        if not self.figures:
            return False
        folded = _folded(other)
        figures = _FIGURES.findall(folded)
        if len(figures) != len(self.figures) or figures == self.figures:
            return False
        return _TOKEN.findall(_FIGURES.sub("0", folded)) == self.masked


def similarity(one: str, two: str, cutoff: int = 0) -> int:
    """Percent alike: 100 × (longer − edits) / longer, in tokens; a mark that differs is a point less, not an edit.

    Marks (full stops, commas, dashes, quotation marks, brackets) cost at most four points together; spaces, ё for е and
    the spelling of a mark one. 100 only for texts equal letter for letter. ``cutoff`` lets the count stop early: below
    it the answer is 0.
    """
    return Sought(one).similarity(two, cutoff)


def _alike(one: tuple[list[str], list[str]], two: tuple[list[str], list[str]], cutoff: int) -> int:
    from rapidfuzz.distance import Levenshtein

    (left, left_marks), (right, right_marks) = one, two
    longer = max(len(left), len(right))
    if not longer:  # marks alone are compared as words are
        left, right, left_marks, right_marks = left_marks, right_marks, [], []
        longer = max(len(left), len(right))
    allowed = (longer + max(len(left_marks), len(right_marks))) * (100 - cutoff) // 100
    edits = Levenshtein.distance(left, right, score_cutoff=allowed)
    if edits > allowed or not longer:
        return 0
    marks = 0 if left_marks == right_marks else Levenshtein.distance(left_marks, right_marks)
    if not edits:
        return 99 - min(marks, _MOST_ALONE)
    whole = longer + max(len(left_marks), len(right_marks)) - marks
    return max(0, 100 * (whole - edits) // whole - min(marks, _MOST_BESIDE))


def same_codes(one: Sequence[Code], two: Sequence[Code]) -> bool:
    """Have two texts the same codes, by kind and what they stand for? Ids are of a document, and say nothing here."""
    return (not one and not two) or _signature(one) == _signature(two)


def _signature(codes: Sequence[Code]) -> Counter[tuple[str, str, bool]]:
    return Counter((code.kind, code.equiv, code.alone) for code in codes if code.opens)
