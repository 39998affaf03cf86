"""Glossaries in tables: a term a row, its translations, flags and comments in the columns behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.errors import ReadError
from aligner.imports.columns import header, tag_of, without_header
from aligner.imports.tables import DAMAGED, Row, csv_rows, xlsx_rows
from aligner.imports.tsv import tsv_rows
from models.glossary import FLAGS, WORD, Term

if TYPE_CHECKING:
    from aligner.glossaries import Languages

#: Headings of the column with flags.
_FLAGS = ("flags", "пометы", "флаги")
#: What stands between two translations in a cell.
_BETWEEN = re.compile(r"[|;\n]")


def read_tsv(path: Path, languages: Languages) -> Iterator[Term]:
    """Cells with tabs between them."""
    return terms(tsv_rows(path), path, languages)


def read_csv(path: Path, languages: Languages) -> Iterator[Term]:
    """Cells with commas or semicolons between them."""
    return terms(csv_rows(path), path, languages)


def read_xlsx(path: Path, languages: Languages) -> Iterator[Term]:
    """The first sheet of a workbook."""
    return terms(xlsx_rows(path), path, languages)


def terms(rows: Iterator[Row], path: Path, languages: Languages) -> Iterator[Term]:
    """The terms of rows. The first may be a header that names the columns; one that begins with ``#`` is a comment.

    Raises:
        ReadError: a row without a source or a translation, or with a misspelt flag.
    """
    columns: dict[str, int] = {}
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not columns:
            columns = _columns(cells, languages)
            if columns:
                continue
            columns = without_header(cells)
            columns["flags"] = columns["target"] + 1
        if any(map(DAMAGED.search, cells)):
            raise ReadError(
                "{path}, line {number}: it is no text in the file's character set; save the file as UTF-8",
                path=path,
                number=number,
            )
        values = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        targets = tuple(dict.fromkeys(filter(None, map(str.strip, _BETWEEN.split(values.get("target", ""))))))
        source = " ".join(values.get("source", "").split())
        if not targets or not WORD.search(source):
            raise ReadError(
                "{path}, line {number}: a term needs a source and a translation in the next column",
                path=path,
                number=number,
            )
        yield Term(source, targets, _flags(values.get("flags", ""), path, number))


def _columns(cells: Sequence[str], languages: Languages) -> dict[str, int]:
    """The columns that a header names, the source's the one whose heading is a source language; empty if it is none."""
    found = header(cells)
    if not found:
        return {}
    one, two = found["source"], found["target"]
    if tag_of(cells[one])[:2] == languages[1] or tag_of(cells[two])[:2] in languages[0]:
        one, two = two, one
    named = {"source": one, "target": two}
    for at, cell in enumerate(cells):
        if cell.lower() in _FLAGS:
            named["flags"] = at
    return named


def _flags(text: str, path: Path, number: int) -> frozenset[str]:
    """The flags that a cell holds; any other text in it is a comment, unless it looks like a misspelt flag."""
    words = frozenset(filter(None, map(str.strip, text.split(","))))
    if words <= FLAGS.keys():
        return words
    for word in sorted(words - FLAGS.keys()):
        if meant := get_close_matches(word.lower(), FLAGS, 1, 0.7):
            raise ReadError(
                "{path}, line {number}: unknown flag {flag}; did you mean {meant}?",
                path=path,
                number=number,
                flag=word,
                meant=meant[0],
            )
    return frozenset()
