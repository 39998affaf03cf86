"""How alike two texts are, in the percentages that translators know from CAT tools."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from aligner.core.unit import Unit

_TOKEN = re.compile(r"\w+|[^\w\s]")
Kind = Literal["context", "exact", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Match:
    """A unit of the memory that answers a query.

    ``percent`` is 101 for the same text between the same neighbours, 100 for the same text, less otherwise:
    the share of tokens (words, figures, marks) that need no edit, as OmegaT counts it.
    """

    unit: Unit
    percent: int
    kind: Kind


def tokens(text: str) -> list[str]:
    """Words, figures and marks, in lower case."""
    return _TOKEN.findall(text.lower())


def similarity(one: str, two: str, cutoff: int = 0) -> int:
    """Percent alike: 100 × (longer − edits) / longer, in tokens; 100 only for texts equal letter for letter.

    ``cutoff`` lets the count stop early: below it the answer is 0.
    """
    from rapidfuzz.distance import Levenshtein

    if one == two:
        return 100
    left, right = tokens(one), tokens(two)
    longer = max(len(left), len(right))
    if not longer:
        return 0
    allowed = longer * (100 - cutoff) // 100
    edits = Levenshtein.distance(left, right, score_cutoff=allowed)
    if edits > allowed:
        return 0
    return min(99, 100 * (longer - edits) // longer)
