"""Excel workbooks: text of cells, names of sheets, comments, headers, charts and shapes; formulas and numbers stay."""

from __future__ import annotations

from aligner.filters.found import blocks, in_order, put_back
from aligner.filters.package import repacked
from aligner.filters.parsed import Contents, Parsed, Source
from aligner.filters.xlsx.consequences import follow
from aligner.filters.xlsx.parts import Workbook
from aligner.filters.xlsx.walk import Walk
from aligner.readers.xml import local, plain_text


def read(source: Source) -> Parsed:
    """The cells sheet by sheet, each text once, then what is around them.

    Raises:
        ReadError: it is damaged, or no workbook.
    """
    workbook = Workbook(source)
    walk = Walk(workbook)
    title = next((plain_text(one) for part in workbook.role("core") for one in part.root if local(one) == "title"), "")
    return Parsed(blocks(in_order(walk.found)), title, encoding="utf-8", untranslated=tuple(walk.untranslated))


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The workbook with these contents; parts in which nothing changes stay as they are, to the byte.

    Columns of tables are renamed with their first cells; formulas are reckoned when the workbook is opened.

    Raises:
        ReadError: it is damaged, or no workbook.
    """
    workbook = Workbook(source)
    walk = Walk(workbook)
    changed = put_back(in_order(walk.found), contents, language)
    if changed:
        changed |= follow(workbook, walk.items)
    return repacked(source, workbook.written(changed))
