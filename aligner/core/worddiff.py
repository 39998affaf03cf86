"""Which words two versions of a text have in common, within bounded time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

#: Words, runs of white space, and single signs: joined, they are the text.
WORD = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")
#: Pairs of words beyond which only what both texts begin and end with counts as equal: the work grows with them.
MOST = 250_000

#: "equal" or another word of ``difflib``, and half-open ranges of words in the first and in the second text.
Stretch = tuple[str, int, int, int, int]


def differences(first: Sequence[str], second: Sequence[str], *, whole: bool | None = None) -> list[Stretch]:
    """What is equal and what is not, word by word.

    ``whole`` takes all between the common beginning and end as different; by default where the texts are long.
    """
    if len(first) * len(second) > MOST if whole is None else whole:
        return _by_ends(first, second)
    return list(SequenceMatcher(None, first, second, autojunk=False).get_opcodes())


def _by_ends(first: Sequence[str], second: Sequence[str]) -> list[Stretch]:
    n, m = len(first), len(second)
    head = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(n, m))
    rest = zip(reversed(first[head:]), reversed(second[head:]), strict=False)
    tail = next((at for at, (a, b) in enumerate(rest) if a != b), min(n, m) - head)
    return [
        ("equal", 0, head, 0, head),
        ("replace", head, n - tail, head, m - tail),
        ("equal", n - tail, n, m - tail, m),
    ]
