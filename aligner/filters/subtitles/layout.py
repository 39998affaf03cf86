"""A translation in captions: shared out among those that its sentence runs over, and set in lines that can be read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from aligner.repair.words import words

#: Characters that a line of a caption may have: the limit of most guidelines.
WIDTH = 42
_MARKUP = re.compile(r"<[^<>\r\n]{0,300}>|\{\\[^{}\r\n]{0,300}\}")
_ENTITY = re.compile(r"&(?:#\w{1,8}|[A-Za-z]\w{1,31});")
_LINE_END = re.compile(r"(\r\n|\n|\r)")
_STOPS = ".!?…"
_PAUSES = ",;:–—-)»”"
#: Words that belong to the one after them, and words before which a line may well end.
_BINDING = words(
    "a an the of in on at to by for with from and or but as is are was were not no my your his her its our their в на "
    "с к о у и а но не по за из от до для без при про что как то ни во со ко об же бы"
)
_JOINING = words("and or but и или но а")
_OPENING = words(
    "that which who when where because if while so as than to of in on at with from for что "
    "который которая которое которые когда где если потому чтобы как чем в на с к о у по за из от до для"
)


def cuts(text: str, weights: Sequence[int], hints: Sequence[int]) -> list[int]:
    """Where to cut a text into parts of about these lengths: at spaces, rather behind a stop or a comma than between
    words that belong together.

    Args:
        text: what is to be shared out.
        weights: a length for each part.
        hints: where the text says what the source says at the end of each part but the last; they count if they rise.
    """
    places = [at for at, c in enumerate(text) if c == " " and at]
    total = sum(weights) or 1
    ideals = [len(text) * passed / total for passed in accumulate(weights[:-1])]
    trusted = list(hints) == sorted(set(hints)) and len(hints) == len(ideals)
    found: list[int] = []
    low = 0
    for number, ideal in enumerate(ideals):
        # A word is left for each of the parts to come, as long as there are so many.
        high = max(low, len(places) - (len(ideals) - number - 1))
        window = len(text) * (weights[number] + weights[number + 1]) / total / 2 + 1
        first = max(low, bisect_left(places, ideal - window, low, high) - 1)
        last = min(high, bisect_left(places, ideal + window, low, high) + 1)
        best = min(
            range(first, last),
            key=lambda n: _cost(text, places[n], abs(places[n] - ideal) / window, hints[number] if trusted else -9),
            default=-1,
        )
        if best < 0:
            found.append(len(text))
            continue
        found.append(places[best])
        low = best + 1
    return found


def _cost(text: str, at: int, distance: float, hint: int) -> float:
    """How bad a cut is at a space: far from where it should be (1 is half a caption), or between words that belong
    together."""
    cost = distance
    before = text[:at].rstrip("\"'»”)")[-1:] if at < 60 else text[at - 3 : at].rstrip("\"'»”)")[-1:]
    if before in _STOPS:
        cost -= 0.5
    elif before in _PAUSES:
        cost -= 0.4
    elif (following := _word_after(text, at)) in _JOINING:
        cost -= 0.2
    elif _word_before(text, at) in _BINDING:
        cost += 0.4
    elif following in _OPENING:
        cost -= 0.2
    return cost - 0.35 if abs(at - hint) <= 1 else cost


def _word_before(text: str, at: int) -> str:
    return text[max(0, at - 12) : at].rsplit(" ", 1)[-1].lower()


def _word_after(text: str, at: int) -> str:
    return text[at + 1 : at + 13].split(" ", 1)[0].lower()


def in_lines(caption: str, newline: str) -> str:
    """A caption whose lines are no longer than ``WIDTH``, or in two halves where even two such lines do not hold one.

    Args:
        caption: its text in the markup of the file.
        newline: the file's line end.
    """
    lines = _LINE_END.split(caption)
    return "".join(line if number % 2 else _broken(line, newline) for number, line in enumerate(lines))


def _broken(line: str, newline: str) -> str:
    """One line, or two of about the same length; markup has no width."""
    if len(line) <= WIDTH:
        return line
    visible: list[str] = []
    places: list[int] = []  # of each visible character in the line
    at = 0
    for match in [*_MARKUP.finditer(line), None]:
        end = match.start() if match else len(line)
        while at < end:
            entity = _ENTITY.match(line, at, end) if line[at] == "&" else None
            visible.append("x" if entity else line[at])
            places.append(at)
            at = entity.end() if entity else at + 1
        at = match.end() if match else at
    text = "".join(visible)
    if len(text) <= WIDTH:
        return line
    half = len(text) / 2
    widest = max(WIDTH, half * 1.25)
    spaces = [n for n, c in enumerate(text) if c == " " and n and len(text) - n - 1 <= widest and n <= widest]
    if not spaces:
        return line
    best = min(spaces, key=lambda n: _cost(text, n, abs(n - half) / half * 2, -9))
    cut = places[best]
    return line[:cut].rstrip(" ") + newline + line[cut + 1 :].lstrip(" ")
