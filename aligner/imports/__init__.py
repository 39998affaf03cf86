"""Bitext files read back, in a child process within limits: units as a stream, a bitext, or edits to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.core.bitext import Bitext
from aligner.core.unit import Unit
from aligner.imports.parsing import reader_of
from aligner.imports.report import ImportReport, Refusal

if TYPE_CHECKING:
    from aligner.readers.limits import Limits

__all__ = ["ImportReport", "Refusal", "read_bitext", "read_units", "reader_of", "seconds_for"]

#: Bytes of a file for which a second more is allowed: lists of pairs may be of any length.
BYTES_A_SECOND = 1 << 20


def read_units(
    path: Path | str,
    format: str | None = None,
    *,
    source_language: str = "",
    target_language: str = "",
    report: ImportReport | None = None,
    limits: Limits | None = None,
    watch: Callable[[], None] | None = None,
) -> Iterator[Unit]:
    """The units of a bitext file, one at a time; pairs that cannot be taken are counted in ``report``.

    The languages choose among those of a TMX file, and stand in for what other files do not say. ``watch`` is called
    twice a second while the file is waited for; what it raises ends the child.

    Raises:
        ReadError: no such format, or the file is missing, damaged or something else.
        LimitError: reading it takes more memory or time than ``limits`` allow.
    """
    from aligner.core.serial import unit_from_row
    from aligner.imports.parsing import here
    from aligner.limited import stream_limited
    from aligner.readers.limits import Limits

    path, limits = Path(path), limits or Limits.from_environment()
    form = reader_of(path, format)
    report = report if report is not None else ImportReport()
    report.format = form
    languages = {"source_language": source_language, "target_language": target_language}
    batches = stream_limited(
        "aligner.imports.parsing:units_in_child",
        arguments={"folder": here(), "path": str(path), "form": form, **languages},
        name=path.name,
        limits=limits,
        seconds=seconds_for(path, limits),
        watch=watch,
    )
    for rows, news in batches:
        report.put(news)
        for row in rows:
            yield unit_from_row(row)


def seconds_for(path: Path, limits: Limits) -> float:
    """Time for a list of pairs: that of the limits, and more for a large file."""
    return limits.seconds + path.stat().st_size / BYTES_A_SECOND


def read_bitext(
    path: Path | str,
    format: str | None = None,
    *,
    source_language: str = "",
    target_language: str = "",
    report: ImportReport | None = None,
    limits: Limits | None = None,
    watch: Callable[[], None] | None = None,
) -> Bitext:
    """A bitext file as a bitext; what ``read_units`` says of formats and errors holds here too."""
    path = Path(path)
    if reader_of(path, format) == "json":
        from aligner.core.serial import bitext_from_json
        from aligner.imports.parsing import here
        from aligner.limited import run_limited

        asked = {"folder": here(), "path": str(path)}
        function = "aligner.imports.parsing:json_in_child"
        return bitext_from_json(run_limited(function, arguments=asked, name=path.name, limits=limits, watch=watch))
    from aligner.imports.build import bitext_from_units

    languages = {"source_language": source_language, "target_language": target_language}
    units = read_units(path, format, **languages, report=report, limits=limits, watch=watch)
    return bitext_from_units(units, path.name)
