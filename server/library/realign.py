"""Aligning a part of a bitext again: what a person has confirmed or put right holds, the rest is searched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.db.tables import Bead, Bitext
from server.errors import BadRequestError, ConflictError
from server.library.beads import are_neighbours, get_bead
from server.library.bitexts import bead_values, core_of
from server.library.history import Change, Snapshot, fetch, record, snapshot

if TYPE_CHECKING:
    from aligner.core.bitext import Bitext as CoreBitext
    from aligner.core.progress import Progress
    from models.encoder import SentenceEncoder

#: Without a last bead, the part ends before the next confirmed one, or after so many.
REACH = 400
#: Beads on either side that the aligner sees beside the part.
CONTEXT = 30
#: A longer part is not done while the caller waits.
MOST = 4000


@dataclass(frozen=True)
class Part:
    """The beads to align again with their context on either side, and the bitext that these make together."""

    beads: list[Bead]
    inside: range
    bitext: CoreBitext


@dataclass(frozen=True)
class Plan:
    """Beads as they were found, with their versions, and what is to take their place."""

    versions: dict[int, int]
    before: list[Snapshot]
    after: list[Snapshot]


def gather(session: Session, bitext: Bitext, *, first: int | None = None, last: int | None = None) -> Part:
    """What is needed to align the beads from ``first`` to ``last`` (ids) again.

    Raises:
        BadRequestError: the part is empty or too long.
    """
    part = part_of(session, bitext, first, last)
    left, right = context(session, bitext, part)
    beads = [*left, *part, *right]
    return Part(beads, range(len(left), len(left) + len(part)), core_of(bitext, beads))


def plan(part: Part, encoder: SentenceEncoder, report: Progress) -> Plan:
    """Align a part again; changes nothing yet, and needs no database.

    ``report`` is called with (done, in all) as often as it can be; what it raises stops the work.
    """
    from aligner.align import align
    from aligner.align.links import link_pairs
    from aligner.align.progress import ENCODING, LINKING, parts

    beads, old = part.beads, part.bitext
    aligning, linking = parts(report, 2 * len(beads), [2 * ENCODING, LINKING])
    aligning(0, 1)
    anchors = [
        bead
        for number, bead in enumerate(old.beads)
        if bead.origin == "human" or bead.status == "confirmed" or number not in part.inside
    ]
    made = align(old.source, old.target, encoder=encoder, anchors=anchors, progress=aligning).bitext
    known = {(b.source, b.target): row for row, b in zip(beads, old.beads, strict=True)}
    fresh = [bead for bead in made.beads if (bead.source, bead.target) not in known]
    pairs = [(made.source_text(bead), made.target_text(bead)) for bead in fresh]
    links = link_pairs(pairs, (made.source.language, made.target.language), encoder, linking)
    linked = dict(zip(((bead.source, bead.target) for bead in fresh), links, strict=True))
    source = [row for bead in beads for row in bead.source]
    target = [row for bead in beads for row in bead.target]
    after: list[Snapshot] = []
    for bead in made.beads:
        place = bead.source, bead.target
        if (same := known.get(place)) is not None:
            after.append(snapshot(same))
        else:
            sides = source[bead.source.start : bead.source.stop], target[bead.target.start : bead.target.stop]
            after.append({"id": None} | bead_values(replace(bead, links=linked[place]), *sides))
    before = [snapshot(bead) for bead in beads]
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    reuse_ids(before, after)
    kept = {row["id"] for row in before}
    linking(1, 1)
    return Plan({bead.id: bead.version for bead in beads if bead.id in kept}, before, after)


def part_of(session: Session, bitext: Bitext, first: int | None, last: int | None) -> list[Bead]:
    """The beads to align again."""
    query = sa.select(Bead).where(Bead.bitext_id == bitext.id).order_by(Bead.rank)
    if first is not None:
        query = query.where(Bead.rank >= get_bead(session, bitext, first).rank)
    if last is not None:
        query = query.where(Bead.rank <= get_bead(session, bitext, last).rank)
    beads = list(session.scalars(query.limit(MOST + 1 if last is not None else REACH)))
    if last is None:
        stops = (at for at, bead in enumerate(beads) if at and bead.status == "confirmed")
        beads = beads[: next(stops, len(beads))]
    if not beads:
        raise BadRequestError("the part is empty: the last pair stands before the first")
    if len(beads) > MOST:
        raise BadRequestError("the part has more than {most} pairs; align a shorter one", most=MOST)
    return beads


def context(session: Session, bitext: Bitext, part: list[Bead]) -> tuple[list[Bead], list[Bead]]:
    """Beads on either side of the part, which stay as they are: the aligner knows a text better than a few lines."""
    query = sa.select(Bead).where(Bead.bitext_id == bitext.id)
    before = query.where(Bead.rank < part[0].rank).order_by(Bead.rank.desc()).limit(CONTEXT)
    after = query.where(Bead.rank > part[-1].rank).order_by(Bead.rank).limit(CONTEXT)
    return list(session.scalars(before))[::-1], list(session.scalars(after))


def reuse_ids(before: list[Snapshot], after: list[Snapshot]) -> None:
    """Give a new bead the id of the old one that began with the same sentences, so that links to it stay good."""
    taken = {row["id"] for row in after}
    free = {sentence_key(row): row["id"] for row in reversed(before) if row["id"] not in taken}
    for row in after:
        if row["id"] is None and (bead_id := free.pop(sentence_key(row), None)) is not None:
            row["id"] = bead_id


def sentence_key(row: Snapshot) -> str:
    """A bead's first sentence, source before target."""
    first = (row["source"] or row["target"])[0]
    return f"{'s' if row['source'] else 't'}{first[1]}:{first[0]}"


def apply(session: Session, bitext: Bitext, actor: str, made: Plan) -> Change:
    """Make the planned change, as one step of the history. A bead that the plan keeps may have changed meanwhile.

    Raises:
        ConflictError: somebody has changed the part meanwhile.
    """
    if made.before == made.after:
        return Change(None, [], [], None)
    beads = fetch(session, list(made.versions))
    touched = {bead.id for bead in beads.values() if bead.version != made.versions[bead.id]}
    old = {row["id"]: row for row in made.before}
    replaced = old.keys() - {row["id"] for row in made.after if row == old.get(row["id"])}
    if len(beads) < len(old) or touched & replaced or not are_neighbours(session, bitext.id, [beads[i] for i in old]):
        raise ConflictError("somebody has changed this part meanwhile; align it again")
    now = {bead_id: snapshot(beads[bead_id]) for bead_id in touched}
    before, after = ([now.get(row["id"], row) for row in rows] for rows in (made.before, made.after))
    return record(session, bitext, "realign", actor, before, after)
