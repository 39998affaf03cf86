"""Tab-separated tables: ours, spreadsheets' with quoted cells and line breaks in them, and plain ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from aligner.core.unit import Unit
from aligner.exports.rows import COLUMNS
from aligner.imports.report import ImportReport
from aligner.imports.tables import Row, from_rows, opened, settled

#: What is looked at to see how a table is written, in characters.
_HEAD = 1 << 16
#: A quoted cell from its quotation mark on: what is in it, and whether it ends there (``end``), or with the line.
_QUOTED = re.compile(r'"(?P<inside>(?:[^"\t]++|"")*+)(?P<end>"(?=\t|\Z))?')
#: So many lines may stand in one cell.
_LINES = 100


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """One pair a row; in our own files the escapes of tab, line break and backslash are undone.

    Spreadsheets put cells with quotation marks, commas or line breaks into quotation marks and double those inside.
    Excel for Mac ends rows by carriage returns alone. A cell that merely has quotation marks stays as it is.
    """
    yield from settled(from_rows(tsv_rows(path), report, source, target, name=path.name, escaped=True))


def tsv_rows(path: Path) -> Iterator[Row]:
    """The rows of a file, each with the number of the line where it begins; those of our own as they stand."""
    with opened(path) as file:
        head = file.read(_HEAD)
    returns = head.count("\r") > head.count("\n") and "\r\n" not in head
    with opened(path, newline="\r" if returns else "\n") as file:
        lines = (line.rstrip("\r\n") for line in file)
        first = next(lines, "")
        numbered = enumerate(chain((first,), lines), 1)
        if set(COLUMNS[:8]) <= set(first.split("\t")):
            yield from ((number, line.split("\t")) for number, line in numbered)
        else:
            yield from Rows(numbered, all_quoted=in_quotes(head, "\r" if returns else "\n"))


def in_quotes(head: str, end: str) -> bool:
    """Are the quotation marks around cells the spreadsheet's, even where nothing inside a cell asks for them?

    They are if every filled cell has them, if some cell has what asks for them, or if they stand around just the cells
    with commas, as Excel does it.
    """
    lines = [line.rstrip("\r\n") for line in head.split(end)]
    rows = Rows(enumerate(lines[:-1] or lines, 1), all_quoted=False)
    cells = [cell for _, row in rows for cell in row if cell.strip()]
    quoted = [cell for cell in cells if len(cell) > 1 and (found := _QUOTED.fullmatch(cell)) and found["end"]]
    if rows.unquoted or len(quoted) == len(cells):
        return bool(cells)
    others = sum("," in cell for cell in cells) - sum("," in cell for cell in quoted)
    return bool(quoted) and all("," in cell for cell in quoted) and not others


class Rows:
    """The rows of a table, numbered by the line where each begins."""

    def __init__(self, lines: Iterator[tuple[int, str]], *, all_quoted: bool) -> None:
        """With ``all_quoted`` every pair of quotation marks around a cell goes."""
        self.lines = lines
        self.all_quoted = all_quoted
        self.waiting: list[tuple[int, str]] = []
        #: Cells whose quotation marks were the spreadsheet's without a doubt.
        self.unquoted = 0

    def __iter__(self) -> Iterator[Row]:
        """Row by row."""
        while line := self.next():
            yield line[0], self.cells(line[1])

    def next(self) -> tuple[int, str] | None:
        """The next line that no row has yet."""
        return self.waiting.pop() if self.waiting else next(self.lines, None)

    def cells(self, line: str) -> list[str]:
        """The cells of a row; a line break in a quoted one takes further lines."""
        if '"' not in line:
            return line.split("\t")
        cells: list[str] = []
        at = 0
        while True:
            found = _QUOTED.match(line, at)
            if found and not found["end"] and found.end() == len(line):
                line, found = self.longer(line, at)
            if found and found["end"]:
                inside = found["inside"]
                sure = '""' in inside or "\n" in inside
                self.unquoted += sure
                cells.append(inside.replace('""', '"') if sure or self.all_quoted else found[0])
                at = found.end()
            else:
                end = line.find("\t", at)
                end = len(line) if end < 0 else end
                cells.append(line[at:end])
                at = end
            if at >= len(line):
                return cells
            at += 1

    def longer(self, line: str, at: int) -> tuple[str, re.Match[str] | None]:
        """The line and those after it as far as a cell that is open at its end goes on, if it ends at all."""
        taken: list[tuple[int, str]] = []
        whole = line
        while len(taken) < _LINES and (more := self.next()):
            taken.append(more)
            whole += "\n" + more[1]
            found = _QUOTED.match(whole, at)
            if found and found["end"]:
                return whole, found
            if not found or found.end() < len(whole):
                break
        self.waiting += reversed(taken)
        return line, None
