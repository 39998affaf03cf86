"""Inline formatting carried over to the translation: whole sentences, word links, names that look alike, or place."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from aligner.exports.own.pieces import Piece

_WORD = re.compile(r"\w+(?:[-'’.@/:]\w+)*")
#: A word and the marks that stand at its end.
_WORD_AND_MARKS = re.compile(rf"{_WORD.pattern}[^\w\s]*")


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text with one formatting; ``key`` is whatever the format needs to write it again."""

    text: str
    key: Hashable


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something that is not text (a picture, a note's mark, a line break), to be kept where it was.

    ``said`` is what it reads as: a formula then goes where the translation repeats it.
    """

    thing: object
    said: str = ""


Item = Text | Anchor


def translated(items: Sequence[Item], pieces: Sequence[Piece]) -> list[Item]:
    """The items of a block with the text of its translation: no word lost, no anchor lost, formatting carried over."""
    keys: list[Hashable] = []
    text = ""
    source_at = 0
    bounds: list[tuple[int, int, int]] = []  # letters of the source before a piece, start and end of its target
    stretches = _stretches(items)
    base: Hashable = None
    for piece in pieces:
        count = _letters(piece.source)
        before, base = base, _base(stretches, source_at, source_at + count)
        if text and piece.target:
            text += " "
            keys.append(_plainer(before, base))
        start = len(text)
        text += piece.target
        keys += [base] * len(piece.target)
        bounds.append((source_at, start, len(text)))
        for first, last, key in stretches:
            one, two = max(first, source_at), min(last, source_at + count)
            if one < two and key != base:
                for a, b in _project(piece, one - source_at, two - source_at, count):
                    for at in range(a, b):
                        if keys[start + at] == base:
                            keys[start + at] = key
        source_at += count
    anchors: list[tuple[int, Anchor]] = []
    for at, anchor in _anchors(items):
        found = _said_in(text, anchor.said, keys) if anchor.said.strip() else -1
        if found >= 0:
            keys[found : found + len(anchor.said)] = [anchor] * len(anchor.said)
        else:
            anchors.append((_anchor_place(at, source_at, bounds, text), anchor))
    return [
        item.key if isinstance(item, Text) and isinstance(item.key, Anchor) else item
        for item in _joined(text, keys, anchors)
    ]


def _said_in(text: str, said: str, keys: Sequence[Hashable]) -> int:
    """Where a text says this as a word of its own that is no anchor's yet; -1 where it does not."""
    edges = (r"(?<!\w)" if said[0].isalnum() else "", r"(?!\w)" if said[-1].isalnum() else "")
    for match in re.finditer(f"{edges[0]}{re.escape(said)}{edges[1]}", text):
        if not isinstance(keys[match.start()], Anchor):
            return match.start()
    return -1


def _base(stretches: Sequence[tuple[int, int, Hashable]], first: int, last: int) -> Hashable:
    """The formatting of nearly all letters from ``first`` to ``last``, else the plainest, then the most frequent one.

    Were it the most frequent one of many, a full stop would become part of a link.
    """
    weights: dict[Hashable, int] = {}
    for start, end, key in stretches:
        weights[key] = weights.get(key, 0) + max(0, min(end, last) - max(start, first))
    weights = {key: weight for key, weight in weights.items() if weight} or weights
    if not weights:
        return None
    most = max(weights, key=lambda key: weights[key])
    if weights[most] >= 0.9 * sum(weights.values()):
        return most
    return min(weights, key=lambda key: (len(key) if isinstance(key, tuple) else 0, -weights[key]))


def _plainer(one: Hashable, two: Hashable) -> Hashable:
    """Of two formattings the one with less of it, for the space between."""
    sizes = [len(key) if isinstance(key, tuple) else 0 for key in (one, two)]
    return two if sizes[1] < sizes[0] else one


def _stretches(items: Sequence[Item]) -> list[tuple[int, int, Hashable]]:
    """First and last letter of each stretch in the block, and its formatting."""
    made, at = [], 0
    for item in items:
        if isinstance(item, Text):
            count = _letters(item.text)
            if count:
                made.append((at, at + count, item.key))
            at += count
        else:
            at += _letters(item.said)
    return made


def _anchors(items: Sequence[Item]) -> list[tuple[int, Anchor]]:
    made, at = [], 0
    for item in items:
        if isinstance(item, Anchor):
            made.append((at, item))
        at += _letters(item.said if isinstance(item, Anchor) else item.text)
    return made


def _letters(text: str) -> int:
    return sum(c.isalnum() for c in text)


def _project(piece: Piece, first: int, last: int, count: int) -> list[tuple[int, int]]:
    """Where, in the piece's target, the letters ``first`` to ``last`` of its source are said."""
    target = piece.target
    if last - first >= 0.9 * count:
        return [(0, len(target))]
    places = [at for at, c in enumerate(piece.source) if c.isalnum()]
    start, end = places[first], places[last - 1] + 1
    linked = [(c, d) for a, b, c, d in piece.links if a < end and b > start and 0 <= c < d <= len(target)]
    if linked:
        return [(min(c for c, _ in linked), max(d for _, d in linked))]
    words = list(_WORD.finditer(target))
    if not words:
        return []
    said = piece.source[start:end]
    around = next((m for m in _WORD.finditer(piece.source) if m.start() <= start and end <= m.end()), None)
    word = around[0] if around else said.strip()
    whole = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", target, re.IGNORECASE)
    if whole and around:  # a part of a word that stays as it is: the 2 of H2O
        return [(whole.start() + start - around.start(), whole.start() + end - around.start())]
    if whole:
        return [whole.span()]
    alike = _alike(said, words)
    if alike:
        return [alike]
    size = max(1, len(_WORD.findall(said)))
    middle = (first + last) / 2 / count
    at = min(max(0, round(middle * len(words) - size / 2)), len(words) - 1)
    return [(words[at].start(), words[min(at + size, len(words)) - 1].end())]


def _alike(said: str, words: list[re.Match[str]]) -> tuple[int, int] | None:
    """A name among the target's words, by its consonants."""
    from aligner.checks.names import alike, skeleton
    from models.text.romanise import romanised

    names = re.findall(r"[А-ЯЁ][а-яё]{3,}", said)
    hits = [
        word
        for word in words
        if word[0][0].isupper() and any(alike(skeleton(romanised(name)), skeleton(word[0].lower())) for name in names)
    ]
    return (hits[0].start(), hits[-1].end()) if hits and len(hits) <= len(names) else None


def _anchor_place(at: int, total: int, bounds: list[tuple[int, int, int]], text: str) -> int:
    """Where an anchor goes: at the same end of the block, between the same pieces, else at a word's end near by."""
    if at <= 0:
        return 0
    if at >= total:
        return len(text)
    for number, (before, start, end) in enumerate(bounds):
        after = bounds[number + 1][0] if number + 1 < len(bounds) else total
        if at == before:
            return bounds[number - 1][2] if number else start
        if before < at < after:
            wanted = start + (end - start) * (at - before) / (after - before)
            ends = [m.end() + start for m in _WORD_AND_MARKS.finditer(text[start:end])] or [end]
            return min(ends, key=lambda place: abs(place - wanted))
    return len(text)


def _joined(text: str, keys: list[Hashable], anchors: list[tuple[int, Anchor]]) -> list[Item]:
    made: list[Item] = []
    start = 0
    waiting = sorted(anchors, key=lambda pair: pair[0])
    for at in range(len(text) + 1):
        due = bool(waiting) and waiting[0][0] <= at
        if at > start and (due or at == len(text) or keys[at] != keys[start]):
            made.append(Text(text[start:at], keys[start]))
            start = at
        while waiting and waiting[0][0] <= at:
            made.append(waiting.pop(0)[1])
    return made
