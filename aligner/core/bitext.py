"""Bead and Bitext: which source sentences correspond to which target sentences, and how surely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, get_args

from aligner.core.code import Content, joined
from aligner.core.document import Document, Sentence, running

Origin = Literal["mt", "aligner", "human", "memory"]
Status = Literal["draft", "confirmed", "rejected"]
ORIGINS: tuple[str, ...] = get_args(Origin)
STATUSES: tuple[str, ...] = get_args(Status)

#: A word link: (source start, source end, target start, target end), characters within the bead's two texts.
Link = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Bead:
    """A group of consecutive source sentences and the group of consecutive target sentences it goes with.

    ``source`` and ``target`` are ranges of sentence numbers (step 1; an empty range is a null side, and its
    ``start`` says where it stands). ``confidence`` is a probability, 0 to 1, that the bead is right.
    ``score`` is the model's mean log-probability a token where the target is its output. ``status`` is a
    person's verdict, ``note`` a person's remark, or the aligner's that the order changed.
    """

    source: range
    target: range
    confidence: float
    origin: Origin
    score: float | None = None
    status: Status = "draft"
    note: str = ""
    links: tuple[Link, ...] = ()

    @property
    def kind(self) -> str:
        """``1-1``, ``2-1``, ``1-0`` …"""
        return f"{len(self.source)}-{len(self.target)}"

    @property
    def is_by_person(self) -> bool:
        """Did a person make or confirm it? Then no aligner changes it."""
        return self.origin == "human" or self.status == "confirmed"

    @property
    def is_null(self) -> bool:
        """Has one side no sentence?"""
        return not self.source or not self.target


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two segmented documents and the beads that join them.

    Invariant: every sentence of both sides is in exactly one bead, and beads do not cross; so the beads'
    ranges, read in order, count through each side without gap or overlap.

    Raises:
        ValueError: the invariant does not hold, or a bead's fields are out of range.
    """

    source: Document
    target: Document
    beads: tuple[Bead, ...]

    def __post_init__(self) -> None:
        """Check the invariant."""
        at_source = at_target = 0
        for number, bead in enumerate(self.beads):
            if bead.source.step != 1 or bead.target.step != 1:
                raise ValueError(f"bead {number}: ranges must have step 1")
            if bead.source.start != at_source or bead.target.start != at_target:
                begin = f"{bead.source.start}:{bead.target.start}"
                raise ValueError(f"bead {number}: begins at {begin}, expected {at_source}:{at_target}")
            if not bead.source and not bead.target:
                raise ValueError(f"bead {number}: both sides are empty")
            if not 0.0 <= bead.confidence <= 1.0:
                raise ValueError(f"bead {number}: confidence {bead.confidence} is not in 0..1")
            at_source, at_target = bead.source.stop, bead.target.stop
        sizes = len(self.source.sentences), len(self.target.sentences)
        if (at_source, at_target) != sizes:
            raise ValueError(f"beads cover {at_source}:{at_target} sentences of {sizes[0]}:{sizes[1]}")

    def source_sentences(self, bead: Bead) -> tuple[Sentence, ...]:
        """The bead's source sentences."""
        return self.source.sentences[bead.source.start : bead.source.stop]

    def target_sentences(self, bead: Bead) -> tuple[Sentence, ...]:
        """The bead's target sentences."""
        return self.target.sentences[bead.target.start : bead.target.stop]

    def source_text(self, bead: Bead) -> str:
        """The bead's source sentences joined by a space."""
        return " ".join(s.text for s in self.source_sentences(bead))

    def target_text(self, bead: Bead) -> str:
        """The bead's target sentences joined by a space."""
        return " ".join(s.text for s in self.target_sentences(bead))

    def contents(self) -> Iterator[tuple[Bead, Content, Content]]:
        """Each bead with its two texts and the codes in them; the texts are those of ``pairs``."""
        source, target = self.source.sentence_contents(), self.target.sentence_contents()
        for bead in self.beads:
            yield (
                bead,
                joined(source[bead.source.start : bead.source.stop]),
                joined(target[bead.target.start : bead.target.stop]),
            )

    def pairs(self) -> Iterator[tuple[Bead, str, str]]:
        """Each bead with its two texts."""
        for bead in self.beads:
            yield bead, self.source_text(bead), self.target_text(bead)

    def with_bead(self, number: int, bead: Bead) -> Bitext:
        """The same bitext with one bead's fields replaced (its ranges must stay)."""
        return replace(self, beads=(*self.beads[:number], bead, *self.beads[number + 1 :]))

    def running(self) -> Bitext:
        """The bitext without the pairs of what stands after the running text: notes, headers, comments, metadata."""
        source, target = running(self.source), running(self.target)
        sizes = len(source.sentences), len(target.sentences)
        beads = [b for b in self.beads if b.source.stop <= sizes[0] and b.target.stop <= sizes[1]]
        if len(beads) == len(self.beads):
            return self
        if beads and (beads[-1].source.stop, beads[-1].target.stop) == sizes:
            return Bitext(source, target, tuple(beads))
        return self
