"""Bitext files into a memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aligner.imports import ImportReport, read_units
from aligner.memory.sqlite import Added, Memory


def add_file(
    memory: Memory, path: Path, from_format: str | None = None, *, confirmed: bool = False
) -> tuple[ImportReport, Added]:
    """Add the pairs of one file, whole or not at all; ``confirmed`` takes them all as a person's word.

    Raises:
        ReadError: the file cannot be read; the memory is as it was.
        TolmachError: the memory cannot be written.
    """
    report = ImportReport()
    units = read_units(path, from_format, report=report)
    if confirmed:
        units = (replace(unit, status="confirmed") for unit in units)
    return report, memory.add(units)
