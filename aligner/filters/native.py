"""A content with the native markup of its codes: what a filter of text puts in the place of a block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from aligner.core.code import Code, Content
from aligner.filters.nesting import events

#: A code's markup as it stands in the file: before and after a span; of what stands alone, all of it and nothing.
Native: TypeAlias = tuple[str, str]


def completed(content: Content, codes: Sequence[Code]) -> Content:
    """The content with the codes of its block alone, each there: those that it lacks stand at its end."""
    if not codes:
        return content if not content.codes else Content(content.text)
    known = {code.id: code for code in codes}
    kept: list[Code] = []
    seen: set[int] = set()
    for code in content.codes:
        if code.id in known and not (code.id in seen and known[code.id].alone):
            seen.add(code.id)
            kept.append(code)
    end = len(content.text)
    kept += [replace(code, start=end, end=end) for code in codes if code.id not in seen]
    return Content(content.text, tuple(kept))


def rendered(
    content: Content, natives: Mapping[int, Native], parents: Mapping[int, int], escaped: Callable[[str], str]
) -> str:
    """The content in its file's markup; ``escaped`` makes text of it in which nothing is taken for markup."""
    if not content.codes:
        return escaped(content.text)
    parts: list[str] = []
    for kind, what in events(content, parents):
        if isinstance(what, str):
            parts.append(escaped(what))
        elif kind == "alone":
            parts += natives[what.id]
        else:
            parts.append(natives[what.id][kind == "close"])
    return "".join(parts)
