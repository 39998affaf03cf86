"""Limits: how much of a document a reader will take before it refuses; settings, not constants."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader accepts. Every bound is checked before the memory for it is taken.

    ``file_bytes``: the file as it lies on disk. ``archive_entries``, ``archive_bytes``, ``archive_ratio``: a
    zip's directory: how many entries, how many bytes unpacked in all, how many times smaller than that the
    archive may be. ``text_chars``, ``paragraphs``: of plain text. ``pdf_pages``: pages of a PDF. ``xml_depth``:
    elements inside one another. ``seconds``: time for one PDF, the only format where small files can ask
    for long work.
    """

    file_bytes: int = 64 * 1024 * 1024
    archive_entries: int = 10_000
    archive_bytes: int = 256 * 1024 * 1024
    archive_ratio: int = 200
    text_chars: int = 32 * 1024 * 1024
    paragraphs: int = 250_000
    pdf_pages: int = 5_000
    xml_depth: int = 200
    seconds: float = 120.0
