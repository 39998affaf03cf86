"""Spans of letters that look different from most around them."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.core.code import CodeKind
from aligner.filters.docx.appearance import PLAIN, Look, Looks, Properties, is_seen_on_blanks


@dataclass(slots=True, eq=False)
class Stretch:
    """Text of one run, in the span ``inside``; white space and symbols are neutral: they look as what is around."""

    start: int
    end: int
    properties: Properties | None
    inside: int
    look: Look = PLAIN
    neutral: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Formatted:
    """A span in a format: the id of its code, of the span that it lies in, its kind, whether it is program code."""

    id: int
    parent: int
    start: int
    end: int
    properties: Properties | None
    kind: CodeKind
    keep: bool


class Formats:
    """The formats in one paragraph. ``bases`` are the run properties of letters in none, by the span they are in."""

    def __init__(
        self, text: str, stretches: list[Stretch], looks: Looks, set_by_style: frozenset[str], next_id: int
    ) -> None:
        """Find them; codes are numbered from ``next_id``."""
        self.next_id = next_id
        self.spans: list[Formatted] = []
        self.bases: dict[int, Properties | None] = {}
        self._text = text
        self._looks = looks
        self._stack: list[tuple[Look, int, int, Properties | None]] = []
        self._base_looks: dict[int, Look] = {}
        stretches = [one for one in stretches if one.start < one.end]
        weights: dict[int, dict[Look, int]] = {}
        samples: dict[tuple[int, Look], Properties | None] = {}
        for one in stretches:
            if one.neutral:
                continue
            look = one.look = looks.look(one.properties, set_by_style)
            here = weights.setdefault(one.inside, {})
            here[look] = here.get(look, 0) + len(text[one.start : one.end].replace(" ", ""))
            samples.setdefault((one.inside, look), one.properties)
        for inside, found in weights.items():
            text_looks = {look: count for look, count in found.items() if not looks.is_code(look)}
            base = self._base_looks[inside] = _base(text_looks) if text_looks else PLAIN
            self.bases[inside] = samples.get((inside, base))
        if not any(found.keys() - {self._base_looks[inside]} for inside, found in weights.items()):
            return
        _settle(stretches, self._base_looks)
        last: Stretch | None = None
        for one in stretches:
            if last is not None and (one.inside != last.inside or one.start != last.end):
                self._end_all(last)
            base = self._base_looks.get(one.inside, PLAIN)
            while last is not None and self._stack and (one.look == base or not self._stack[-1][0] <= one.look):
                self._end(last)
            if one.look != base and (not self._stack or self._stack[-1][0] != one.look):
                properties = samples.get((one.inside, one.look), one.properties)
                self._stack.append((one.look, one.start, self.next_id, properties))
                self.next_id += 1
            last = one
        if last is not None:
            self._end_all(last)

    def _end_all(self, last: Stretch) -> None:
        while self._stack:
            self._end(last)

    def _end(self, last: Stretch) -> None:
        """End the innermost format where the last stretch ends."""
        look, start, number, properties = self._stack.pop()
        end = last.end
        if not is_seen_on_blanks(look):
            start, end = trimmed(self._text, start, end)
        if start == end:
            return
        around = self._stack[-1][0] if self._stack else self._base_looks.get(last.inside, PLAIN)
        kind, keep = self._looks.kind(look, around)
        parent = self._stack[-1][2] if self._stack else last.inside
        self.spans.append(Formatted(number, parent, start, end, properties, kind, keep))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without white space at its ends; one of white space alone ends where it starts."""
    while start < end and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _base(found: dict[Look, int]) -> Look:
    """The look of most letters; the plainest one if it has a fair share, since a format stands out from it."""
    total = sum(found.values())
    plainest = min(found, key=lambda look: (len(look), -found[look]))
    if 4 * found[plainest] >= total:
        return plainest
    return max(found, key=lambda look: found[look])


def _settle(stretches: list[Stretch], bases: dict[int, Look]) -> None:
    """White space and symbols look as what is before and behind them, where those look alike."""
    following: list[Stretch | None] = []
    after: Stretch | None = None
    for one in reversed(stretches):
        following.append(after)
        after = after if one.neutral else one
    before: Stretch | None = None
    for one, after in zip(stretches, reversed(following), strict=True):
        if one.neutral:
            one.look = bases.get(one.inside, PLAIN)
            touches = before is not None and before.inside == one.inside and before.end == one.start
            if (
                before is not None
                and touches
                and (after is None or after.inside != one.inside or after.look == before.look)
            ):
                one.look = before.look
            bases.setdefault(one.inside, one.look)
        before = one
