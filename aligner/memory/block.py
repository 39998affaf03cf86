"""Many rows at once, by columns: a value that all of them share is kept, sent and bound once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from aligner.memory.rows import WIDTH, Row


@dataclass(frozen=True, slots=True)
class Block:
    """``count`` rows; for each column of a row the list of its values, or the one value of all of them.

    ``skipped`` counts the units before and among them that had an empty side.
    """

    count: int
    columns: list[Any]
    skipped: int = 0

    def rows(self) -> Iterator[Row]:
        """The rows one by one."""
        return zip(*map(self.column, range(len(self.columns))), strict=True)

    def column(self, number: int) -> list[Any]:
        """A column's values, ``count`` of them."""
        column = self.columns[number]
        return column if isinstance(column, list) else [column] * self.count


def block_of(rows: Iterable[Row | None]) -> Block:
    """Rows as a block; None stands for a unit with an empty side."""
    given = list(rows)
    whole = [row for row in given if row is not None]
    columns = [narrowed(list(column)) for column in zip(*whole, strict=True)] if whole else [[] for _ in range(WIDTH)]
    return Block(len(whole), columns, len(given) - len(whole))


def narrowed(column: list[Any]) -> Any:
    """The value that a column's rows share, or else the column."""
    return column[0] if column and column.count(column[0]) == len(column) else column
