"""A stored bitext made by hand, and what can be seen of its pairs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from aligner.core.bitext import Bead as CoreBead
from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.code import Code, Content
from aligner.core.document import document_from_sentences
from server.db.tables import Bead, Bitext
from server.library import bitexts
from server.library.documents import Incoming, add_file


def made_by_hand(session: Session, pairs: int = 6, *, codes: bool = False) -> Bitext:
    """A stored bitext: pair n is 'Раз n. Два n.' with 'One n. Two n.', two sentences a side, a paragraph each.

    With ``codes``, the first word is bold (id 3n + 1), the third, with its figure, a link (3n + 2), and a note's mark
    stands at the end (3n + 3).
    """

    def marked(n: int, first: str, second: str) -> list[str | Content]:
        texts = f"{first} {n}.", f"{second} {n}."
        if not codes:
            return list(texts)
        bold = Code(0, len(first), 3 * n + 1, "bold")
        link = Code(0, len(texts[1]) - 1, 3 * n + 2, "link", href=f"https://example.org/{n}")
        note = Code(len(texts[1]), len(texts[1]), 3 * n + 3, "note")
        return [Content(texts[0], (bold,)), Content(texts[1], (link, note))]

    source = document_from_sentences(
        [("body", marked(n, "Раз", "Два")) for n in range(pairs)], language="ru", title="Счёт"
    )
    target = document_from_sentences([("body", marked(n, "One", "Two")) for n in range(pairs)], language="en")
    beads = [
        CoreBead(range(2 * n, 2 * n + 2), range(2 * n, 2 * n + 2), min(1.0, 0.5 + n / 20), "mt" if codes else "aligner")
        for n in range(pairs)
    ]
    document = add_file(session, Incoming("count.txt", b"x"), "source", "", "ru")
    bitext = Bitext(document=document, kind="translate" if codes else "align", signature="s", settings={})
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


def codes_of(session: Session, bitext: Bitext, side: str) -> list[tuple[int, str]]:
    """Each code of a side once, in order, with the text that it covers."""
    document = getattr(bitexts.load(session, bitext)[0], side)
    found: dict[int, str] = {}
    for code in document.codes:
        found[code.id] = f"{found.get(code.id, '')} {document.text[code.start : code.end]}".strip()
    return sorted(found.items())
