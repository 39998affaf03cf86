"""Checks of stored beads: all of a bitext, or those that a change has touched."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.finding import Finding as CoreFinding
from server.bitexts import core_of, load, store_findings
from server.db.tables import Bead, Bitext


def run_checks(bitext: CoreBitext) -> list[CoreFinding]:
    """All findings of a bitext, or of a part."""
    try:
        from aligner.checks import check_bitext
    except ImportError:
        return []
    return check_bitext(bitext)


def recheck(session: Session, bitext: Bitext, beads: Sequence[Bead]) -> None:
    """Check some beads, each by itself; what only a look at the whole text finds waits for ``check_all``."""
    for bead in beads:
        store_findings(session, bitext.id, run_checks(core_of(bitext, [bead])), [bead.id])


def check_all(session: Session, bitext: Bitext) -> int:
    """Check the whole bitext and replace all its findings; returns how many."""
    made, ids = load(session, bitext)
    return store_findings(session, bitext.id, run_checks(made), ids)
