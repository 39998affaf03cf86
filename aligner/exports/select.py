"""Which pairs go into an export: the filters, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from aligner.core.bitext import Bitext
from aligner.core.unit import Unit, units_of
from aligner.exports.options import ExportOptions, Tally
from aligner.formats import Holds


def numbered(bitext: Bitext, options: ExportOptions, tally: Tally, *, holds: Holds) -> Iterator[tuple[int, Unit]]:
    """The beads that the options let through, with their units; the others are counted.

    ``holds`` says what the format holds when the options do not.
    """
    faulty = {f.bead for f in options.findings if f.severity != "info"}
    for number, (_, unit) in enumerate(units_of(bitext)):
        if options.without_findings if number in faulty else options.only_findings:
            tally.filtered += 1
        elif passes(unit, options, tally, holds=holds):
            yield number, unit


def select(bitext: Bitext, options: ExportOptions, tally: Tally, *, holds: Holds) -> Iterator[Unit]:
    """The same, as units ready to be written."""
    for _, unit in numbered(bitext, options, tally, holds=holds):
        yield prepared(unit, options)


def select_units(units: Iterable[Unit], options: ExportOptions, tally: Tally, *, holds: Holds) -> Iterator[Unit]:
    """The same for units that belong to no bitext (a memory, a file being converted)."""
    for unit in units:
        if passes(unit, options, tally, holds=holds):
            yield prepared(unit, options)


def passes(unit: Unit, options: ExportOptions, tally: Tally, *, holds: Holds) -> bool:
    """Is the unit to be written? If not, it is counted under the reason."""
    if unit.is_null:
        wanted = holds == "all" or (holds == "source" and bool(unit.source))
        if not (wanted if options.include_nulls is None else options.include_nulls):
            tally.skipped_null += 1
            return False
    rejected = holds != "pairs" if options.include_rejected is None else options.include_rejected
    if (
        (unit.confidence is not None and unit.confidence < options.min_confidence)
        or (options.confirmed_only and unit.status != "confirmed")
        or (unit.status == "rejected" and not rejected)
    ):
        tally.filtered += 1
        return False
    tally.alone += unit.is_null
    return True


def prepared(unit: Unit, options: ExportOptions) -> Unit:
    """The unit with the language tags and the date that are to be written."""
    return replace(
        unit,
        source_language=options.source_tag or unit.source_language,
        target_language=options.target_tag or unit.target_language,
        created=unit.created or options.created,
        creator=unit.creator or options.creator,
        before=unit.before if options.context else "",
        after=unit.after if options.context else "",
    )
