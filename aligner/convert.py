"""A bitext file into another format: as a stream of pairs where both formats are lists of pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.core.finding import Finding
from aligner.core.unit import Unit, units_of
from aligner.exports import ExportOptions, ExportReport, export_bitext, export_units, format_of
from aligner.exports.translated import export_translated
from aligner.imports import ImportReport, read_bitext, read_units, reader_of
from aligner.imports.apply import Applied, apply_units


@dataclass(frozen=True, slots=True)
class Converted:
    """What was read and what was written."""

    read: ImportReport
    written: ExportReport


class FilteredUnits:
    """Units without those that have findings, or without those that have none, as the options say.

    A source that is translated in two ways is a finding on all its pairs, so the units are asked for twice.
    """

    def __init__(self, units: Callable[[], Iterable[Unit]], options: ExportOptions) -> None:
        """``left_out`` counts the units that were not let through."""
        self.units = units
        self.options = options
        self.left_out = 0

    def __iter__(self) -> Iterator[Unit]:
        """The units that remain."""
        if not self.options.without_findings and not self.options.only_findings:
            yield from self.units()
            return
        for unit, faulty in judged(self.units):
            if self.options.without_findings if faulty else self.options.only_findings:
                self.left_out += 1
            else:
                yield unit


def judged(units: Callable[[], Iterable[Unit]]) -> Iterator[tuple[Unit, bool]]:
    """Each unit, and whether it has an error or a warning, or a twin that is translated otherwise."""
    from aligner.checks import Checker, check_units
    from aligner.checks.consistency import Consistency

    consistency = Consistency()
    for unit in units():
        consistency.see(unit)
    for unit, findings in check_units(units(), Checker(without=("inconsistent",))):
        yield unit, consistency.is_divided(unit) or any(finding.severity != "info" for finding in findings)


def import_edits(
    bitext_file: Path,
    changes: Path,
    target: Path,
    from_format: str | None = None,
    to_format: str | None = None,
    options: ExportOptions | None = None,
    *,
    overwrite: bool = False,
    original: Path | None = None,
) -> tuple[Applied, ExportReport]:
    """Apply an edited file to the bitext it was exported from, and write the result, or the source document translated.

    Raises:
        ReadError: one of the two cannot be read.
        ExportError: the output cannot be written; nothing half-written is left.
    """
    bitext = read_bitext(bitext_file, from_format)
    applied = apply_units(bitext, read_units(changes), overwrite=overwrite)
    if original is not None:
        own = export_translated(applied.bitext, original, target)
        return applied, ExportReport(own.replaced, left=own.left)
    return applied, export_bitext(applied.bitext, target, to_format, options)


def convert_file(
    source: Path,
    target: Path,
    from_format: str | None = None,
    to_format: str | None = None,
    options: ExportOptions | None = None,
    *,
    source_language: str = "",
    target_language: str = "",
    original: Path | None = None,
) -> Converted:
    """Read one bitext file and write another; or, with the source document's file, the document translated.

    Raises:
        ReadError: the input cannot be read.
        ExportError: the output cannot be written; nothing half-written is left.
    """
    options, report = options or ExportOptions(), ImportReport()
    if original is not None:
        bitext = read_bitext(
            source, from_format, source_language=source_language, target_language=target_language, report=report
        )
        report.read = report.read or len(bitext.beads)
        own = export_translated(bitext, original, target)
        return Converted(report, ExportReport(own.replaced, left=own.left))
    form = format_of(target, to_format)
    if form.of_units and reader_of(source, from_format) != "json":
        # Read twice at most; what is refused is said once.
        reports = iter((report, ImportReport()))

        def units() -> Iterator[Unit]:
            return read_units(
                source, from_format, source_language=source_language, target_language=target_language,
                report=next(reports),
            )  # fmt: skip

        filtered = FilteredUnits(units, options)
        written = export_units(filtered, target, form.name, options)
        return Converted(report, replace(written, filtered=written.filtered + filtered.left_out))
    bitext = read_bitext(
        source, from_format, source_language=source_language, target_language=target_language, report=report
    )
    report.read = report.read or len(bitext.beads)
    if options.without_findings or options.only_findings:
        from aligner.checks import CHECKS, check_bitext

        faults = enumerate(faulty for _, faulty in judged(lambda: (unit for _, unit in units_of(bitext))))
        findings = tuple(check_bitext(bitext))
        known = {finding.bead for finding in findings if finding.severity != "info"}
        label = CHECKS["inconsistent"].label
        twins = [number for number, faulty in faults if faulty and number not in known]
        findings += tuple(Finding(number, "inconsistent", "warning", label) for number in twins)
        options = replace(options, findings=findings)
    return Converted(report, export_bitext(bitext, target, form.name, options))
