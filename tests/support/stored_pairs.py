"""A stored bitext made by hand, and what can be seen of its pairs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from aligner.core.bitext import Bead as CoreBead
from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.document import document_from_sentences
from server.db.tables import Bead, Bitext
from server.library import bitexts
from server.library.documents import Incoming, add_file


def made_by_hand(session: Session, pairs: int = 6) -> Bitext:
    """A stored bitext: pair n is 'Раз n. Два n.' with 'One n. Two n.', two sentences a side, a paragraph each."""
    source = document_from_sentences(
        [("body", [f"Раз {n}.", f"Два {n}."]) for n in range(pairs)], language="ru", title="Счёт"
    )
    target = document_from_sentences([("body", [f"One {n}.", f"Two {n}."]) for n in range(pairs)], language="en")
    beads = [CoreBead(range(2 * n, 2 * n + 2), range(2 * n, 2 * n + 2), 0.5 + n / 20, "aligner") for n in range(pairs)]
    document = add_file(session, Incoming("count.txt", b"x"), "source", "", "ru")
    bitext = Bitext(document=document, kind="align", signature="s", settings={})
    session.add(bitext)
    session.flush()
    bitexts.store(session, bitext, CoreBitext(source, target, tuple(beads)))
    session.flush()
    return bitext


def listed(session: Session, bitext: Bitext) -> list[Bead]:
    """The beads in order."""
    return list(session.scalars(bitexts.ordered(bitext.id).execution_options(populate_existing=True)))


def texts(session: Session, bitext: Bitext) -> list[tuple[str, str]]:
    """Both texts of each bead, by way of the aligner's own bitext, which checks its invariant."""
    return [(source, target) for _, source, target in bitexts.load(session, bitext)[0].pairs()]


def full(session: Session, bitext: Bitext) -> list[Any]:
    """Everything that a person can see of the beads."""
    return [
        (bead.id, [r[:1] for r in bead.source], [r[:1] for r in bead.target], bead.status, bead.note, bead.confidence)
        for bead in listed(session, bitext)
    ]
