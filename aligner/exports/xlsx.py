"""An Excel workbook: one sheet to work in, texts wrapped, the header frozen, every cell plain text."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, Any, BinaryIO

from aligner.core.unit import Unit
from aligner.errors import ExportError
from aligner.exports.clean import cleaned
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.plain import without_codes
from aligner.exports.rows import COLUMNS, row
from aligner.exports.stamp import stamped
from aligner.exports.xmltext import ILLEGAL, legal
from models.advice import install_extra
from models.messages import Message

#: Excel's own limits.
MAX_CELL = 32_767
MAX_ROWS = 1_048_576
WIDTHS = {"source": 60, "target": 60, "note": 30, "id": 18, "document": 18}
#: Excel reads ``_x000D_`` in a cell as the character of that number; such text must be guarded.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """Streamed row by row; the rarely used columns are there, hidden.

    Raises:
        ExportError: ``openpyxl`` is not installed, or the text does not fit Excel's limits.
    """
    try:
        from lxml.etree import LxmlError
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill
    except ImportError as error:
        raise ExportError("xlsx: needs openpyxl; install it with: {command}", command=install_extra("xlsx")) from error
    book = Workbook(write_only=True)
    book.properties.creator = "Tolmach"
    book.properties.created = book.properties.modified = options.created.replace(tzinfo=None)
    sheet = book.create_sheet("Pairs")
    sheet.freeze_panes = "A2"
    for number, name in enumerate(COLUMNS):
        dimension = sheet.column_dimensions[chr(ord("A") + number)]
        dimension.width = WIDTHS.get(name, 12)
        dimension.hidden = name in ("before", "after", "created", "creator", "source_layout", "target_layout", "match")
    try:
        wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
        doubtful = PatternFill("solid", fgColor="FFF3D6")
        header = []
        for name in COLUMNS:
            cell = WriteOnlyCell(sheet, name)
            cell.font = bold
            header.append(cell)
        sheet.append(header)
        for unit in units:
            tally.written += 1
            if tally.written >= MAX_ROWS:
                raise ExportError(
                    "xlsx: a sheet holds {most} pairs and there are more; use tsv or csv", most=MAX_ROWS - 1
                )
            cells = []
            for name, full in zip(COLUMNS, row(cleaned(without_codes(unit, tally), ILLEGAL, tally)), strict=True):
                # A context cut in the middle would match nothing, so one that is too long is left out.
                text = "" if len(full) > MAX_CELL and name in ("before", "after") else full
                if len(text) > MAX_CELL:
                    raise ExportError(
                        "xlsx: pair {id}: a cell holds {most} characters and the {name} has {count}; use tsv or csv",
                        id=unit.id or tally.written,
                        most=MAX_CELL,
                        name=Message(name),
                        count=len(text),
                    )
                cell = WriteOnlyCell(sheet, None)
                if name in ("confidence", "score") and text:
                    cell.value = float(text)
                else:
                    cell.value = _ESCAPED.sub("_x005F_", legal(text, tally)).replace("\r", "_x000D_")
                    cell.data_type = "s"  # never a formula, whatever it begins with
                if name in ("source", "target", "note"):
                    cell.alignment = wrapped
                if name == "target" and unit.confidence is not None and unit.confidence < options.low_confidence:
                    cell.fill = doubtful
                cells.append(cell)
            sheet.append(cells)
    except BaseException as error:
        # An abandoned sheet would leave its temporary file behind.
        with suppress(LxmlError):
            sheet.close()
        sheet._writer.cleanup()
        if isinstance(error, LxmlError):
            raise ExportError(
                "xlsx: its rows wait in {tempfile}, which takes no more ({error}); free some space there, or set "
                "TMPDIR",
                tempfile=tempfile.gettempdir(),
                error=error,
            ) from error
        raise
    with tempfile.TemporaryFile() as made:
        _saved(book, made)
        stamped(made, out, options)


def _saved(book: Any, made: IO[bytes]) -> None:
    """The workbook as a zip. ``book.save`` puts the present in its properties, and leaves a zip open where it fails."""
    from openpyxl.writer.excel import ExcelWriter

    archive = zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED)
    try:
        ExcelWriter(book, archive).save()
    except BaseException:
        # What cannot be finished is not to be tried again when the object goes, with a traceback for the user.
        archive.fp = None
        raise
