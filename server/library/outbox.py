"""Confirmed pairs on their way into the translation memory: stored with the change, sent until they are there.

A process may end between the change and the memory, and the memory may be locked or full, so the pairs of a change are
written in its own transaction and deleted once the memory has them. They are read and sent while the memory is locked
against other writers, in the order of the changes; to send them twice changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from aligner.core.unit import Unit
from aligner.errors import MemoryFaultError
from server.db.engine import Database
from server.db.tables import Outgoing
from server.errors import BusyError
from server.library.memory import as_withdrawn, opened
from server.settings import Settings

log = logging.getLogger(__name__)

#: How long a change waits for another writer of the memory; what is not sent then is sent by the next or by a worker.
WAIT_SECONDS = 1.0
#: Changes sent at once.
MANY = 100
#: The fields of a unit made from a pair, see ``memory.make_unit``.
FIELDS = ("source", "target", "source_language", "target_language", "status", "origin", "creator", "document")


def put(session: Session, units: Sequence[Unit], withdrawn: Sequence[Unit]) -> None:
    """Note confirmed pairs, and those that are confirmed no more, in the transaction of the change."""
    if units or withdrawn:
        remembered, taken_back = [[as_json(unit) for unit in some] for some in (units, withdrawn)]
        session.add(Outgoing(remembered=remembered, withdrawn=taken_back, pairs=len(units) + len(withdrawn)))


def as_json(unit: Unit) -> dict[str, Any]:
    """A unit for the table."""
    times = {name: made.isoformat() for name in ("created", "changed") if (made := getattr(unit, name))}
    return {name: getattr(unit, name) for name in FIELDS} | {"confidence": unit.confidence} | times


def from_json(row: dict[str, Any]) -> Unit:
    """The unit of a row."""
    times: dict[str, Any] = {at: datetime.fromisoformat(row[at]) for at in ("created", "changed") if at in row}
    return Unit(**(row | times))


def waiting(session: Session) -> int:
    """How many pairs wait for the memory."""
    return session.scalar(sa.select(sa.func.coalesce(sa.func.sum(Outgoing.pairs), 0))) or 0


def send(database: Database, settings: Settings) -> int:
    """Send what waits, oldest first; returns how many pairs wait still because the memory cannot be written."""
    with database.read() as session:
        left = waiting(session)
    if not left:
        return 0
    try:
        with opened(settings, WAIT_SECONDS) as memory:
            while True:
                with memory.alone(), database.read() as session:
                    rows = session.scalars(sa.select(Outgoing).order_by(Outgoing.id).limit(MANY)).all()
                    for row in rows:
                        memory.withdraw([as_withdrawn(memory, from_json(unit)) for unit in row.withdrawn])
                        memory.add(map(from_json, row.remembered))
                if rows:
                    with database.write() as session:
                        session.execute(sa.delete(Outgoing).where(Outgoing.id.in_([row.id for row in rows])))
                if len(rows) < MANY:
                    return 0
    except (MemoryFaultError, BusyError) as error:
        log.warning("confirmed pairs wait for the translation memory: %s", error)
    with database.read() as session:
        return waiting(session)
