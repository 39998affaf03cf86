"""A run of beads as the reader shows it: rows of paragraphs, each paragraph with its sentences and their bead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from aligner.exports.formatted import as_html
from aligner.exports.options import Tally
from aligner.repair.unwrap import BULLET
from models.text.scripts import is_right_to_left
from server.db.tables import Bead, Finding, Segment
from server.library.sentences import Row as SentenceRow
from server.library.sentences import content_of

#: Pairs in one piece of a page; a piece ends with a paragraph where one ends within ``LOOK_AHEAD`` pairs.
CHUNK, LOOK_AHEAD = 100, 40
EMPTY = Markup()


@dataclass(frozen=True)
class Unit:
    """A bead, or a sentence of a translation under way (``id`` is None then)."""

    id: int | None
    number: int
    source: Sequence[SentenceRow]
    target: Sequence[SentenceRow]
    confidence: float = 0.0
    score: float | None = None
    status: str = "draft"
    origin: str = "mt"
    note: str = ""
    links: Sequence[Sequence[int]] = ()
    findings: Sequence[Finding] = ()
    waiting: bool = False
    bound: float = 0.5

    @property
    def key(self) -> str:
        """Its element's id."""
        return f"p{self.id}" if self.id is not None else f"n{self.number}"

    @property
    def null(self) -> bool:
        """Has one side no sentence?"""
        return not self.waiting and not (self.source and self.target)

    @property
    def low(self) -> bool:
        """Is it uncertain?"""
        return not self.null and not self.waiting and self.confidence < self.bound and self.status != "confirmed"

    @property
    def remarks(self) -> list[Finding]:
        """Findings that matter; of uncertainty, the dotted line speaks."""
        return [f for f in self.findings if f.severity != "info" and f.code not in ("low-confidence", "low-score")]

    @property
    def language(self) -> str:
        """The language of its source where that is another than the text's; else empty."""
        values = (dict(f.parameters) for f in self.findings if f.code == "foreign-language")
        return next((str(value.get("language", "")) for value in values), "")

    def is_left(self, text: str) -> bool:
        """Is a sentence of the target one of the source?"""
        return any(row[0] == text for row in self.source)

    @property
    def classes(self) -> str:
        """Classes of its sentences; none for an ordinary pair."""
        marks = {
            "null": self.null,
            "low": self.low,
            "rejected": self.status == "rejected",
            "found": bool(self.remarks) and self.status != "confirmed",
            "noted": bool(self.note),
            "waiting": self.waiting,
        }
        return " ".join(["u", *(name for name, holds in marks.items() if holds)])

    @property
    def pairs_of_words(self) -> str:
        """Word links for the script: ``0-4:0-3 5-9:4-8``."""
        return " ".join(f"{a}-{b}:{c}-{d}" for a, b, c, d in self.links)


@dataclass
class Piece:
    """A sentence within a paragraph. ``text`` None stands for a missing counterpart; ``html`` shows its codes, too."""

    unit: Unit
    text: str | None
    gap: str
    first: bool
    html: Markup = EMPTY


@dataclass
class Block:
    """A paragraph, or a part of one, on one side."""

    kind: str
    level: int
    pieces: list[Piece] = field(default_factory=list)
    number: int | None = None

    @property
    def tag(self) -> str:
        """Its element; the page's own title is the h1."""
        return f"h{min(max(self.level, 1), 4) + 1}" if self.kind == "heading" else "p"

    @property
    def bullet(self) -> bool:
        """A list item whose text brings no mark of its own?"""
        text = next((piece.text for piece in self.pieces if piece.text), "")
        return self.kind == "list-item" and text != "" and not BULLET.match(f"{text} ")


@dataclass
class TextRow:
    """Paragraphs that stand side by side."""

    source: list[Block] = field(default_factory=list)
    target: list[Block] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Its first paragraph's kind."""
        return next((block.kind for block in (*self.source, *self.target) if block.number is not None), "body")


def unit_of(bead: Bead, number: int, findings: Sequence[Finding] = (), bound: float = 0.5) -> Unit:
    """A stored bead for the page."""
    return Unit(
        bead.id, number, bead.source, bead.target, bead.confidence, bead.score, bead.status, bead.origin, bead.note,
        bead.links, findings, bound=bound,
    )  # fmt: skip


def unit_of_segment(segment: Segment) -> Unit:
    """A sentence of a translation under way."""
    target = [[segment.target, segment.paragraph, " "]] if segment.target else []
    return Unit(
        None, segment.number + 1, [[segment.source, segment.paragraph, " "]], target, segment.confidence or 0.0,
        segment.score, waiting=segment.target is None, bound=0.0,
    )  # fmt: skip


def begins_row(before: Unit | None, unit: Unit) -> bool:
    """Does a new row begin here? It does with a new source paragraph; without a source, with a new target one."""
    if before is None:
        return True
    for now, last in ((unit.source, before.source), (unit.target, before.target)):
        if now and last:
            return bool(now[0][1] != last[-1][1])
    return False


def cut(units: Sequence[Unit], at: int) -> int:
    """Where a piece planned to begin at index ``at`` really begins: at the next row, if one is near."""
    for index in range(at, min(at + LOOK_AHEAD, len(units))):
        if begins_row(units[index - 1] if index else None, units[index]):
            return index
    return min(at, len(units))


def piece_of(units: Sequence[Unit], first: int, piece: int) -> list[Unit]:
    """The units of piece number ``piece``. ``units`` begin at index ``first`` of the bitext and reach far enough:
    from one before the piece to ``LOOK_AHEAD`` beyond it."""
    start, stop = piece * CHUNK - first, (piece + 1) * CHUNK - first
    return list(units[cut(units, start) if piece else 0 : cut(units, stop)])


def window(piece: int) -> tuple[int, int]:
    """Offset and number of the beads to load for a piece."""
    offset = max(piece * CHUNK - 1, 0)
    return offset, (piece + 1) * CHUNK + LOOK_AHEAD - offset


def rows(units: Sequence[Unit], source_kinds: Sequence[Any], target_kinds: Sequence[Any]) -> Iterator[TextRow]:
    """Units as rows. ``…_kinds`` are [kind, level] of each paragraph."""
    row: TextRow | None = None
    before: Unit | None = None
    for unit in units:
        if row is None or begins_row(before, unit):
            if row is not None:
                yield row
            row = TextRow()
        row.units.append(unit)
        add(row.source, unit, unit.source, source_kinds)
        add(row.target, unit, unit.target, target_kinds)
        before = unit
    if row is not None:
        yield row


def add(blocks: list[Block], unit: Unit, sentences: Sequence[SentenceRow], kinds: Sequence[Any]) -> None:
    """Append a unit's sentences of one side."""
    if not sentences:
        if not blocks:
            blocks.append(Block("body", 0))
        blocks[-1].pieces.append(Piece(unit, None, " ", True))
        return
    for index, sentence in enumerate(sentences):
        text, paragraph, gap, *_ = sentence
        if not blocks or (blocks[-1].number is not None and blocks[-1].number != paragraph):
            blocks.append(Block("body", 0))
        block = blocks[-1]
        if block.number is None:
            kind, level, *_ = kinds[paragraph] if paragraph < len(kinds) else ("body", 0)
            block.kind, block.level, block.number = kind, level, paragraph
        first = not block.pieces
        block.pieces.append(Piece(unit, text, "" if first else gap or " ", index == 0, shown(sentence)))


def shown(sentence: SentenceRow) -> Markup:
    """A sentence with what a reader sees of its codes: bold, italics, links to pages and mailboxes."""
    return Markup(as_html(content_of(sentence), Tally())) if len(sentence) > 3 else escape(sentence[0])


def direction(tag: str) -> str:
    """``rtl`` for languages written from right to left."""
    return "rtl" if is_right_to_left(tag) else "ltr"
