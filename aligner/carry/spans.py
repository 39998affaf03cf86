"""Where in the target a span of the source goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from aligner.carry.edges import wider
from aligner.carry.evidence import Evidence
from aligner.carry.words import ARTICLES, AUXILIARIES, MODALS, NEGATIONS, PARTICLES, Words
from aligner.core.code import Code

Span = tuple[int, int]

_ALONE, _BESIDE = -0.05, -0.3  # weights of a function word and a content word without a link


@dataclass
class Place:
    """What is known while spans are placed: the evidence, and the characters of the target that others have taken."""

    evidence: Evidence
    taken: list[Span] = field(default_factory=list)

    def free(self, span: Span) -> bool:
        """Has nobody taken any of it?"""
        return not any(start < span[1] and span[0] < end for start, end in self.taken)

    def clipped(self, span: Span) -> Span:
        """The first part of it that is free."""
        start, end = span
        for first, last in sorted(self.taken):
            if first < last and start < last and first < end:
                if first > start:
                    return start, first
                start = min(last, end)
        return start, end


def verbatim(place: Place, code: Code, within: Span) -> Span | None:
    """Where the target says the span's text letter for letter, as words of their own; the place that links favour."""
    source, target = place.evidence.source, place.evidence.target
    said = source.text[code.start : code.end].strip()
    if not any(c.isalnum() for c in said):
        return None
    ours, theirs = _said_in(source.text, said), _said_in(target.text, said)
    theirs = [one for one in theirs if within[0] <= one[0] and one[1] <= within[1] and place.free(one)]
    if not theirs:
        return None
    number = next((n for n, one in enumerate(ours) if one[0] >= code.start), 0)
    if len(ours) == len(theirs):
        return theirs[number]
    score = weights(place, source.within(code.start, code.end))
    return max(theirs, key=lambda one: (sum(score[j] for j in target.within(*one)), -abs(one[0] - code.start)))


def _said_in(text: str, said: str) -> list[Span]:
    found: list[Span] = []
    at = text.find(said)
    while at >= 0:
        end = at + len(said)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (said[0].isalnum() and before.isalnum()) and not (said[-1].isalnum() and after.isalnum()):
            found.append((at, end))
        at = text.find(said, end)
    return found


def weights(place: Place, words: range) -> list[float]:
    """For each target word, from 1 (it stands for these source words) to -1 (for others)."""
    evidence = place.evidence
    made = []
    for at, row in enumerate(evidence.back):
        if row:
            made.append(2 * sum(w for i, w in row.items() if i in words) / sum(row.values()) - 1)
        else:
            made.append(_ALONE if evidence.target.function[at] else _BESIDE)
    return made


def projected(place: Place, code: Code, within: Span, outer: range) -> Span:
    """Where the target says what the span holds; ``outer`` are the words of the span around it, or of the sentence."""
    source, target = place.evidence.source, place.evidence.target
    text = target.text
    ours = source.within(code.start, code.end)
    said = source.text[code.start : code.end]
    if ours and ours == outer and covers(source, ours, code):
        return wider(text, *_whole(place, within), said, within)
    taken = {j for span in place.taken for j in target.within(*span)}
    theirs = [j for j in target.within(*within) if j not in taken]
    if not theirs or not ours:
        return _nothing(place, code, within)
    run = best_run(weights(place, ours), theirs)
    if run is None:
        run = _between(place, ours, theirs)
    run = _off_function_words(place, ours, run, theirs)
    run = _trimmed(place, ours, run, theirs)
    return wider(text, target.spans[run[0]][0], target.spans[run[-1]][1], said, _room(place, run, within))


def covers(source: Words, ours: range, code: Code) -> bool:
    """Does the span hold these words whole?"""
    return code.start <= source.spans[ours[0]][0] and source.spans[ours[-1]][1] <= code.end


def _whole(place: Place, within: Span) -> Span:
    words = place.evidence.target.within(*within)
    if not words:
        return within
    return place.evidence.target.spans[words[0]][0], place.evidence.target.spans[words[-1]][1]


def _room(place: Place, run: range, within: Span) -> Span:
    """How far marks may be taken in: to the next words and to what others hold."""
    spans = place.evidence.target.spans
    start, end = spans[run[0]][0], spans[run[-1]][1]
    low = max([within[0], *(b for _, b in place.taken if b <= start)])
    high = min([within[1], *(a for a, _ in place.taken if a >= end)])
    return low, high


def _nothing(place: Place, code: Code, within: Span) -> Span:
    at = boundary(place, code.start, within)
    return at, at


def best_run(score: list[float], theirs: list[int]) -> range | None:
    """The run of neighbouring words with the greatest sum, if any is above nothing."""
    best, best_run = 0.0, None
    total, start = 0.0, None
    for number, j in enumerate(theirs):
        if start is None or total <= 0 or theirs[number - 1] != j - 1:
            total, start = 0.0, j
        total += score[j]
        if total > best + 1e-9:
            best, best_run = total, range(start, j + 1)
    return best_run


def _between(place: Place, ours: range, theirs: list[int]) -> range:
    """Without any link: the free content word nearest to where the neighbours' links leave room."""
    evidence = place.evidence
    at = boundary(place, evidence.source.spans[ours[0]][0], (0, len(evidence.target.text)))
    wanted = evidence.source.content(ours)

    def cost(j: int) -> tuple[bool, bool, int]:
        start, end = evidence.target.spans[j]
        away = start - at if start >= at else 2 * (at - end) + 1
        return bool(evidence.back[j]), evidence.target.function[j] and wanted, away

    best = min(theirs, key=cost)
    return range(best, best + 1)


def _off_function_words(place: Place, ours: range, run: range, theirs: list[int]) -> range:
    """Never function words alone for a content word: the content word that follows, else the one before."""
    evidence = place.evidence
    target = evidence.target
    if target.content(run) or not evidence.source.content(ours):
        return run
    allowed = set(theirs)
    found = []
    for step, start in ((1, run[-1]), (-1, run[0])):
        j = start + step
        while j in allowed and target.function[j]:
            j += step
        if j in allowed:
            others = sum(w for i, w in evidence.back[j].items() if i not in ours)
            found.append((others, -step, j))
    if not found:
        return run
    j = min(found)[2]
    return range(j, j + 1)


def _trimmed(place: Place, ours: range, run: range, theirs: list[int]) -> range:
    """Edges: function words that the source's span does not begin or end with go out, its own come in."""
    evidence = place.evidence
    source, target = evidence.source, evidence.target
    first, last = run[0], run[-1]
    lead = list(takewhile(lambda i: source.function[i], ours))
    tail = list(takewhile(lambda i: source.function[i], reversed(ours)))
    allowed = set(theirs)
    if target.content(run):
        while first < last and target.function[first] and not any(i in lead for i in evidence.back[first]):
            first += 1
        while last > first and target.function[last] and not any(i in tail for i in evidence.back[last]):
            if target.lower[last] in PARTICLES or _ends_clause(target, last):
                break
            last -= 1

    def ours_alone(j: int) -> bool:
        return j in allowed and all(i in ours for i in evidence.back[j])

    if lead and source.content(ours) and not target.function[first]:  # в январе, in January
        j = first - 1
        while ours_alone(j) and target.lower[j] in ARTICLES:
            j -= 1
        if ours_alone(j) and target.function[j] and target.lower[j] not in AUXILIARIES:
            first = j
    if len(ours) > 1 and target.lower[first] in NEGATIONS and ours_alone(first - 1):
        first -= target.lower[first - 1] in AUXILIARIES | MODALS
    if ours_alone(last + 1):
        clause = target.function[last + 1] and _ends_clause(target, last + 1)
        last += clause or target.lower[last + 1] in PARTICLES
    # The article of a title: The Master and Margarita.
    article = first - 1 in allowed and first > 1 and target.word(first - 1)
    if article and article.lower() in ARTICLES and article[0].isupper() and target.word(first)[0].isupper():
        first -= 1
    return range(first, last + 1)


def _ends_clause(words: Words, at: int) -> bool:
    """Does a mark follow, or nothing more?"""
    end = words.spans[at][1]
    following = words.text[end : words.spans[at + 1][0]] if at + 1 < len(words) else "."
    return bool(following.strip())


def boundary(place: Place, at: int, within: Span) -> int:
    """The place between two target words that the fewest links cross, for a place of the source."""
    evidence = place.evidence
    source, target = evidence.source, evidence.target
    before = sum(1 for _, end in source.spans if end <= at)
    scale = before / max(1, len(source))
    crossing = sum(1 for row in evidence.back for i in row if i < before)
    best, best_at = (float(crossing), scale * len(target)), 0
    for j in range(len(target)):
        crossing += sum(1 if i >= before else -1 for i in evidence.back[j])
        cost = (float(crossing), abs(j + 1 - scale * len(target)))
        if cost < best:
            best, best_at = cost, j + 1
    place_at = target.spans[best_at - 1][1] if best_at else 0
    return min(max(place_at, within[0]), within[1])
