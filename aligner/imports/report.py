"""What a reader of bitext files says besides its units: the pairs it refused, each with its line and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Refused pairs are counted without end, but no more than this many are described.
KEPT = 100


@dataclass(frozen=True, slots=True)
class Refusal:
    """One pair that could not be read: the line (or row) where it begins, from 1, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        """As a person reads it."""
        return f"line {self.line}: {self.reason}"


@dataclass(slots=True)
class ImportReport:
    """Counts, filled while a file is being read."""

    read: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    format: str = ""
    _taken: int = field(default=0, repr=False, compare=False)

    def refuse(self, line: int, reason: str) -> None:
        """Count a pair that cannot be taken."""
        self.refused += 1
        if len(self.refusals) < KEPT:
            self.refusals.append(Refusal(line, reason))

    def take(self) -> list[Any]:
        """The report so far as JSON, to be put into another process's; its descriptions of refusals go out once."""
        refusals = [[refusal.line, refusal.reason] for refusal in self.refusals[self._taken :]]
        self._taken = len(self.refusals)
        return [self.read, self.refused, self.format, refusals]

    def put(self, news: list[Any]) -> None:
        """Take over what ``take`` gave."""
        self.read, self.refused, self.format, refusals = news
        self.refusals += [Refusal(line, reason) for line, reason in refusals]
