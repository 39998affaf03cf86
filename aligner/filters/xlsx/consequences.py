"""What has to follow when cells of a workbook change: names of table columns, results of formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aligner.filters.shapes import Part
from aligner.filters.xlsx.parts import Workbook, text_of
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
#: What comes before ``calcPr`` in a workbook (ECMA-376, part 1, 18.2.27).
_BEFORE_RULES = frozenset(("sheets", "functionGroups", "externalReferences", "definedNames"))


def follow(workbook: Workbook, items: Sequence[_Element]) -> set[str]:
    """Name the columns of tables as their first cells now say, and have formulas reckoned again.

    Returns:
        The parts in which something has changed.
    """
    changed: set[str] = set()
    for _, sheet in workbook.sheets:
        for table in workbook.belonging(sheet, "table"):
            changed |= _columns(sheet, table, items)
        changed |= _results(sheet)
    main = workbook.main
    if main is not None and any(local(one) == "f" for _, sheet in workbook.sheets for one in sheet.root.iter("{*}f")):
        _reckon(main.root)
        changed.add(main.name)
    return changed


def _columns(sheet: Part, table: Part, items: Sequence[_Element]) -> set[str]:
    """A table's columns are called what its first row says, each otherwise."""
    area = _AREA.fullmatch(str(table.root.get("ref", "")))
    columns = list(table.root.iter("{*}tableColumn"))
    if area is None or table.root.get("headerRowCount") == "0":
        return set()
    changed: set[str] = set()
    heads = _row(sheet.root, area[2])
    ends = _row(sheet.root, area[4])
    taken = {str(one.get("name", "")).casefold() for one in columns}
    for number, column in enumerate(columns, _number(area[1])):
        own = str(column.get("name", ""))
        cell = heads.get(number)
        text = _said(cell, items) if cell is not None else ""
        name = _encoded(text)
        if cell is not None and text and name != own:
            unique, count = name, 1
            taken.discard(own.casefold())
            while unique.casefold() in taken:
                count += 1
                unique = f"{name} {count}"
            taken.add(unique.casefold())
            column.set("name", unique)
            changed.add(table.name)
            if unique != name:
                _inline(cell, f"{text} {count}")
                changed.add(sheet.name)
        end = ends.get(number)
        label = _said(end, items) if end is not None else ""
        if label and column.get("totalsRowLabel", label) != label:
            column.set("totalsRowLabel", label)
            changed.add(table.name)
    return changed


def _row(root: _Element, number: str) -> dict[int, _Element]:
    """The cells of a row by the number of their column."""
    for row in root.iter("{*}row"):
        if row.get("r") == number:
            return {_number(str(cell.get("r", "")).rstrip("0123456789")): cell for cell in row}
    return {}


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _said(cell: _Element, items: Sequence[_Element]) -> str:
    """The text of a cell; empty for a number."""
    for one in cell:
        if local(one) == "is":
            return text_of(one)
        value = str(one.text or "")
        if local(one) == "v" and cell.get("t") == "s" and value.isdecimal() and int(value) < len(items):
            return text_of(items[int(value)])
    return ""


def _encoded(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "_x000a_")


def _inline(cell: _Element, text: str) -> None:
    """Give a cell a text of its own, apart from the others that share its string."""
    space = str(cell.tag)[:-1]
    for one in list(cell):
        cell.remove(one)
    cell.set("t", "inlineStr")
    holder = cell.makeelement(f"{space}is")
    made = cell.makeelement(f"{space}t")
    made.text = text
    holder.append(made)
    cell.append(holder)


def _results(sheet: Part) -> set[str]:
    """Forget the texts that formulas came to: they are of the old cells."""
    changed: set[str] = set()
    for cell in sheet.root.iter("{*}c"):
        if cell.get("t") == "str" and any(local(one) == "f" for one in cell):
            for one in [one for one in cell if local(one) == "v"]:
                cell.remove(one)
            del cell.attrib["t"]
            changed.add(sheet.name)
    return changed


def _reckon(root: _Element) -> None:
    """Have the workbook reckoned when it is opened."""
    rules = next((one for one in root if local(one) == "calcPr"), None)
    if rules is None:
        last = [one for one in root if local(one) in _BEFORE_RULES][-1]
        rules = root.makeelement(str(root.tag).replace("}workbook", "}calcPr"))
        last.addnext(rules)
    rules.set("fullCalcOnLoad", "1")
