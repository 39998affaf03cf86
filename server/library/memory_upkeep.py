"""Upkeep of the service's translation memory: pairs deleted, corrected, taken out, brought back; files analysed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.core.unit import Unit
from server.errors import BadRequestError, NotFoundError
from server.library.memory import opened
from server.settings import Settings

if TYPE_CHECKING:
    from aligner.memory.analysis import Analysis
    from aligner.memory.base import Added
    from aligner.memory.cleaning import Cleaning

#: A larger memory is cleaned by the command line: no request should take minutes.
MOST_UNITS = 100_000


def delete(settings: Settings, source: str, target: str | None, languages: tuple[str, str]) -> int:
    """Delete the pairs with exactly this source, or the one with this translation; returns how many there were."""
    with opened(settings) as memory:
        known = memory.with_source(source, *languages)
        return memory.delete(unit for unit in known if target in (None, unit.target))


def edit(
    settings: Settings, pair: tuple[str, str], new: tuple[str, str], languages: tuple[str, str], creator: str
) -> Unit:
    """Put other texts in the place of a pair's; its status, origin and notes stay.

    Raises:
        NotFoundError: there is no such pair.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    with opened(settings) as memory:
        old = next((unit for unit in memory.with_source(pair[0], *languages) if unit.target == pair[1]), None)
        if old is None:
            raise NotFoundError("no such pair in the translation memory")
        made = replace(
            old, source=new[0], target=new[1], changed=now, creator=creator or old.creator, source_codes=(),
            target_codes=(),
        )  # fmt: skip
        memory.edit(old, made)
    return made


def clean(settings: Settings, reasons: Collection[str], *, confirmed: bool, remove: bool) -> tuple[Cleaning, str]:
    """Pairs of no use, with the reasons; with ``remove`` they are taken out, into a file whose name is returned.

    Raises:
        BadRequestError: the memory is too large for a request.
    """
    from aligner.memory import cleaning

    with opened(settings) as memory:
        units = memory.stats().units
        if units > MOST_UNITS:
            raise BadRequestError(
                "the memory has {units} pairs, more than {most}: clean it with 'tolmach memory clean'",
                units=units,
                most=MOST_UNITS,
            )
        found = cleaning.doubtful(memory, reasons, confirmed=confirmed)
        if not remove or not found.found:
            return found, ""
        folder = _removed(settings)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        cleaning.clean(memory, found, folder / f"{name}.tmx")
        return found, name


def restore(settings: Settings, name: str) -> Added:
    """Bring back what was taken out under a name; the file stays.

    Raises:
        NotFoundError: nothing was taken out under this name.
    """
    from aligner.memory.feed import add_file

    path = next((path for path in _removed(settings).glob("*.tmx") if path.stem == name), None)
    if path is None:
        raise NotFoundError("nothing was taken out of the memory under this name")
    with opened(settings) as memory:
        return add_file(memory, path, "tmx", limits=settings.limits)[1]


def analyse(settings: Settings, files: Iterable[tuple[str, bytes]], target_language: str) -> list[Analysis]:
    """Each file's words and sentences by bands of matches, and those of all together.

    Raises:
        ReadError: a file cannot be read.
    """
    from aligner.memory import analysis
    from aligner.pipeline import load_document

    documents = ((name, load_document(data, name=name, limits=settings.limits)) for name, data in files)
    with opened(settings) as memory:
        return list(analysis.analyse(memory, documents, target_language))


def _removed(settings: Settings) -> Path:
    return settings.directory / "memory-removed"
