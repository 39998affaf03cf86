"""Errors of the library; each is one line for a person, see ``models.errors.TolmachError``."""

from __future__ import annotations

from models.errors import ModelError, TolmachError

__all__ = [
    "AlignmentError",
    "ExportError",
    "LimitError",
    "MemoryFaultError",
    "ModelError",
    "ReadError",
    "ScannedError",
    "TolmachError",
]


class ReadError(TolmachError):
    """A document or a bitext file cannot be read."""


class ScannedError(ReadError):
    """A document has no text that can be read, but pictures in which it can be recognised (OCR)."""


class LimitError(ReadError):
    """Reading a file takes more memory or time than it may."""


class MemoryFaultError(TolmachError):
    """The translation memory cannot be opened, read or written: locked, full, gone, without permission."""


class ExportError(TolmachError):
    """An output cannot be written."""


class AlignmentError(TolmachError):
    """Two documents cannot be aligned."""
