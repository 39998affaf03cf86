"""Documents to train on, made of aligned sentences: units in order, with what real pairs of texts have done to them.

A unit is a handful of source and of target sentences that are translations of each other. Units are dropped on one
side, foreign sentences and page furniture are put in, neighbours are written as one sentence, a clause is moved across
a border, made a sentence of its own, or left out: the gold alignment follows, since it is known what was done.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from aligner.align.goldfile import GoldBead
from aligner.segment import sentence_spans

#: Source and target sentences that go together; one side may be empty.
Unit = tuple[list[str], list[str]]

MOST, MOST_IN_ALL = 4, 6  # sentences a side and in all of a unit that is cut further
_CLAUSE = re.compile(r"(?<=[,;:–—])\s+")


@dataclass(frozen=True)
class Recipe:
    """How often what is done to a unit."""

    drop: float = 0.0
    insert: float = 0.0
    merge: float = 0.0
    shift: float = 0.0
    split: float = 0.0
    trim: float = 0.0
    litter: float = 0.0


@dataclass(frozen=True)
class Made:
    """A made document pair."""

    name: str
    source: list[str]
    target: list[str]
    gold: list[GoldBead]
    languages: tuple[str, str]


def read_units(path: Path, tags: Sequence[str]) -> dict[str, list[Unit]]:
    """Units of a file of tag, Russian and English, by tag (given by their beginnings), each side cut into sentences.

    Pairs with several sentences on both sides are left out: how they go together is not known.
    """
    found: dict[str, list[Unit]] = {}
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            tag, russian, english = line.rstrip("\n").split("\t")
            if tag.startswith(tuple(tags)):
                unit = _cut(russian, "ru"), _cut(english, "en")
                if all(unit) and min(map(len, unit)) == 1 and max(map(len, unit)) <= 4:
                    found.setdefault(tag, []).append(unit)
    return found


def gold_units(source: Sequence[str], target: Sequence[str], gold: Sequence[GoldBead]) -> list[Unit]:
    """A gold document as units, null beads too."""
    return [([source[i] for i in a], [target[j] for j in b]) for a, b in gold]


def in_order_of(book: str, units: Sequence[Unit]) -> Iterator[Unit]:
    """The units that a Russian book has, in the book's order."""
    text = " ".join(book.split())
    placed = [(text.find(" ".join(unit[0][0].split())), unit) for unit in units]
    yield from (unit for place, unit in sorted(placed, key=lambda x: x[0]) if place >= 0)


def make(
    name: str,
    units: Sequence[Unit],
    recipe: Recipe,
    seed: int,
    *,
    foreign: Sequence[Unit] = (),
    languages: tuple[str, str] = ("ru", "en"),
) -> Made:
    """A document pair from units; ``foreign`` ones supply the sentences that are put in."""
    random = Random(seed)
    rows: list[Unit] = []
    for row in units:
        source, target = row
        fate = random.random()
        if source and target and fate < recipe.drop:
            rows.append((list(source), []) if random.random() < 0.5 else ([], list(target)))
        else:
            rows.append((list(source), list(target)))
        if recipe.litter and random.random() < recipe.litter:
            side = random.randrange(2)
            for text in _litter(row, side, random):
                rows.append(([text], []) if side == 0 else ([], [text]))
        if foreign and random.random() < recipe.insert:
            start = random.randrange(max(1, len(foreign) - 8))
            side = random.randrange(2)
            for unit in foreign[start : start + random.choice((1, 1, 2, 3, 6))]:
                rows.append((list(unit[0]), []) if side == 0 else ([], list(unit[1])))
    out: list[Unit] = []
    for row in rows:
        last = out[-1] if out else None
        small = last is not None and all(last) and all(row) and len(last[0]) + len(row[0]) <= 4
        if last is not None and small and len(last[1]) + len(row[1]) <= 4:
            fate = random.random()
            if fate < recipe.merge:
                side = random.randrange(2)
                out[-1] = _joined(last, row, side)
                continue
            if fate < recipe.merge + recipe.shift:
                moved = _shifted(last, row, random.randrange(2))
                if moved is not None:
                    out[-1] = moved
                    continue
        out.append(row)
    return _numbered(name, [_freely(row, recipe, random) for row in out], languages)


def _freely(row: Unit, recipe: Recipe, random: Random) -> Unit:
    """A unit as a free translator or another way of dividing sentences might have it."""
    if not all(row):
        return row
    sides = list(row[0]), list(row[1])
    if recipe.trim and random.random() < recipe.trim:
        side = sides[random.randrange(2)]
        place = random.randrange(len(side))
        parts = _CLAUSE.split(side[place])
        left_out = random.randrange(len(parts))
        rest = " ".join(part for number, part in enumerate(parts) if number != left_out)
        if len(rest) > 0.5 * len(side[place]):
            side[place] = rest
    for side in sides:
        room = len(side) < MOST and sum(map(len, sides)) < MOST_IN_ALL
        if recipe.split and room and random.random() < recipe.split:
            place = random.randrange(len(side))
            cuts = [found.span() for found in _CLAUSE.finditer(side[place])]
            cuts = [(a, b) for a, b in cuts if min(a, len(side[place]) - b) >= 12]
            if cuts:
                a, b = random.choice(cuts)
                side[place : place + 1] = [side[place][:a], side[place][b:]]
    return sides[0], sides[1]


def _litter(row: Unit, side: int, random: Random) -> list[str]:
    """What scanning leaves between sentences: numbers of pages, crumbs, headings, a line that stands there twice."""
    words = " ".join(row[side]).split() or ["—"]
    at = random.randrange(len(words))
    made = (
        str(random.randrange(2, 700)),
        "".join(random.choice("-.,:;*_^|~'1lijtrf%") for _ in range(random.randrange(1, 5))),
        " ".join(words[at : at + random.randrange(1, 5)]),
        " ".join(words[at : at + 3]).upper(),
        f"{random.randrange(1, 90)} {' '.join(words[:2])} {random.randrange(1800, 1990)}",
    )
    return [random.choice(made) for _ in range(random.choice((1, 1, 2, 3, 5)))]


def unrelated(name: str, source: Sequence[Unit], target: Sequence[Unit]) -> Made:
    """The source sentences of some units beside the target sentences of others."""
    rows: list[Unit] = [(list(a), []) for a, _ in source] + [([], list(b)) for _, b in target]
    return _numbered(name, rows, ("ru", "en"))


def _numbered(name: str, units: Sequence[Unit], languages: tuple[str, str]) -> Made:
    sources: list[str] = []
    targets: list[str] = []
    gold: list[GoldBead] = []
    for a, b in units:
        i, j = len(sources), len(targets)
        sources += a
        targets += b
        if a and b:
            gold.append((tuple(range(i, i + len(a))), tuple(range(j, j + len(b)))))
    return Made(name, sources, targets, gold, languages)


def _joined(first: Unit, second: Unit, side: int) -> Unit:
    """Two units as one, the sentences at their border written as one on this side."""
    sides = [first[0] + second[0], first[1] + second[1]]
    sides[side] = [*first[side][:-1], f"{first[side][-1]} {second[side][0]}", *second[side][1:]]
    return sides[0], sides[1]


def _shifted(first: Unit, second: Unit, side: int) -> Unit | None:
    """Two units as one, the second's first clause moved to the end of the first on this side."""
    parts = _CLAUSE.split(second[side][0], maxsplit=1)
    if len(parts) != 2 or min(map(len, parts)) < 12:
        return None
    sides = [first[0] + second[0], first[1] + second[1]]
    sides[side] = [*first[side][:-1], f"{first[side][-1]} {parts[0]}", parts[1], *second[side][1:]]
    return sides[0], sides[1]


def _cut(text: str, language: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text, 0, len(text), language)]
