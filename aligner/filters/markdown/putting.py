"""Translations put back into a Markdown document: the edits that its blocks make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from aligner.core.code import Content
from aligner.filters.markdown.entries import Entry, Fragment
from aligner.filters.markdown.escaping import Escaper
from aligner.filters.markdown.inline import FIXED, HARD, Inline
from aligner.filters.markdown.nodes import normalised
from aligner.filters.markdown.rendering import written
from aligner.filters.markdown.walk import Walk
from aligner.filters.parsed import Contents
from aligner.filters.textfile import Edit
from aligner.filters.wrapping import filled

#: Narrower paragraphs were not wrapped, but broken by their author.
_NARROWEST = 40
#: Words that a line may begin with.
_PLAIN = re.compile(r"[^\W\d_]")


def edits(walk: Walk, contents: Contents, language: str) -> Iterator[Edit]:
    """What changes in the file."""
    changed: dict[int, Content] = {}
    fragments: dict[int, dict[int, Content]] = {}
    owners: dict[int, Any] = {}
    for number, content in contents.items():
        if not 0 <= number < len(walk.blocks):
            continue
        block = walk.blocks[number]
        if content == Content(block.text, block.codes):
            continue
        owner, place = walk.owners[number]
        owners[id(owner)] = owner
        if isinstance(owner, Fragment):
            codes = tuple(replace(code, id=code.id - owner.offset) for code in content.codes)
            fragments.setdefault(id(owner), {})[place] = Content(content.text, codes)
        else:
            changed[id(owner.inline if isinstance(owner, Entry) else owner)] = content
    escaper = Escaper(walk.references, normalised)
    for entry in walk.entries:
        if isinstance(entry, Entry):
            if _changes(entry.inline, changed):
                yield from _edit(walk, entry, changed, escaper)
        elif id(entry) in fragments:
            from aligner.filters.html import write_fragment

            yield entry.first, entry.last, write_fragment(entry.text, fragments[id(entry)], language)
    for value in walk.values:
        if id(value) in changed:
            yield value.first, value.last, value.written(changed[id(value)].text)


def _edit(walk: Walk, entry: Entry, changed: dict[int, Content], escaper: Escaper) -> Iterator[Edit]:
    def put(inline: Inline) -> str | None:
        if not _changes(inline, changed):
            return None
        text = written(inline, changed.get(id(inline), inline.content), put, escaper, first=False)
        return text.replace('"', "&quot;") if inline.kind == "metadata" else text

    inline = entry.inline
    text = written(inline, changed.get(id(inline), inline.content), put, escaper, first=entry.starts_line)
    if entry.trailing and text.endswith("#"):
        text = text[:-1] + "\\#"
    last = entry.last
    if inline.cell and entry.room:
        room = entry.last - entry.first + entry.room
        text, last = text + " " * max(0, room - len(text)), entry.last + entry.room
    else:
        text = _lined(entry, text, walk.file.newline)
    if inline.cell and text.endswith("\\"):
        text += " "  # or the bar behind it would be no border
    yield entry.first, last, text.replace(FIXED, " ")
    if entry.underline is not None:
        begin, end = entry.underline
        if len(text) > end - begin:
            yield begin, end, walk.file.text[begin] * len(text)


def _lined(entry: Entry, text: str, newline: str) -> str:
    """The text in lines, where it had several or breaks them itwalk."""
    first, *rest = text.split(HARD)
    made = first.strip(" ")
    if entry.width >= _NARROWEST and not rest:
        made = filled(made, entry.width, entry.column, entry.prefix, newline, begins=_PLAIN.match)
    for part in rest:
        made = made.rstrip(" ") + newline + entry.prefix + part.removeprefix("\n").strip(" ")
    return made


def _changes(inline: Inline, changed: dict[int, Content]) -> bool:
    return id(inline) in changed or any(_changes(part.inline, changed) for part in inline.inner)
