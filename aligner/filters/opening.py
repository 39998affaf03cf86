"""What comes before a filter: old Office formats become .docx, and a scan gets its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TypeVar

from aligner.errors import ScannedError
from aligner.filters.programs import Watch
from aligner.readers.limits import Limits

Result = TypeVar("Result")

#: Formats that LibreOffice makes .docx for the filter: how their files begin, and how their names may end.
_OFFICE: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "rtf": (b"{\\rtf", ()),
    "doc": (b"\xd0\xcf\x11\xe0", (".doc", ".dot")),
}


def office_format(data: bytes, name: str, format: str | None = None) -> str:
    """``rtf`` or ``doc`` for what LibreOffice has to open first; empty for all else."""
    suffix = PurePath(name).suffix.lower()
    for form, (begin, endings) in _OFFICE.items():
        if format == form or (not format and data.startswith(begin) and (not endings or suffix in endings)):
            return form
    return ""


def with_its_text(
    call: Callable[[bytes], Result], data: bytes, name: str, limits: Limits, watch: Watch | None = None
) -> Result:
    """What ``call`` makes of a document; of a scan, once its text has been recognised.

    Raises:
        ReadError: what ``call`` raises; or that OCR is not installed, or failed.
        LimitError: it takes too long.
    """
    try:
        return call(data)
    except ScannedError as error:
        from aligner.filters.ocr import recognised

        return call(recognised(data, name, limits, error, watch))
