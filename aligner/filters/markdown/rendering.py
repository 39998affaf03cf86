"""A translation of a stretch of Markdown with the markup of its codes, where it works."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from aligner.core.code import Content
from aligner.filters.markdown.escaping import Escaper
from aligner.filters.markdown.inline import FIXED, Inline, Native
from aligner.filters.markdown.nodes import flanks
from aligner.filters.native import completed
from aligner.filters.nesting import events

_TAGS = {"*": "em", "_": "em", "**": "strong", "__": "strong", "~~": "del", "==": "mark"}


def written(
    inline: Inline, content: Content, put: Callable[[Inline], str | None], escaper: Escaper, *, first: bool = True
) -> str:
    """The content as Markdown; a hard break is ``HARD`` in it.

    Args:
        inline: what it is the translation of.
        content: the translation.
        put: the new markdown of an inner text; None if that stays.
        escaper: knows the names of link definitions.
        first: does it stand where a line begins?
    """
    natives = {number: _with_inner(inline, number, native, put) for number, native in inline.natives.items()}
    whole = completed(content, inline.codes)
    pieces: list[tuple[str, str, Native | None]] = []  # what it is, text, markup
    raw = links = 0
    for what, event in events(whole, inline.parents):
        if isinstance(event, str):
            text = event.replace("\n", " ").replace("\r", " ")
            pieces.append(("raw" if raw else "link" if links else "text", text, None))
            continue
        native = natives[event.id]
        if what == "alone":
            if native.raw:
                # Code that has no place in the translation is not lost, unless the words say it.
                said = "" if native.source and native.source in content.text else native.source
                pieces += [("markup", native.before, native), ("raw", said, None)] if said else []
                pieces += [("markup", native.after, native)] if said else []
            elif not native.emphasis:
                pieces.append(("markup", native.before + native.after, native))
        else:
            opens = what == "open"
            raw += (1 if opens else -1) * native.raw
            links += (1 if opens else -1) * (native.before == "[")
            kind = ("open" if opens else "close") if native.emphasis else "markup"
            pieces.append((kind, native.before if opens else native.after, native))
    _spaces_outside(pieces)
    _stars(pieces)
    fixed = [(kind, text if kind in ("text", "link") else text.replace(" ", FIXED), None) for kind, text, _ in pieces]
    return escaper.joined(fixed, cell=inline.cell, first=first)


def _with_inner(inline: Inline, number: int, native: Native, put: Callable[[Inline], str | None]) -> Native:
    changed = [(part, made) for part in inline.inner if part.code == number and (made := put(part.inline)) is not None]
    if not changed:
        return native
    sides = [native.before, native.after]
    for part, made in reversed(changed):
        side = sides[part.side]
        sides[part.side] = side[: part.first] + made + side[part.last :]
    return replace(native, before=sides[0], after=sides[1])


def _spaces_outside(pieces: list[tuple[str, str, Native | None]]) -> None:
    """White space at the ends of emphasis moves out of it, for inside it does not work."""
    for at, (kind, _, _) in enumerate(pieces):
        if kind == "open" and at + 1 < len(pieces) and pieces[at + 1][0] in ("text", "link"):
            what, text, native = pieces[at + 1]
            bare = text.lstrip()
            if len(bare) < len(text):
                pieces[at + 1] = what, bare, native
                pieces[at], pieces[at : at + 1] = pieces[at], [(what, text[: len(text) - len(bare)], None), pieces[at]]
    for at in range(len(pieces) - 1, 0, -1):
        if pieces[at][0] == "close" and pieces[at - 1][0] in ("text", "link"):
            what, text, native = pieces[at - 1]
            bare = text.rstrip()
            if len(bare) < len(text):
                pieces[at - 1] = what, bare, native
                pieces.insert(at + 1, (what, text[len(bare) :], None))


def _stars(pieces: list[tuple[str, str, Native | None]]) -> None:
    """Delimiters that would not work where they now stand give way to stars, or to tags of HTML."""
    pieces[:] = [piece for piece in pieces if piece[1]]
    opened: list[int] = []
    for at, (kind, mark, _) in enumerate(pieces):
        if kind == "open":
            opened.append(at)
        elif kind == "close" and opened:
            first = opened.pop()
            if first + 1 == at:
                # Nothing is left between.
                pieces[first], pieces[at] = ("gone", "", None), ("gone", "", None)
                continue
            working = [m for m in dict.fromkeys((mark, mark.replace("_", "*"))) if _works(pieces, first, at, m)]
            tag = _TAGS.get(mark, "em")
            put = (working[0], working[0]) if working else (f"<{tag}>", f"</{tag}>")
            pieces[first], pieces[at] = ("open", put[0], None), ("close", put[1], None)
    pieces[:] = [piece for piece in pieces if piece[0] != "gone"]


def _works(pieces: Sequence[tuple[str, str, Native | None]], first: int, last: int, mark: str) -> bool:
    """Do delimiters at these two places open and close?"""
    outer = (_edge(pieces, first - 1, -1), _edge(pieces, last + 1, 1))
    inner = (_edge(pieces, first + 1, 1), _edge(pieces, last - 1, -1))
    opens, _ = flanks(outer[0], inner[0])
    _, closes = flanks(inner[1], outer[1])
    if mark[0] == "_" and (re.match(r"\w", outer[0]) or re.match(r"\w", outer[1])):
        return False
    return opens and closes


def _edge(pieces: Sequence[tuple[str, str, Native | None]], at: int, step: int) -> str:
    """The character beside a delimiter, others left aside."""
    while 0 <= at < len(pieces) and pieces[at][0] in ("open", "close", "gone"):
        at += step
    if not 0 <= at < len(pieces):
        return "\n"
    return pieces[at][1][-1] if step < 0 else pieces[at][1][0]
