"""Scanned PDFs: their text is recognised by OCRmyPDF with tesseract, where both are installed."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from aligner.errors import ReadError, ScannedError
from aligner.filters.programs import Watch, folder, program, run
from aligner.readers.limits import Limits

#: Languages of tesseract's, where they are installed.
LANGUAGES = ("rus", "eng", "ukr", "bel", "deu", "fra")


def recognised(data: bytes, name: str, limits: Limits, found: ScannedError, watch: Watch | None = None) -> bytes:
    """The PDF with a text layer. What was recognised last is kept: a document is read, and later written.

    Raises:
        ReadError: the programs or tesseract's Russian are not installed, or they failed.
        LimitError: it takes longer than ``program_seconds``.
    """
    command = program("ocrmypdf")
    if command is None or program("tesseract") is None:
        raise ReadError(
            "{problem}; install OCRmyPDF and tesseract with Russian, and its text is recognised (Debian: ocrmypdf, "
            "tesseract-ocr-rus)",
            problem=found.message,
        ) from found
    key = hashlib.sha256(data).hexdigest()
    if (kept := _last().get(key)) is not None:
        return kept
    languages = _languages(name)
    if "rus" not in languages:
        raise ReadError(
            "{problem}; tesseract has no Russian: install it, and its text is recognised (Debian: tesseract-ocr-rus)",
            problem=found.message,
        ) from found
    with folder() as made:
        source, target = made / "scan.pdf", made / "text.pdf"
        source.write_bytes(data)
        # What text layer there is was of no use.
        options = ["--force-ocr", "--output-type", "pdf", "--optimize", "0", "--quiet", "-l", "+".join(languages)]
        code, said = run(
            [command, *options, str(source), str(target)],
            name=name, seconds=limits.program_seconds, watch=watch, environment={"OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
        if code or not target.exists():
            raise ReadError(
                "{problem}; OCRmyPDF could not recognise its text ({reason})",
                problem=found.message,
                reason=said.splitlines()[-1][:200] if said else code,
            ) from found
        text = target.read_bytes()
    _last().clear()
    _last()[key] = text
    return text


@lru_cache(maxsize=1)
def _last() -> dict[str, bytes]:
    """The PDF that was recognised last, by the hash of what it was made from."""
    return {}


def _languages(name: str) -> list[str]:
    """The languages that tesseract has here, of those that documents are in."""
    with folder() as made:
        command = ["sh", "-c", 'tesseract --list-langs > "$1"', "sh", str(made / "langs")]
        run(command, name=name, seconds=30)
        listed = Path(made / "langs").read_text(encoding="utf-8").split()
    return [language for language in LANGUAGES if language in listed]
