"""A comma-separated table (RFC 4180) that a spreadsheet opens with its letters and its text intact."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import BinaryIO

from aligner.core.unit import Unit
from aligner.exports.clean import cleaned
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.plain import without_codes
from aligner.exports.rows import COLUMNS, row
from aligner.exports.xmltext import SURROGATE, encodable

#: A spreadsheet takes a cell that begins so for a formula: a line of dialogue («- Да») as much as an attack.
FORMULA = re.compile(r"'*[=+\-@]")


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:  # noqa: ARG001
    """UTF-8 with a byte-order mark, without which Excel takes Cyrillic for something else."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for unit in units:
        writer.writerow(
            [guarded(encodable(cell, tally)) for cell in row(cleaned(without_codes(unit, tally), SURROGATE, tally))]
        )
        tally.written += 1
    text.flush()
    text.detach()


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what would be taken for a formula (not before a number)."""
    return f"'{cell}" if FORMULA.match(cell) and not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", cell) else cell


def unguarded(cell: str) -> str:
    """The inverse."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
