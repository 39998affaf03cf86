"""A bitext that was edited in another program, brought back: changed translations become one step of the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from aligner.core.unit import Unit
from server.db.tables import Bitext
from server.library.bitexts import core_of, ordered
from server.library.history import Change, Snapshot, record, snapshot
from server.library.memory import as_file
from server.library.retyping import content, paragraph_at, sentences_from
from server.settings import Settings

if TYPE_CHECKING:
    from aligner.imports import ImportReport


@dataclass(frozen=True)
class Brought:
    """The change, and what was not taken over: one line a conflict, the counts of the rest."""

    change: Change
    conflicts: tuple[str, ...]
    unchanged: int
    unknown: int
    refused: int


def edited_units(settings: Settings, name: str, data: bytes) -> tuple[list[Unit], ImportReport]:
    """The pairs of an edited TMX, XLIFF or table; to be called outside of any session.

    Raises:
        ReadError: the file cannot be read, or not within the limits of the settings.
    """
    from aligner.imports import ImportReport, read_units

    report = ImportReport()
    with as_file(name, data) as path:
        return list(read_units(path, report=report, limits=settings.limits)), report


def import_edits(
    session: Session, bitext: Bitext, units: Iterable[Unit], refused: int, actor: str, *, overwrite: bool
) -> Brought:
    """Take over what an edited file says of this bitext's beads; ``refused`` of its pairs could not be read."""
    from aligner.imports.apply import apply_units

    beads = list(session.scalars(ordered(bitext.id)))
    applied = apply_units(core_of(bitext, beads), units, overwrite=overwrite)
    before: list[Snapshot] = []
    after: list[Snapshot] = []
    contents = list(applied.bitext.contents())
    for number in sorted({*applied.changed, *applied.moved}):
        bead, (made, _, target) = beads[number], contents[number]
        whole = bool(made.source and made.target)
        new: Snapshot = {"id": bead.id, "status": made.status if whole else bead.status}
        if made.note != bead.note:
            new["note"] = made.note
        if (here := content(bead.target)) != target:
            place = paragraph_at(session, bitext, bead, "target")
            new["target"] = sentences_from(target, bitext.target_language, place)
        if here.text != target.text:
            new |= {"confidence": made.confidence, "origin": made.origin, "score": None, "links": []}
        before.append(snapshot(bead, [field for field in new if field != "id"]))
        after.append(new)
    change = record(session, bitext, "import", actor, before, after) if after else Change(None, [], [], None)
    return Brought(
        change,
        tuple(str(conflict) for conflict in applied.conflicts),
        applied.unchanged,
        applied.unknown,
        refused,
    )
