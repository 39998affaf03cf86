"""Tracked changes of a part, accepted: what was inserted stands, what was deleted is gone, marks are gone too.

Source: ECMA-376, part 1, 17.13.5.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

#: What tells that there are tracked changes, found without parsing.
_TRACKED = re.compile(
    rb"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:ins|del|moveFrom|moveTo|moveFromRange|moveToRange|customXml(?:Ins|Del|Move)\w{0,30}"
    rb"|cellIns|cellDel|cellMerge|\w{1,30}Change)[\s/>]"
)
_GONE = ("del", "moveFrom")
_STANDS = ("ins", "moveTo")
_HOLDERS = ("rPr", "trPr", "tcPr", "numPr", "ctrlPr")


def is_tracked(part: bytes) -> bool:
    """May this part hold tracked changes?"""
    return _TRACKED.search(part) is not None


def accept(root: _Element) -> None:
    """Accept every change in the tree. A paragraph whose mark was deleted is joined to the next one."""
    joined: list[_Element] = []
    rows: list[_Element] = []
    cells: list[_Element] = []
    for element in list(root.iter()):
        name = local(element)
        above = element.getparent()
        if above is None:
            continue
        if name in _GONE or name in _STANDS:
            holder = local(above)
            if holder in _HOLDERS:
                if name in _GONE and holder == "rPr" and (over := above.getparent()) is not None:
                    if local(over) == "pPr" and (paragraph := over.getparent()) is not None:
                        joined.append(paragraph)
                elif name in _GONE and holder == "trPr" and (row := above.getparent()) is not None:
                    rows.append(row)
                if holder != "ctrlPr":
                    above.remove(element)
            elif name in _GONE:
                _remove(element)
            else:
                _unwrap(element)
        elif name == "cellDel" and (cell := above.getparent()) is not None:
            cells.append(cell)
            above.remove(element)
        elif name.endswith("Change") or name.startswith(("moveFromRange", "moveToRange", "customXmlIns", "customXmlDel",
                                                         "customXmlMove")) or name == "cellIns":  # fmt: skip
            _remove(element)
    for paragraph in joined:
        _join(paragraph)
    for one in (*cells, *rows):
        _drop(one)


def _remove(element: _Element) -> None:
    above = element.getparent()
    if above is not None:
        above.remove(element)


def _unwrap(element: _Element) -> None:
    """The children in the element's place."""
    above = element.getparent()
    if above is None:
        return
    for child in reversed(element):
        element.addnext(child)
    above.remove(element)


def _join(paragraph: _Element) -> None:
    """Put what a paragraph holds in front of the next one's."""
    above = paragraph.getparent()
    if above is None:
        return
    following = paragraph.getnext()
    held = [one for one in paragraph if local(one) != "pPr"]
    if following is None or local(following) != "p":
        # A cell, a note, a text box has one paragraph at least, and so has what follows a table.
        before = paragraph.getprevious()
        if not held and before is not None and local(before) == "p":
            above.remove(paragraph)
        return
    at = 1 if len(following) and local(following[0]) == "pPr" else 0
    following[at:at] = held
    above.remove(paragraph)


def _drop(element: _Element) -> None:
    """Take a row or cell out, and the table that has lost its last row."""
    above = element.getparent()
    if above is None:
        return
    above.remove(element)
    left = {local(one) for one in above}
    if local(above) == "tbl" and not left & {"tr", "sdt", "customXml"}:
        _remove(above)
    elif local(above) == "tr" and not left & {"tc", "sdt", "customXml"}:
        _drop_row(above)


def _drop_row(row: _Element) -> None:
    above = row.getparent()
    if above is None:
        return
    above.remove(row)
    if local(above) == "tbl" and not {local(one) for one in above} & {"tr", "sdt", "customXml"}:
        _remove(above)
