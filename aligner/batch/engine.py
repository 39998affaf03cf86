"""What runs a batch: the options of a run that change none of its outputs, and the engine that does the documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aligner.batch.items import Item


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run, as against what to make: nothing here changes a byte of the outputs."""

    run: Path
    workers: int = 0
    retry_failed: bool = False
    redo: bool = False
    engine: str = "local"
    address: str = ""
    model: str | None = None
    device: str = "auto"
    compute: str | None = None
    threads: int = 0


class Engine(Protocol):
    """Does documents, and counts sentences that went to the model and ones that did not need to."""

    def run(self, items: Iterator[Item]) -> None:
        """All of them; each is handed to the run when it is finished."""

    @property
    def counts(self) -> tuple[int, int]:
        """(translated, repeated)."""
