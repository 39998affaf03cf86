"""Bitext files into a memory."""

from __future__ import annotations

from pathlib import Path

from aligner.imports import ImportReport
from aligner.memory.base import Added, Memory
from aligner.memory.feed import blocks_of
from aligner.readers.limits import Limits


def add_file(
    memory: Memory,
    path: Path,
    from_format: str | None = None,
    *,
    confirmed: bool = False,
    limits: Limits | None = None,
) -> tuple[ImportReport, Added]:
    """Add the pairs of one file, whole or not at all; ``confirmed`` takes them all as a person's word.

    Raises:
        ReadError: the file cannot be read, or not within ``limits``; the memory is as it was.
        TolmachError: the memory cannot be written.
    """
    report = ImportReport()
    with blocks_of(path, from_format, report, confirmed=confirmed, limits=limits) as blocks:
        return report, memory.add_blocks(blocks)
