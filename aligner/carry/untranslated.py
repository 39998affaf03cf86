"""Text that is not translated, put into the target letter for letter, and what stands for a code that reads as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aligner.carry.evidence import gather
from aligner.carry.spans import Place, Span, best_run, boundary, verbatim, weights
from aligner.carry.words import words_of
from aligner.core.bitext import Link
from aligner.core.code import Code, Content


@dataclass
class Draft:
    """A target text while it is changed: links, codes already placed (by number), places to follow."""

    text: str
    links: list[Link]
    marks: list[int]
    placed: dict[int, Span] = field(default_factory=dict)

    def put(self, start: int, end: int, text: str) -> None:
        """Replace ``[start, end)``; links into it are gone, what is behind it moves."""
        by = len(text) - (end - start)
        self.text = self.text[:start] + text + self.text[end:]
        self.links = [
            (a, b, c + by, d + by) if c >= end else (a, b, c, d) for a, b, c, d in self.links if d <= start or c >= end
        ]
        self.marks = [m + by if m >= end else min(m, start + len(text)) for m in self.marks]
        self.placed = {n: (a + by, b + by) if a >= end else (a, b) for n, (a, b) in self.placed.items()}


def kept(
    source: Content, target: str, links: Sequence[Link], languages: tuple[str, str], marks: Sequence[int]
) -> Draft:
    """The target with all that is to be in it as it is in the source."""
    draft = Draft(target, list(links), list(marks))
    end = -1
    for number, code in enumerate(source.codes):
        said = source.text[code.start : code.end]
        if code.keep and said.strip() and code.start >= end:
            place = Place(gather(words_of(source.text, languages[0]), words_of(draft.text, languages[1]), draft.links))
            place.taken = list(draft.placed.values())
            draft.placed[number] = _keep(place, code, draft)
            end = code.end
        elif code.alone and not code.breaks and any(c.isalnum() for c in code.equiv):
            at = _said(draft, code.equiv.strip(), source.text)
            if at is not None:
                draft.put(at, at + len(code.equiv.strip()), "")
                draft.placed[number] = at, at
    return draft


def _keep(place: Place, code: Code, draft: Draft) -> Span:
    """Where the text is already, or comes in place of what stands for it, or between its neighbours' words."""
    source, target = place.evidence.source, place.evidence.target
    said = source.text[code.start : code.end].strip()
    whole = (0, len(draft.text))
    found = verbatim(place, code, whole)
    if found is not None:
        return found
    words = source.within(code.start, code.end)
    theirs = [j for j in range(len(target)) if place.free(target.spans[j])]
    run = best_run(weights(place, words), theirs)
    if run is not None and (target.content(run) or not source.content(words)):
        start, end = target.spans[run[0]][0], target.spans[run[-1]][1]
        draft.put(start, end, said)
        return start, start + len(said)
    at = boundary(place, code.start, whole)
    at = next((b for a, b in place.taken if a < at < b), at)
    before = " " if at and not draft.text[at - 1].isspace() else ""
    after = " " if draft.text[at : at + 1].isalnum() else ""
    draft.put(at, at, before + said + after)
    return at + len(before), at + len(before) + len(said)


def _said(draft: Draft, equiv: str, source: str) -> int | None:
    """Where the target says what a code reads as, as words of its own that the source's text does not have."""
    at = draft.text.find(equiv) if equiv not in source else -1
    while at >= 0:
        end = at + len(equiv)
        joined = (equiv[0].isalnum() and draft.text[at - 1 : at].isalnum()) or (
            equiv[-1].isalnum() and draft.text[end : end + 1].isalnum()
        )
        if not joined and not any(a < end and at < b for a, b in draft.placed.values()):
            return at
        at = draft.text.find(equiv, end)
    return None
