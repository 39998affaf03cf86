"""What installed packages add to the tables of formats and checks: entry points of the packages' metadata."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TypeVar

from aligner.errors import TolmachError

_T = TypeVar("_T")


def added(group: str, kind: type[_T]) -> list[_T]:
    """The rows of a group of entry points, in order of their names.

    Every process of Tolmach sees the same ones, those that parse files and the workers of a service, too.

    Raises:
        TolmachError: a row cannot be imported, or is none.
    """
    rows = []
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        try:
            row = entry.load()
        except Exception as error:  # whatever the package does when it is imported
            raise TolmachError(
                "{place}: the plug-in {name} cannot be loaded ({error}); repair its package or uninstall it",
                place=entry.value,
                name=entry.name,
                error=f"{type(error).__name__}: {error}",
            ) from error
        if not isinstance(row, kind):
            raise TolmachError(
                "{place}: the plug-in {name} is no {kind}; repair its package or uninstall it",
                place=entry.value,
                name=entry.name,
                kind=kind.__name__,
            )
        rows.append(row)
    return rows
