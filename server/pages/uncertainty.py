"""From where on a pair of a text is called uncertain."""

from __future__ import annotations

from sqlalchemy.orm import Session

from aligner.exports.uncertainty import BOUNDS, MARKED
from server.db.tables import Bitext
from server.library import beads, bitexts


def doubtful(session: Session, bitext: Bitext) -> float:
    """The confidence under which a pair of this text is marked as uncertain (see ``BOUNDS``)."""
    if bitext.state != "ready":
        return 0.0
    if (bound := known.get(bitext.id, (0, 0.0)))[0] == bitext.revision:
        return bound[1]
    if len(known) > 1000:
        known.clear()
    known[bitext.id] = bitext.revision, find_bound(session, bitext)
    return known[bitext.id][1]


#: Bounds found before, by bitext, each for one revision of it.
known: dict[str, tuple[int, float]] = {}


def find_bound(session: Session, bitext: Bitext) -> float:
    """The highest of the bounds under which there is not too much of the text."""
    total = bitexts.statistics(session, bitext)["beads"]
    for bound in BOUNDS:
        if beads.find_beads(session, bitext, beads.BeadFilter(below=bound), limit=1).total <= MARKED * total:
            return bound
    return BOUNDS[-1]
