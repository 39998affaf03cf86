"""The service's translation memory, a file or PostgreSQL, filled by confirmed pairs, imports, suggestions."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.core.bitext import Origin, Status
from aligner.core.unit import Unit
from server.db.tables import Bead, Bitext
from server.errors import BusyError
from server.library.history import Change
from server.library.retyping import content
from server.library.sentences import text_of
from server.settings import Settings

if TYPE_CHECKING:
    from aligner.core.code import Code
    from aligner.imports import ImportReport
    from aligner.memory.base import Added, Memory, Stats
    from aligner.memory.match import Match


def memory_path(settings: Settings) -> Path | None:
    """The memory's file; None where the memory is in PostgreSQL."""
    from aligner.memory import is_url

    if is_url(settings.memory):
        return None
    return Path(settings.memory) if settings.memory else settings.directory / "memory.sqlite3"


@contextmanager
def opened(settings: Settings, wait: float | None = None) -> Iterator[Memory]:
    """The memory, open for a moment; opening a file takes about a millisecond.

    ``wait`` is how many seconds another writer is waited for.

    Raises:
        MemoryFaultError: it cannot be opened or written.
        BusyError: it cannot be read now.
    """
    from aligner.memory import open_memory

    memory = open_memory(memory_path(settings) or settings.memory, wait=wait)
    try:
        yield memory
    except sqlite3.Error as error:
        raise BusyError("the translation memory does not answer now: {error}", error=error) from error
    finally:
        memory.close()


def make_unit(
    source: str,
    target: str,
    source_language: str,
    target_language: str,
    *,
    status: Status = "confirmed",
    origin: Origin = "human",
    creator: str = "",
    **more: Any,
) -> Unit:
    """A unit made now."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Unit(
        source,
        target,
        source_language,
        target_language,
        status=status,
        origin=origin,
        creator=creator,
        created=now,
        changed=now,
        **more,
    )


def confirmed_units(bitext: Bitext, beads: Sequence[Bead], creator: str) -> list[Unit]:
    """The confirmed among these beads as units; to be called while the session is open."""
    return [
        make_unit(
            text_of(bead.source),
            text_of(bead.target),
            bitext.source_language,
            bitext.target_language,
            creator=creator,
            document=bitext.document.name,
            confidence=bead.confidence,
            source_codes=content(bead.source).codes,
            target_codes=content(bead.target).codes,
        )
        for bead in beads
        if bead.status == "confirmed" and bead.source and bead.target
    ]


def withdrawn_units(bitext: Bitext, change: Change, creator: str) -> list[Unit]:
    """The pairs that were confirmed before a change and are not so any more: rejected, drafts again, or retyped.

    Pairs that were cut or joined stay in the memory: what was confirmed of them is no less true.
    """
    edit = change.edit
    if edit is None or [row["id"] for row in edit.before] != [row["id"] for row in edit.after]:
        return []
    beads = {bead.id: bead for bead in change.beads}
    still = {(text_of(b.source), text_of(b.target)) for b in change.beads if b.status == "confirmed"}
    made: list[Unit] = []
    for row in edit.after if edit.state == "undone" else edit.before:
        # A snapshot holds what changed; the rest is as it was.
        was = {name: row.get(name, getattr(beads[row["id"]], name)) for name in ("source", "target", "status")}
        texts = (text_of(was["source"]), text_of(was["target"]))
        if was["status"] == "confirmed" and all(texts) and texts not in still:
            languages = (bitext.source_language, bitext.target_language)
            made.append(make_unit(*texts, *languages, status="draft", creator=creator, document=bitext.document.name))
    return made


def as_withdrawn(memory: Memory, unit: Unit) -> Unit:
    """A unit that is confirmed no more: never offered again where this text brought it, a draft where others did."""
    known = memory.exact(unit.source, unit.source_language, unit.target_language)
    elsewhere = any(m.unit.target == unit.target and m.unit.document != unit.document for m in known)
    return replace(unit, status="draft" if elsewhere else "rejected")


def add(settings: Settings, units: Iterable[Unit]) -> Added:
    """Add units."""
    with opened(settings) as memory:
        return memory.add(units)


def add_file(settings: Settings, name: str, data: bytes, *, confirmed: bool) -> tuple[ImportReport, Added]:
    """Add the pairs of a TMX, XLIFF, table or other bitext file.

    Raises:
        ReadError: the file cannot be read.
    """
    from aligner.memory.feed import add_file as fill

    with as_file(name, data) as path, opened(settings) as memory:
        return fill(memory, path, confirmed=confirmed, limits=settings.limits)


@contextmanager
def as_file(name: str, data: bytes) -> Iterator[Path]:
    """Uploaded bytes as a file, for readers that want one."""
    with tempfile.TemporaryDirectory(prefix="tolmach-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def concordance(settings: Settings, query: str, side: str, limit: int) -> list[Unit]:
    """Units with these words, in any form, without those that a person has taken back."""
    with opened(settings) as memory:
        found = memory.concordance(query, side, 500)
    return [unit for unit in found if unit.status != "rejected"][:limit]


def lookup(
    settings: Settings,
    text: str,
    languages: tuple[str, str],
    minimum: int,
    limit: int,
    codes: Sequence[Code] | None = None,
) -> list[Match]:
    """Units with this source text, or one like it; ``codes`` are the text's, None leaves codes out of account."""
    with opened(settings) as memory:
        return memory.lookup(text, *languages, minimum=minimum, limit=limit, codes=codes)


def stats(settings: Settings) -> Stats:
    """What the memory holds."""
    with opened(settings) as memory:
        return memory.stats()
