"""Fields of a Word document (page numbers, references, links): what may be translated in them, and what stays.

Source: ECMA-376, part 1, 17.16.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from aligner.exports.own.markup import local

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CYRILLIC = re.compile("[\u0400-\u052f]")


def field_at(children: Sequence[Any], at: int) -> tuple[str, list[Any], int] | None:
    """The field that begins with the run at this place: its instruction, the runs of its result, where it is over.

    None where no field begins, or one that is not simply a row of runs (a field in a field, one over paragraphs).
    """
    if _mark(children[at]) != "begin":
        return None
    instruction: list[str] = []
    result: list[Any] = []
    shown = False
    for end in range(at + 1, len(children)):
        run = children[end]
        mark = _mark(run)
        if local(run) not in ("r", "prooferr", "bookmarkstart", "bookmarkend") or mark == "begin":
            return None
        if mark == "separate":
            shown = True
        elif mark == "end":
            return "".join(instruction).strip(), result, end + 1
        elif shown:
            result.append(run)
        else:
            instruction += [one.text or "" for one in run.iter(f"{W}instrText")]
    return None


def _mark(run: Any) -> str:
    """``begin``, ``separate`` or ``end``, if the run is that mark of a field and has no text."""
    if local(run) != "r":
        return ""
    mark = next(run.iter(f"{W}fldChar"), None)
    return "" if mark is None or next(run.iter(f"{W}t"), None) is not None else mark.get(f"{W}fldCharType", "")


def simple(like: Any, instruction: str) -> Any:
    """An empty ``fldSimple``: the same field in one element."""
    made = like.makeelement(f"{W}fldSimple", nsmap=like.nsmap)
    made.set(f"{W}instr", f" {instruction} ")
    return made


def is_link(instruction: str) -> bool:
    """A link's text is text like any other."""
    return instruction.split(None, 1)[:1] == ["HYPERLINK"]


def is_counted(said: str) -> bool:
    """A number or a date that the program writes itself; what is said in words of the document is to be translated."""
    return bool(said.strip()) and not _CYRILLIC.search(said)
