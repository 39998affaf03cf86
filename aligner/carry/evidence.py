"""Which word of the target stands for which of the source: word links, spelling, and what lies between linked words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aligner.carry.words import ARTICLES, PARTICLES, POSSESSIVES, Words, digits, same
from aligner.core.bitext import Link

LINKED, SPELT, NEAR = 1.0, 1.0, 0.5
#: Names of a side that are compared with those of the other by their consonants.
MOST_NAMES = 40
#: In a longer text (no sentence) words are not linked by their neighbours.
MOST_WORDS = 400
_SAME = {"№": "no."}


@dataclass(frozen=True, slots=True)
class Evidence:
    """``forward[i]`` holds the weight of each target word for source word ``i``, ``back[j]`` the same the other way."""

    source: Words
    target: Words
    forward: tuple[dict[int, float], ...]
    back: tuple[dict[int, float], ...]

    def best(self, at: int) -> int | None:
        """The target word that stands for a source word."""
        row = self.forward[at]
        return max(row, key=lambda j: (row[j], not self.target.function[j], j)) if row else None


def gather(source: Words, target: Words, links: Sequence[Link]) -> Evidence:
    """All there is to say of a pair."""
    weights: dict[tuple[int, int], float] = {}
    for a, b, c, d in links:
        if a < b and c < d:
            for i in source.within(a, b):
                for j in target.within(c, d):
                    shaky = target.function[j] and not source.function[i]
                    if shaky or target.lower[j] in ARTICLES or source.lower[i] in ARTICLES:
                        continue
                    weights[i, j] = max(weights.get((i, j), 0.0), LINKED)
    for i, j in _spelt_alike(source, target):
        for pair in [pair for pair in weights if (pair[0] == i) != (pair[1] == j)]:
            del weights[pair]
        weights[i, j] = SPELT
    taken = {i for i, _ in weights}, {j for _, j in weights}
    for i, j in _names(source, target, taken):
        weights[i, j] = NEAR
    made = _table(source, target, weights)
    while len(source) <= MOST_WORDS and (found := _nearest(made)) is not None:
        made.forward[found[0]][found[1]] = made.back[found[1]][found[0]] = NEAR
    for find in (_rest, _function_words, _left_over):
        for i, j in list(find(made)):
            made.forward[i][j] = made.back[j][i] = NEAR
    return made


def _table(source: Words, target: Words, weights: dict[tuple[int, int], float]) -> Evidence:
    forward: tuple[dict[int, float], ...] = tuple({} for _ in range(len(source)))
    back: tuple[dict[int, float], ...] = tuple({} for _ in range(len(target)))
    for (i, j), weight in weights.items():
        forward[i][j] = back[j][i] = weight
    return Evidence(source, target, forward, back)


def _spelt_alike(source: Words, target: Words) -> Iterator[tuple[int, int]]:
    """Numbers and words that both sides write alike, each with its own where they are said more than once.

    Words with a capital are compared in Latin letters: initials, names, most abbreviations.
    """
    from models.text.romanise import romanised

    sides: list[dict[str, list[int]]] = []
    for words in (source, target):
        places: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(words.lower):
            figures = digits(word)
            key = figures if figures and same(word, figures) else _SAME.get(word, word)
            if words.word(at)[0].isupper():
                key = romanised(key)
            if not words.function[at]:
                places[key].append(at)
        sides.append(places)
    for key, ours in sides[0].items():
        theirs = sides[1].get(key, [])
        if len(ours) == len(theirs):
            yield from zip(ours, theirs, strict=True)
        elif theirs:
            scale = len(target) / len(source)
            free = list(theirs)
            for i in ours[: len(theirs)]:
                j = min(free, key=lambda place: abs(place - i * scale))
                free.remove(j)
                yield i, j


def _names(source: Words, target: Words, taken: tuple[set[int], set[int]]) -> Iterator[tuple[int, int]]:
    """Words with a capital that have no link yet, and the same consonants."""
    from aligner.checks.names import alike, skeleton
    from models.text.romanise import romanised

    def names(words: Words, gone: set[int]) -> list[tuple[int, str]]:
        found = [at for at in range(len(words)) if at not in gone and len(words.lower[at]) > 3]
        found = [at for at in found if words.word(at)[0].isupper() and not words.function[at]][:MOST_NAMES]
        return [(at, skeleton(romanised(words.lower[at]))) for at in found]

    theirs = names(target, taken[1])
    for i, one in names(source, taken[0]):
        hit = next((pair for pair in theirs if len(one) > 1 and alike(one, pair[1])), None)
        if hit is not None:
            theirs.remove(hit)
            yield i, hit[0]


def _nearest(made: Evidence) -> tuple[int, int] | None:
    """The two content words without a link that lie best beside the links of their neighbours."""
    source, target = made.source, made.target
    best: tuple[float, int, int] | None = None
    for i in range(len(source)):
        if made.forward[i] or source.function[i]:
            continue
        before, after = _neighbour(source, i, -1), _neighbour(source, i, 1)
        candidates: dict[int, float] = defaultdict(float)
        for neighbour, step in ((before, 1), (after, -1)):
            if neighbour is None:
                j = _neighbour(target, -1 if step > 0 else len(target), step)
                if j is not None:
                    candidates[j] += 0.4
                continue
            for anchor in made.forward[neighbour]:
                for way, share in ((step, 1.0), (-step, 0.4)):
                    j = _neighbour(target, anchor, way)
                    if j is not None:
                        candidates[j] += share
        for j, score in candidates.items():
            if not made.back[j] and score >= 0.4 and (best is None or score > best[0]):
                best = (score, i, j)
    return best and best[1:]


def _neighbour(words: Words, at: int, step: int) -> int | None:
    """The next content word in a direction."""
    at += step
    while 0 <= at < len(words):
        if not words.function[at]:
            return at
        at += step
    return None


def _function_words(made: Evidence) -> Iterator[tuple[int, int]]:
    """Function words without a link that lead to words that are linked: ``в январе``, ``in January``."""
    source, target = made.source, made.target
    for i in range(len(source)):
        after = _neighbour(source, i, 1)
        if not source.function[i] or made.forward[i] or after is None or source.lower[i] in ("не", "not"):
            continue
        for anchor in made.forward[after]:
            j = anchor - 1
            while j >= 0 and target.lower[j] in ARTICLES:
                j -= 1
            if j >= 0 and target.function[j] and not made.back[j]:
                yield i, j
                break


def _rest(made: Evidence) -> Iterator[tuple[int, int]]:
    """Content words that are left on both sides, each with the one nearest to its place."""
    source, target = made.source, made.target
    ours = [i for i in range(len(source)) if not source.function[i] and not made.forward[i]]
    theirs = [j for j in range(len(target)) if not target.function[j] and not made.back[j]]
    theirs = [j for j in theirs if target.lower[j] not in POSSESSIVES | PARTICLES]
    for i in ours[:MOST_WORDS] if len(theirs) <= MOST_WORDS else ():
        if not theirs:
            break
        j = min(theirs, key=lambda j: abs((j + 0.5) / len(target) - (i + 0.5) / len(source)))
        theirs.remove(j)
        yield i, j


def _left_over(made: Evidence) -> Iterator[tuple[int, int]]:
    """Content words of the target that nothing is left for belong to a neighbour's: ``press service``, ``old man``.

    To the one that no function word or mark lies between; in doubt to the one that follows.
    """
    target = made.target
    run: list[int] = []
    for j in range(len(target) + 1):
        if j < len(target) and not target.function[j] and not made.back[j] and target.lower[j] not in POSSESSIVES:
            if target.lower[j] in PARTICLES and not run and j and _touch(target, j - 1, j):
                yield from ((i, j) for i in list(made.back[j - 1]))
                continue
            run.append(j)
            continue
        if run:
            first, last = run[0], run[-1]
            after = j < len(target) and bool(made.back[j]) and _touch(target, last, j)
            before = first > 0 and bool(made.back[first - 1]) and _touch(target, first - 1, first)
            for side, owner in ((after, j), (before, first - 1)):
                if side and not target.function[owner]:
                    yield from ((i, k) for i in list(made.back[owner]) for k in run)
                    break
        run = []


def _touch(words: Words, one: int, two: int) -> bool:
    """Is there nothing but white space between two neighbours?"""
    return not words.text[words.spans[one][1] : words.spans[two][0]].strip()
