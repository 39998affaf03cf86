"""What a reader of bitext files says besides its units: the pairs it refused, each with its line and the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: Refused pairs are counted without end, but no more than this many are described.
KEPT = 100


@dataclass(frozen=True, slots=True)
class Refusal:
    """One pair that could not be read (or is remarked upon): the line or row where it begins, from 1, and why."""

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
    #: What a person should know of pairs that were taken.
    remarks: list[Refusal] = field(default_factory=list)
    format: str = ""
    #: Inline codes that stood outside the segments, where no pair can hold them.
    codes_outside: int = 0
    _taken: tuple[int, int] = field(default=(0, 0), repr=False, compare=False)

    def refuse(self, line: int, reason: str) -> None:
        """Count a pair that cannot be taken."""
        self.refused += 1
        if len(self.refusals) < KEPT:
            self.refusals.append(Refusal(line, reason))

    def remark(self, line: int, words: str) -> None:
        """Say something of a pair that is taken."""
        if len(self.remarks) < KEPT:
            self.remarks.append(Refusal(line, words))

    @property
    def said(self) -> list[Refusal]:
        """Refusals and remarks in the order of the file."""
        return sorted([*self.refusals, *self.remarks], key=lambda one: one.line)

    def take(self) -> list[Any]:
        """The report so far as JSON, to be put into another process's; its descriptions go out once."""
        refusals, remarks = self.refusals[self._taken[0] :], self.remarks[self._taken[1] :]
        self._taken = len(self.refusals), len(self.remarks)
        lists = [[[one.line, one.reason] for one in some] for some in (refusals, remarks)]
        return [self.read, self.refused, self.format, self.codes_outside, *lists]

    def put(self, news: list[Any]) -> None:
        """Take over what ``take`` gave."""
        self.read, self.refused, self.format, self.codes_outside, refusals, remarks = news
        self.refusals += [Refusal(line, reason) for line, reason in refusals]
        self.remarks += [Refusal(line, words) for line, words in remarks]
