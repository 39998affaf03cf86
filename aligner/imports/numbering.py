"""Inline elements that were read become codes: numbers that both sides share, kinds, what else their element said.

The inverse of ``aligner.exports.inline``: what an element says beyond what would be written for its code by default is
kept in ``Code.element``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from aligner.core.code import Code, Content
from aligner.core.unit import Unit
from aligner.exports.codetypes import Dialect, address_in, link_with, readable
from aligner.exports.inline import AROUND, PAIRS, element_of, nested
from aligner.imports.inline import Key, Raw, Side
from aligner.imports.report import ImportReport

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_GROUPS = {"span": "alone", "alone": "span"}


def numbered(sides: Sequence[Side], dialect: Dialect) -> list[Content]:
    """The sides with codes; codes that belong together have one id."""
    if not any(side.raw for side in sides):
        return [Content(side.text) for side in sides]
    _match_groups(sides)
    ids = _ids([raw.key for side in sides for raw in side.raw])
    return [Content(side.text, _codes(side.raw, ids, dialect)) for side in sides]


def _codes(given: Sequence[Raw], ids: Mapping[Key, int], dialect: Dialect) -> tuple[Code, ...]:
    """The codes; a pair of elements around text that nests is told apart from one that had to be a pair."""
    codes = [_code(raw, ids, dialect) for raw in given]
    bare = [not code.element and raw.name in PAIRS and raw.around for code, raw in zip(codes, given, strict=True)]
    if dialect == "tmx" or not any(bare):
        return tuple(codes)
    fits = nested(codes, dialect)
    for number, raw in enumerate(given):
        code = codes[number]
        if bare[number] and fits[number] and element_of(code, dialect, alone=False)[0][1] != raw.name:
            codes[number] = replace(code, element=element_of(code, dialect, alone=False, nested=False))
    return tuple(codes)


def sub_units(unit: Unit, source: Side, target: Side, report: ImportReport) -> Iterator[Unit]:
    """The texts that stand inside codes (a title, an alternative text) as units of their own."""
    if not source.subs and not target.subs:
        return
    for number, (one, two) in enumerate(zip_longest(source.subs, target.subs, fillvalue=""), 1):
        if one or two:
            report.read += 1
            yield replace(
                unit, source=one, target=two, id=f"{unit.id}-sub{number}" if unit.id else "", kind="1-1", before="",
                after="", source_places=(), target_places=(), source_codes=(), target_codes=(),
            )  # fmt: skip


def _match_groups(sides: Sequence[Side]) -> None:
    """A span may be without text on one side only: where an id is there but once, it is the same code on both."""
    first = {raw.key for raw in sides[0].raw}
    for side in sides[1:]:
        keys = {raw.key for raw in side.raw}
        for raw in side.raw:
            if raw.key[0] in _GROUPS and raw.key not in first:
                other = (_GROUPS[raw.key[0]], *raw.key[1:])
                if other in first and other not in keys:
                    raw.key = other


def _ids(keys: Sequence[Key]) -> dict[Key, int]:
    """A number for each key: the one that it is, where no other key has it, else the next free one."""
    found: dict[Key, int] = {}
    used: set[int] = set()
    for key in keys:
        if key[0] in _GROUPS and key not in found and _NUMBER.fullmatch(key[1]) and int(key[1]) not in used:
            found[key] = int(key[1])
            used.add(found[key])
    following = 0
    for key in keys:
        if key not in found:
            following += 1
            while following in used:
                following += 1
            found[key] = following
    return found


def _code(raw: Raw, ids: Mapping[Key, int], dialect: Dialect) -> Code:
    meaning, attributes = raw.meaning, raw.attributes
    equiv = attributes.get("equiv-text" if dialect == "xliff" else "equiv", "") if dialect != "tmx" else ""
    before, after, alone = raw.before, raw.after, not raw.around and raw.opens and raw.closes
    if alone and before and not after and not equiv and readable(before):
        equiv, before = before, ""
    href = address_in(before) if meaning.kind == "link" and not alone else ""
    if href and link_with(href) == (before, after):
        before = after = ""
    code = Code(
        raw.start, raw.end, ids[raw.key], meaning.kind, equiv, href, (before, after), raw.opens, raw.closes,
        meaning.breaks, meaning.keep or raw.blank,
    )  # fmt: skip
    said = attributes | {f"/{name}": value for name, value in raw.closing.items()}
    default = element_of(code, dialect, alone=not raw.around, nested=raw.name in AROUND)
    element: tuple[tuple[str, str], ...] = ()
    if (dialect, raw.name) != default[0] or said != dict(default[1:]):
        element = ((dialect, raw.name), *said.items())
    if raw.within and not raw.around and raw.within.end == raw.start and raw.within.around:
        element = (*(element or default), ("in", str(ids[raw.within.key])))
    return replace(code, element=element) if element else code
