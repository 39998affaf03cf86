"""A tab-separated table with a header line: one pair a line, whatever the text holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from aligner.core.unit import Unit
from aligner.exports.clean import cleaned
from aligner.exports.csv import guarded
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.plain import without_codes
from aligner.exports.rows import COLUMNS, row
from aligner.exports.xmltext import SURROGATE, encodable

#: A cell may hold no tab and no line break, so those, and the backslash that marks them, are written as in C.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:  # noqa: ARG001
    """UTF-8, no byte-order mark; quotation marks mean nothing special; no cell is a formula in a spreadsheet."""
    out.write(("\t".join(COLUMNS) + "\n").encode())
    for unit in units:
        cells = (
            guarded(encodable(cell, tally)).translate(_ESCAPES)
            for cell in row(cleaned(without_codes(unit, tally), SURROGATE, tally))
        )
        out.write(("\t".join(cells) + "\n").encode())
        tally.written += 1
