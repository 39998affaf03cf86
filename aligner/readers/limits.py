"""Limits: how much of a document a reader will take before it refuses; settings, not constants."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from aligner.errors import TolmachError

#: Environment variable -> field, and how many of the field's units the variable's unit is.
VARIABLES = {
    "TOLMACH_READER_MEMORY_MB": ("memory_bytes", 1 << 20),
    "TOLMACH_READER_SECONDS": ("seconds", 1),
    "TOLMACH_PROGRAM_SECONDS": ("program_seconds", 1),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader accepts. Every bound is checked before the memory for it is taken.

    ``file_bytes``: the file as it lies on disk. ``archive_entries``, ``archive_bytes``, ``archive_ratio``: a
    zip's directory: how many entries, how many bytes unpacked in all, how many times smaller than that the
    archive may be. ``text_chars``, ``paragraphs``: of plain text. ``pdf_pages``: pages of a PDF. ``xml_depth``:
    elements inside one another. ``memory_bytes``: address space of the process that reads the file, the program
    itself included; 0 for no limit. ``seconds``: its processor time, and the time that is waited for it.
    ``program_seconds``: the time that LibreOffice or OCRmyPDF may take for a file.
    """

    file_bytes: int = 64 * 1024 * 1024
    archive_entries: int = 10_000
    archive_bytes: int = 256 * 1024 * 1024
    archive_ratio: int = 200
    text_chars: int = 32 * 1024 * 1024
    paragraphs: int = 250_000
    pdf_pages: int = 5_000
    xml_depth: int = 200
    memory_bytes: int = 1024 * 1024 * 1024
    seconds: float = 120.0
    program_seconds: float = 600.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The defaults, or what the variables of ``VARIABLES`` say.

        Raises:
            TolmachError: one of them is not a positive number.
        """
        environ = os.environ if environ is None else environ
        limits = cls()
        for variable, (field, unit) in VARIABLES.items():
            if value := environ.get(variable, ""):
                if not value.isdecimal() or not 0 < int(value) < 1_000_000:
                    raise TolmachError(
                        "{variable}: {value} is not a positive whole number; correct it or unset it",
                        variable=variable,
                        value=repr(value),
                    )
                limits = replace(limits, **{field: int(value) * unit})
        return limits
