"""Bead files, one bead a line (``[0,1]:[2]`` or ``[0,1]:[2]:0.98``), and the field's scores of one against another.

The definitions are Vecalign's (Thompson and Koehn 2019), after Sennrich and Volk 2011.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aligner.core.bitext import Bead
from aligner.errors import ReadError
from models.errors import reason
from models.messages import Message

#: Sentence numbers of both sides; an empty side makes it null.
GoldBead = tuple[tuple[int, ...], tuple[int, ...]]

_LINE = re.compile(r"\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\](?:\s*:\s*[-+.\de]+)?")


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1, strict (the identical bead) and lax (it shares both sides with a gold bead).

    ``null_recall``: share of the gold's unaligned sentences that are left unaligned (1 where it has none).
    ``false_alignments``: share of the gold's unaligned sentences that were put in a bead.
    """

    strict_precision: float
    strict_recall: float
    lax_precision: float
    lax_recall: float
    null_recall: float

    @property
    def strict(self) -> float:
        """Strict F1."""
        return _f1(self.strict_precision, self.strict_recall)

    @property
    def lax(self) -> float:
        """Lax F1."""
        return _f1(self.lax_precision, self.lax_recall)

    @property
    def false_alignments(self) -> float:
        """Share of unaligned sentences put in a bead."""
        return 1.0 - self.null_recall


@dataclass(frozen=True)
class Counts:
    """What scores are made of; counts of several documents add up before they are divided."""

    strict_right: int = 0
    lax_right: int = 0
    found: int = 0
    strict_hit: int = 0
    lax_hit: int = 0
    gold: int = 0
    null_right: int = 0
    gold_null: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Counts of both."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in Counts.__dataclass_fields__))

    def score(self) -> Score:
        """Divide."""
        return Score(
            _share(self.strict_right, self.found),
            _share(self.strict_hit, self.gold),
            _share(self.lax_right, self.found),
            _share(self.lax_hit, self.gold),
            self.null_right / self.gold_null if self.gold_null else 1.0,
        )


def read_gold(path: Path) -> list[GoldBead]:
    """Read a bead file; a confidence behind a bead is left out.

    Raises:
        ReadError: the file is missing, or a line is no bead.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ReadError(
            "{path}: gold file cannot be read ({reason}); check the name", path=path, reason=reason(error)
        ) from error
    except UnicodeDecodeError as error:
        raise ReadError("{path}: not a bead file (not UTF-8 text)", path=path) from error
    beads: list[GoldBead] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise ReadError(
                "{path}: line {number} is no bead: {line}; expected the form [0,1]:[2]",
                path=path,
                number=number,
                line=repr(line.strip()[:60]),
            )
        beads.append((_numbers(match[1]), _numbers(match[2])))
    return beads


def check_range(gold: Iterable[GoldBead], sources: int, targets: int) -> None:
    """Does the gold speak only of sentences that documents of so many sentences have?

    Raises:
        ReadError: it speaks of others: it belongs to other documents, or counts lines.
    """
    beads = list(gold)
    for side, count_of, name in ((0, sources, "first"), (1, targets, "second")):
        last = max((number for bead in beads for number in bead[side]), default=-1)
        if last >= count_of:
            raise ReadError(
                "the gold file speaks of sentence {last} of the {name} document, which has {total} (from 0); "
                "if it counts the files' lines, add --lines",
                last=last,
                name=Message(name),
                total=count_of,
            )


def bead_line(bead: Bead) -> str:
    """``[0,1]:[2]:0.9731``."""
    source, target = (",".join(map(str, side)) for side in (bead.source, bead.target))
    return f"[{source}]:[{target}]:{bead.confidence:.4f}"


def count(gold: Iterable[GoldBead], found: Iterable[GoldBead], sources: int, targets: int) -> Counts:
    """Compare two alignments of documents with so many sentences; sentences not mentioned count as unaligned.

    A null bead of several sentences counts as several. Precision is over all found beads, null ones too; recall is
    over the gold's beads that are not null.
    """
    right, tested = _normal(gold, sources, targets), _normal(found, sources, targets)
    right_full = {bead for bead in right if bead[0] and bead[1]}
    tested_full = {bead for bead in tested if bead[0] and bead[1]}
    right_null = right - right_full
    strict, lax = _hits(right, tested)
    strict_back, lax_back = _hits(tested_full, right_full)
    return Counts(
        strict, lax, len(tested), strict_back, lax_back, len(right_full), len(right_null & tested), len(right_null)
    )


def _hits(reference: set[GoldBead], tested: set[GoldBead]) -> tuple[int, int]:
    partners: dict[int, set[int]] = {}
    for source, target in reference:
        for number in source:
            partners.setdefault(number, set()).update(target)
    strict = sum(bead in reference for bead in tested)
    lax = sum(
        bead in reference or any(not partners.get(number, set()).isdisjoint(bead[1]) for number in bead[0])
        for bead in tested
    )
    return strict, lax


def _normal(beads: Iterable[GoldBead], sources: int, targets: int) -> set[GoldBead]:
    out: set[GoldBead] = set()
    source_seen: set[int] = set()
    target_seen: set[int] = set()
    for source, target in beads:
        if source and target:
            out.add((source, target))
            source_seen.update(source)
            target_seen.update(target)
    out |= {((number,), ()) for number in range(sources) if number not in source_seen}
    return out | {((), (number,)) for number in range(targets) if number not in target_seen}


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number.strip())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
