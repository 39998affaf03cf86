"""Pair numbers of what is being loaded, by which a pair that comes again is found before the database has an index."""

from __future__ import annotations

from typing import Any


class PairNumbers:
    """Sorted runs of numbers with the ids of their units, sixteen bytes a unit; runs of like size are made one."""

    def __init__(self) -> None:
        """None yet."""
        self._runs: list[tuple[Any, Any]] = []

    def add(self, pairs: list[int], first: int) -> None:
        """Numbers of units whose ids begin with ``first``."""
        import numpy as np

        numbers, ids = np.array(pairs, np.int64), np.arange(first, first + len(pairs), dtype=np.int64)
        while self._runs and len(self._runs[-1][0]) <= 2 * len(numbers):
            older, older_ids = self._runs.pop()
            numbers, ids = np.concatenate((older, numbers)), np.concatenate((older_ids, ids))
        order = np.argsort(numbers, kind="stable")
        self._runs.append((numbers[order], ids[order]))

    def ids(self, pairs: list[int]) -> list[int]:
        """Ids of the units that have one of these numbers."""
        import numpy as np

        wanted = np.sort(np.array(pairs, np.int64))
        found: list[int] = []
        for numbers, ids in self._runs:
            first, after = np.searchsorted(numbers, wanted, "left"), np.searchsorted(numbers, wanted, "right")
            for start, end in zip(first[first < after].tolist(), after[first < after].tolist(), strict=True):
                found += ids[start:end].tolist()
        return found
