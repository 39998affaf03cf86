"""Where in the target a code goes that stands alone: a note's mark, a picture, a placeholder, a break."""

from __future__ import annotations

from collections.abc import Sequence

from aligner.carry.edges import leftwards, rightwards
from aligner.carry.spans import Place, Span, boundary
from aligner.core.code import Code

#: Kinds that read as a word, and need a space on each side where they had one.
READING = ("image", "field", "placeholder", "code", "other")


def lone(place: Place, code: Code, within: Span, spans: Sequence[tuple[Code, Span]]) -> int:
    """The place of a code that stands alone; ``spans`` are the source's spans and where they went."""
    at = min(max(_wanted(place, code, spans), within[0]), within[1])
    text, target = place.evidence.source.text, place.evidence.target.text
    space = [text[p : p + 1].isspace() for p in (code.start - 1, code.start)]
    if space == [True, False] and target[at : at + 1].isspace() and at < within[1]:
        at += 1
    return at


def _wanted(place: Place, code: Code, spans: Sequence[tuple[Code, Span]]) -> int:
    source, target = place.evidence.source, place.evidence.target
    text, at = source.text, code.start
    before = sum(1 for _, end in source.spans if end <= at)
    inside = next((n for n, (start, end) in enumerate(source.spans) if start < at < end), None)
    if not target.text or not len(source):
        return len(target.text) if text[:at].strip() else 0
    if inside is not None:
        return _inside(place, code, inside)
    if before == 0:
        first = target.spans[0][0] if len(target) else 0
        return rightwards(target.text, 0, text[:at], first) if text[:at].strip() else 0
    if before == len(source):
        if not text[at:].strip() or code.breaks:
            return len(target.text)
        last = target.spans[-1][1] if len(target) else 0
        return rightwards(target.text, last, text[source.spans[-1][1] : at], len(target.text), text)
    if code.breaks:
        return _sentence_end(target.text, boundary(place, at, (0, len(target.text))))
    left, right = before - 1, before
    after_left = text[source.spans[left][1] : at]
    before_right = text[at : source.spans[right][0]]
    hangs_left = text[at - 1 : at].strip() != ""
    hangs_right = (
        not hangs_left and before_right == before_right.lstrip() and before_right.strip() in _opening(before_right)
    )
    if hangs_left:
        for other, span in spans:
            if other.end == at and span[0] < span[1]:
                return rightwards(target.text, span[1], "", len(target.text))
    if hangs_right:
        for other, span in spans:
            if other.start == at and span[0] < span[1]:
                return span[0]
    options = {}
    if (j := place.evidence.best(left)) is not None:
        end = target.spans[j + 1][0] if j + 1 < len(target) else len(target.text)
        options["left"] = rightwards(target.text, target.spans[j][1], after_left, end)
    if (j := place.evidence.best(right)) is not None:
        start = target.spans[j - 1][1] if j else 0
        options["right"] = leftwards(target.text, target.spans[j][0], before_right, start)
    order = ["left", "right"]
    if hangs_right or (not hangs_left and source.function[left] and not source.function[right]):
        order.reverse()
    return next((options[side] for side in order if side in options), None) or boundary(
        place, at, (0, len(target.text))
    )


def _opening(text: str) -> str:
    return "".join(c for c in text if c in "«“„‘([{<¿¡\"'")


def _inside(place: Place, code: Code, word: int) -> int:
    """In a word: at the same letter of the same word, else behind what stands for it."""
    source, target = place.evidence.source, place.evidence.target
    j = place.evidence.best(word)
    if j is None:
        return boundary(place, code.start, (0, len(target.text)))
    if source.word(word) == target.word(j):
        return target.spans[j][0] + code.start - source.spans[word][0]
    return target.spans[j][1]


def _sentence_end(text: str, at: int) -> int:
    """Behind the marks that end a sentence here."""
    return rightwards(text, at, ".»", len(text))
