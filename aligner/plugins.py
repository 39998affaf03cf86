"""Tables of formats and checks: our own rows, and those that installed packages add by entry points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import entry_points
from typing import TypeVar

from aligner.errors import TolmachError

_T = TypeVar("_T")


class Table(Mapping[str, _T]):
    """Rows by name, found when they are first asked for.

    Not when the module is imported: a package that adds rows imports our modules to make them.
    """

    def __init__(self, find: Callable[[], Mapping[str, _T]]) -> None:
        """``find`` is called once; what it raises is raised by whoever looks into the table."""
        self._find = find

    @cached_property
    def _rows(self) -> Mapping[str, _T]:
        return self._find()

    def __getitem__(self, name: str) -> _T:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def with_added(own: Iterable[_T], key: str, group: str, kind: type[_T]) -> dict[str, _T]:
    """Our own rows and those of a group of entry points, by the attribute ``key``.

    Every process sees the same ones, those that parse files and the workers of a service, too.

    Raises:
        TolmachError: an added row cannot be imported, is none, or has a name that is taken.
    """
    rows: dict[str, _T] = {getattr(row, key): row for row in own}
    for entry in sorted(entry_points(group=group), key=lambda entry: entry.name):
        try:
            row = entry.load()
        except Exception as error:  # whatever the package does when it is imported
            raise TolmachError(
                "{place}: this plug-in cannot be loaded ({error}); repair its package or uninstall it",
                place=entry.value,
                error=f"{type(error).__name__}: {error}",
            ) from error
        if not isinstance(row, kind):
            raise TolmachError(
                "{place}: this plug-in is no {kind}; repair its package or uninstall it",
                place=entry.value,
                kind=kind.__name__,
            )
        if (name := getattr(row, key)) in rows:
            raise TolmachError(
                "{place}: this plug-in adds {name}, which is there already; uninstall its package",
                place=entry.value,
                name=name,
            )
        rows[name] = row
    return rows
