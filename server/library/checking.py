"""Checks of stored beads: all of a bitext, or those that a change has touched."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.finding import Finding as CoreFinding
from models.glossary import Glossary
from server.db.tables import Bead, Bitext, Finding
from server.library.bitexts import core_of, load, store_findings

#: Checks that look at the whole text; a look at one bead can neither make nor lift their findings.
WHOLE = ("inconsistent",)


def run_checks(bitext: CoreBitext, glossary: Glossary | None) -> list[CoreFinding]:
    """All findings of a bitext."""
    from aligner.checks import check_bitext

    return check_bitext(bitext, glossary=glossary)


def recheck(session: Session, bitext: Bitext, beads: Sequence[Bead], glossary: Glossary | None) -> None:
    """Check some beads, each by itself; what only a look at the whole text finds stays until ``check_all``."""
    from aligner.checks import check_bitext

    for bead in beads:
        session.execute(sa.delete(Finding).where(Finding.bead_id == bead.id, Finding.code.not_in(WHOLE)))
        found = check_bitext(core_of(bitext, [bead]), without=WHOLE, glossary=glossary)
        store_findings(session, bitext.id, found, [bead.id], replace=False)


def check_all(session: Session, bitext: Bitext, glossary: Glossary | None) -> int:
    """Check the whole bitext and replace all its findings; returns how many."""
    made, ids = load(session, bitext)
    return store_findings(session, bitext.id, run_checks(made, glossary), ids)
