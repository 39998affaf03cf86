"""Reading beads: pages of them under filters, their findings and numbers, the outline, the confidence along a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db.tables import Bead, Bitext, Finding, Segment
from server.errors import NotFoundError
from server.library.words import matches


@dataclass(frozen=True)
class BeadFilter:
    """Which beads: all conditions that are set must hold."""

    query: str = ""
    status: str | None = None
    below: float | None = None
    findings: bool | None = None
    code: str = ""

    @property
    def empty(self) -> bool:
        """Does it let everything through?"""
        return self == BeadFilter()

    def conditions(self, bitext: Bitext) -> list[sa.ColumnElement[bool]]:
        """As conditions of a query on beads."""
        where: list[sa.ColumnElement[bool]] = [Bead.bitext_id == bitext.id]
        if self.query.strip():
            where.append(matches(Bead.words, self.query, (bitext.source_language, bitext.target_language)))
        if self.status:
            where.append(Bead.status == self.status)
        if self.below is not None:
            where.append(Bead.confidence < self.below)
        if self.findings is not None:
            has = sa.exists().where(Finding.bead_id == Bead.id, Finding.severity != "info")
            where.append(has if self.findings else ~has)
        if self.code:
            where.append(sa.exists().where(Finding.bead_id == Bead.id, Finding.code == self.code))
        return where


@dataclass(frozen=True)
class BeadPage:
    """Some beads, each with its number (from 1) and findings, and how many pass the filter in all."""

    rows: list[tuple[int, Bead, list[Finding]]]
    total: int
    offset: int


def get_bead(session: Session, bitext: Bitext, bead_id: int) -> Bead:
    """The bead of this id; raises ``NotFoundError``."""
    bead = session.get(Bead, bead_id)
    if bead is None or bead.bitext_id != bitext.id:
        raise NotFoundError(
            "there is no bead {bead_id} in bitext '{id}'; it may have been merged or deleted",
            bead_id=bead_id,
            id=bitext.id,
        )
    return bead


def number_of(session: Session, bead: Bead) -> int:
    """The bead's place in its bitext, from 1."""
    query = sa.select(sa.func.count()).where(Bead.bitext_id == bead.bitext_id, Bead.rank <= bead.rank)
    return session.scalar(query) or 0


def are_neighbours(session: Session, bitext_id: str, beads: Sequence[Bead]) -> bool:
    """Do these beads stand next to one another, in this order?"""
    ranks = [bead.rank for bead in beads]
    query = sa.select(sa.func.count()).where(Bead.bitext_id == bitext_id, Bead.rank.between(ranks[0], ranks[-1]))
    return ranks == sorted(set(ranks)) and session.scalar(query) == len(beads)


def count_beads(session: Session, bitext_id: str) -> int:
    """How many beads a bitext has."""
    return session.scalar(sa.select(sa.func.count()).where(Bead.bitext_id == bitext_id)) or 0


def find_beads(
    session: Session,
    bitext: Bitext,
    which: BeadFilter | None = None,
    *,
    offset: int = 0,
    limit: int = 100,
    around: int | None = None,
) -> BeadPage:
    """A page of beads in order. ``around`` moves the page so that this bead stands in its middle."""
    which = which or BeadFilter()
    where = which.conditions(bitext)
    total = session.scalar(sa.select(sa.func.count()).select_from(Bead).where(*where)) or 0
    if around is not None:
        rank = get_bead(session, bitext, around).rank
        before = session.scalar(sa.select(sa.func.count()).select_from(Bead).where(*where, Bead.rank < rank)) or 0
        offset = max(0, min(before - limit // 2, total - limit))
    beads = list(session.scalars(sa.select(Bead).where(*where).order_by(Bead.rank).offset(offset).limit(limit)))
    if which.empty:
        numbers = {bead.id: offset + at + 1 for at, bead in enumerate(beads)}
    else:
        numbers = numbers_of(session, bitext.id, beads)
    findings = findings_of(session, [bead.id for bead in beads])
    return BeadPage([(numbers[bead.id], bead, findings[bead.id]) for bead in beads], total, offset)


def range_of(session: Session, beads: Sequence[Bead]) -> tuple[int, int] | None:
    """The numbers of the first and the last of some beads."""
    if not beads:
        return None
    ranked = sorted(beads, key=lambda bead: bead.rank)
    return number_of(session, ranked[0]), number_of(session, ranked[-1])


def numbers_of(session: Session, bitext_id: str, beads: list[Bead]) -> dict[int, int]:
    """The places of scattered beads: a few are counted by the database, many found in one pass over the ranks."""
    if len(beads) <= 8:
        return {bead.id: number_of(session, bead) for bead in beads}
    wanted = {bead.id for bead in beads}
    ranks = sa.select(Bead.id).where(Bead.bitext_id == bitext_id, Bead.rank <= max(b.rank for b in beads))
    return {
        bead_id: number
        for number, bead_id in enumerate(session.scalars(ranks.order_by(Bead.rank)), 1)
        if bead_id in wanted
    }


def findings_of(session: Session, bead_ids: list[int]) -> dict[int, list[Finding]]:
    """The findings of some beads."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for at in range(0, len(bead_ids), 500):
        query = sa.select(Finding).where(Finding.bead_id.in_(bead_ids[at : at + 500])).order_by(Finding.id)
        for finding in session.scalars(query):
            found[finding.bead_id].append(finding)
    return found


def partial_segments(session: Session, bitext: Bitext, *, offset: int, limit: int) -> tuple[list[Segment], int]:
    """Sentences of a translation under way, translated or not, and how many there are."""
    total = session.scalar(sa.select(sa.func.count()).where(Segment.bitext_id == bitext.id)) or 0
    query = sa.select(Segment).where(Segment.bitext_id == bitext.id).order_by(Segment.number)
    return list(session.scalars(query.offset(offset).limit(limit))), total


def finding_counts(session: Session, bitext_id: str) -> list[dict[str, Any]]:
    """How often each check speaks, most frequent first."""
    query = (
        sa.select(Finding.code, Finding.severity, sa.func.count())
        .where(Finding.bitext_id == bitext_id)
        .group_by(Finding.code, Finding.severity)
    )
    rows = sorted(session.execute(query).all(), key=lambda row: (-row[2], row[0]))
    return [{"code": code, "severity": severity, "count": count} for code, severity, count in rows]


def next_finding(session: Session, bitext: Bitext, after: int | None, *, backwards: bool = False) -> Bead | None:
    """The next (or previous) bead with an error or warning, from a bead on; from the beginning (end) without one."""
    where = BeadFilter(findings=True).conditions(bitext)
    if after is not None:
        rank = get_bead(session, bitext, after).rank
        where.append(Bead.rank < rank if backwards else Bead.rank > rank)
    order = Bead.rank.desc() if backwards else Bead.rank
    return session.scalar(sa.select(Bead).where(*where).order_by(order).limit(1))


def outline(session: Session, bitext: Bitext) -> list[dict[str, Any]]:
    """The headings: bead, number, level, both texts."""
    headings = {number: level for number, (kind, level, *_) in enumerate(bitext.source_paragraphs) if kind == "heading"}
    if not headings:
        return []
    query = sa.select(Bead.id, Bead.source, Bead.target).where(Bead.bitext_id == bitext.id).order_by(Bead.rank)
    found: list[dict[str, Any]] = []
    seen: set[int] = set()
    for number, (bead_id, source, target) in enumerate(session.execute(query), 1):
        for text, paragraph, *_ in source:
            if paragraph in headings and paragraph not in seen:
                seen.add(paragraph)
                found.append(
                    {
                        "bead_id": bead_id,
                        "number": number,
                        "level": headings[paragraph],
                        "source": text,
                        "target": " ".join(row[0] for row in target),
                    }
                )
    return found


def profile(session: Session, bitext: Bitext, buckets: int = 100) -> list[dict[str, Any]]:
    """Confidence along the text in at most so many stretches: first bead, beads, mean, least, findings."""
    flagged = set(
        session.scalars(
            sa.select(Finding.bead_id).where(Finding.bitext_id == bitext.id, Finding.severity != "info").distinct()
        )
    )
    query = sa.select(Bead.id, Bead.confidence, Bead.status).where(Bead.bitext_id == bitext.id).order_by(Bead.rank)
    rows = session.execute(query).all()
    buckets = min(buckets, len(rows))
    made = []
    for at in range(buckets):
        start, stop = at * len(rows) // buckets, (at + 1) * len(rows) // buckets
        part = rows[start:stop]
        made.append(
            {
                "bead_id": part[0][0],
                "number": start + 1,
                "beads": len(part),
                "mean": sum(row[1] for row in part) / len(part),
                "least": min(row[1] for row in part),
                "confirmed": sum(row[2] == "confirmed" for row in part),
                "with_findings": sum(row[0] in flagged for row in part),
            }
        )
    return made
