"""Beads larger than the search forms: a bead at its limit takes in skipped neighbours where that says the same better.

The search knows runs of up to ``MOST`` sentences. Where one sentence stands for five, it finds four of them and leaves
the fifth alone; where it stands for eight, no part of them says the same, and all are left alone, though the sentence
is very unlikely to be without a counterpart. Such beads are few, so that all ways of taking in neighbours can be
encoded outright and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from math import exp
from typing import TYPE_CHECKING, Literal

from aligner.align.progress import ignore
from aligner.align.table import MOST
from aligner.core.bitext import Bead

if TYPE_CHECKING:
    from aligner.core.progress import Progress
    from models.encoder import SentenceEncoder

FARTHEST = 4  # neighbours on one side of a bead that may be taken in
LEAST_GAIN = 0.02  # of cosine
TOTAL = 6  # sentences of the search's largest beads
#: Of a sentence left alone with less than this probability, a counterpart is looked for among long runs.
UNLIKELY = 0.5
WIDEST = 40  # sentences of the other side among which it is looked for
#: Runs of unrelated sentences of one text stay below .65 (750 pairs of the development documents, runs of 5 to 10), of
#: 376 true ones 19 in 20 are above .68; the slope makes the probabilities of both.
LEAST_COSINE, SLOPE = 0.66, 0.02
NEARLY = 0.01
MOST_TRIED = 500  # beads of one document: no more in a text that is all lists, or repeats itself

Side = Literal["source", "target"]
SIDES: tuple[Side, ...] = ("source", "target")


def grow(
    beads: Sequence[Bead],
    source: Sequence[str],
    target: Sequence[str],
    encoder: SentenceEncoder | None = None,
    progress: Progress = ignore,
) -> list[Bead]:
    """The beads, in order, those at the search's limit grown by skipped neighbours where their cosine gains by it.

    The embedded encoder is taken if none is given and there is something to compare. ``progress`` is told that all is
    done before each comparison: how many there will be is not known, and it takes little time.
    """
    out = list(beads)
    tried = 0
    for number in reversed(range(len(out))):
        bead = out[number]
        full = max(len(bead.source), len(bead.target)) >= MOST or len(bead.source) + len(bead.target) >= TOTAL
        if bead.is_null or not full or bead.is_by_person:
            continue
        # The side that may be too short; if both may, the one with skipped neighbours, the longer first.
        for side in sorted(SIDES, key=lambda name: -len(getattr(bead, name))):
            before, after = _alone(out, number, side, -1), _alone(out, number, side, 1)
            if (before or after) and tried < MOST_TRIED:
                encoder = encoder or _embedded()
                tried += 1
                progress(1, 1)
                x, y = _best_reach(bead, side, (source, target), before, after, encoder)
                run: range = getattr(bead, side)
                run = range(run.start - x, run.stop + y)
                grown = replace(bead, source=run) if side == "source" else replace(bead, target=run)
                out[number - x : number + y + 1] = [grown]
                break
    return _settled(_rejoined(out, (source, target), encoder))


def _rejoined(
    beads: list[Bead], texts: tuple[Sequence[str], Sequence[str]], encoder: SentenceEncoder | None
) -> list[Bead]:
    """The beads, with a sentence that was left alone put together with a long run of the other side left there."""
    out: list[Bead] = []
    tried = 0
    for alone, run in groupby(beads, key=lambda bead: bead.is_null and not bead.is_by_person):
        part = list(run)
        for number, side in enumerate(SIDES if alone else ()):
            own = [bead for bead in part if getattr(bead, side)]
            others = [bead for bead in part if not getattr(bead, side)]
            doubted = [bead for bead in own if bead.confidence < UNLIKELY]
            if len(doubted) != 1 or not MOST < len(others) <= WIDEST or tried >= MOST_TRIED:
                continue
            encoder, tried = encoder or _embedded(), tried + 1
            one: range = getattr(doubted[0], side)
            runs: list[range] = [getattr(bead, SIDES[1 - number]) for bead in others]
            found = _best_run(texts[number][one.start], texts[1 - number], range(runs[0].start, runs[-1].stop), encoder)
            if found is not None:
                covered, cosine = found
                confidence = (1 - doubted[0].confidence) / (1 + exp((LEAST_COSINE - cosine) / SLOPE))
                made = Bead(*((one, covered) if side == "source" else (covered, one)), confidence, "aligner")
                early = [bead for bead in own if getattr(bead, side).start < one.start]
                early += [bead for bead, at in zip(others, runs, strict=True) if at.stop <= covered.start]
                late = [bead for bead in own if getattr(bead, side).start > one.start]
                late += [bead for bead, at in zip(others, runs, strict=True) if at.start >= covered.stop]
                part = [*early, made, *late]
                break
        out += part
    return out


def _best_run(one: str, texts: Sequence[str], where: range, encoder: SentenceEncoder) -> tuple[range, float] | None:
    """The run of more than ``MOST`` sentences that says most nearly the same as one sentence, and its cosine."""
    runs = [
        range(start, stop)
        for start in where
        for stop in range(start + MOST + 1, min(where.stop, start + FARTHEST + MOST * 2) + 1)
    ]
    joined = [" ".join(texts[run.start : run.stop]) for run in runs]
    near = [n for n, text in enumerate(joined) if len(text) < 2 * len(one) and len(one) < 2 * len(text)]
    if not near:
        return None
    vectors = encoder.encode([one, *(joined[n] for n in near)])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    # A sentence more or less hardly shows in so long a run: of nearly equal ones the longest.
    enough = max(LEAST_COSINE, max(cosines) - NEARLY)
    good = [n for n, cosine in enumerate(cosines) if cosine >= enough]
    best = max(good, key=lambda n: (len(runs[near[n]]), cosines[n]), default=-1)
    return (runs[near[best]], cosines[best]) if good else None


def _best_reach(
    bead: Bead,
    side: Side,
    texts: tuple[Sequence[str], Sequence[str]],
    before: int,
    after: int,
    encoder: SentenceEncoder,
) -> tuple[int, int]:
    """How many sentences before and after the bead to take in; none if the cosine does not gain enough."""
    ways = [(x, y) for x in range(before + 1) for y in range(after + 1)]
    ours, theirs = texts if side == "source" else texts[::-1]
    run, other = (bead.source, bead.target) if side == "source" else (bead.target, bead.source)
    runs = [" ".join(ours[run.start - x : run.stop + y]) for x, y in ways]
    vectors = encoder.encode([" ".join(theirs[other.start : other.stop]), *runs])
    cosines = (vectors[1:] @ vectors[0]).tolist()
    best = max(range(len(ways)), key=cosines.__getitem__)
    return ways[best] if cosines[best] >= cosines[0] + LEAST_GAIN else (0, 0)


def _embedded() -> SentenceEncoder:
    from models.encoder import load_encoder

    return load_encoder()


def _alone(beads: Sequence[Bead], number: int, side: Side, step: int) -> int:
    """How many beads next to this one, in this direction, hold nothing but a sentence of this side."""
    count = 0
    at = number + step
    while count < FARTHEST and 0 <= at < len(beads) and _only(beads[at], side):
        count, at = count + 1, at + step
    return count


def _only(bead: Bead, side: Side) -> bool:
    return bead.is_null and bool(getattr(bead, side)) and not bead.is_by_person


def _settled(beads: list[Bead]) -> list[Bead]:
    """Null beads say where they stand on the side that they have nothing of: set that right."""
    out: list[Bead] = []
    i = j = 0
    for bead in beads:
        made = replace(bead, source=bead.source or range(i, i), target=bead.target or range(j, j))
        out.append(made)
        i, j = made.source.stop, made.target.stop
    return out
