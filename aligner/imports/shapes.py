"""Shapes of TMX units: a program writes the same elements again and again, and only what stands in them differs.

From a plain unit a pattern is made that holds its tags and names to the letter and has a group for every value. The
next units of that shape give their values in one match, with nothing looked up by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

#: Attributes as programs plainly write them; one of them; a note or a prop.
NAMED = r'(?:\s++(?:xml:lang|[A-Za-z][\w-]*+)="[^"]*+")*+'
ATTRIBUTE = re.compile(r'(?<![\w:-])([\w:-]++)="([^"]*)"', re.ASCII)
SAID = re.compile(rf"<(note|prop)({NAMED})>([^<]*)<", re.ASCII)
_BLANKS = "[ \\t\\r\\n]*+"
_VALUE = '[^"<&\\n\\t\\r]*+'
_TEXT = "[^<]*+"
#: Nothing but blanks is no text; a unit that begins with one is looked at closely, not by its shape.
_SEGMENT = r"([^<\s][^<]*+)"
#: What is told of a unit, in this order: None for props that it has not, empty for attributes.
FIELDS = ("tuid", "creationdate", "creationid", "changedate", "changeid")
PROPS = (
    "x-document",
    "x-origin",
    "x-status",
    "x-align-type",
    "x-align-score",
    "x-mt-score",
    "x-context-pre",
    "x-context-post",
    "x-created",
    "x-creator",
)
#: Props that say nothing outside a document.
PASSED = ("x-source-layout", "x-target-layout")
#: So many shapes are kept, and so many units looked at to learn them.
SHAPES, LESSONS = 8, 100


class Values(NamedTuple):
    """The values of one unit as the file has them, references resolved; ``properties`` is JSON."""

    source_language: str
    target_language: str
    source: str
    target: str
    tuid: str
    created: str
    creator: str
    changed: str
    changer: str
    note: str
    document: str | None
    origin: str | None
    status: str | None
    kind: str | None
    confidence: str | None
    score: str | None
    before: str | None
    after: str | None
    x_created: str | None
    x_creator: str | None
    properties: str


#: ``srclang`` and the two languages -> which of them is the source; less than 0 where the unit would be refused.
Direction = Callable[[str, str, str], int]


class Shape:
    """One shape: its pattern, and where in the pattern's groups the values stand."""

    def __init__(self, pattern: str, constants: list[Any], places: list[int], others: list[tuple[str, int]]) -> None:
        """``places`` count through the groups and then the constants; ``others`` are props that mean nothing to us."""
        self.pattern = pattern
        self.match = re.compile(pattern).match
        self.constants = tuple(constants)
        self.order: Callable[[Sequence[Any]], tuple[Any, ...]] = itemgetter(*places)
        self.others = others

    def values(self, groups: tuple[str, ...]) -> tuple[Any, ...]:
        """What ``Values`` names, from the groups of a match."""
        made = self.order(groups + self.constants)
        if self.others:
            kept = json.dumps([(name, groups[at]) for name, at in self.others], ensure_ascii=False)
            made = (*made[:-1], kept)
        return made


def shape_of(unit: Sequence[str], direction: Direction) -> Shape | None:
    """The shape of a plain unit; None where it has what no shape can hold.

    ``unit`` is what the general pattern found: the attributes and the head of ``tu``, then attributes, head and text
    of either variant. ``direction`` says by ``srclang`` and both languages which variant is the source.
    """
    given, head, first, first_head, _, second, second_head, _ = unit
    if first_head or second_head:
        return None
    groups: dict[str, int] = {}
    others: list[tuple[str, int]] = []
    count = 0
    parts = [_BLANKS + "<tu"]
    attributes = ATTRIBUTE.findall(given)
    for name, value in attributes:
        if name in FIELDS:
            groups[name] = count
            count += 1
        inner = re.escape(value) if name == "srclang" else f"({_VALUE})" if name in FIELDS else _VALUE
        parts.append(rf' ++{re.escape(name)}="{inner}"')
    parts.append(">")
    for name, said, _ in SAID.findall(head):
        kind = dict(ATTRIBUTE.findall(said)).get("type", "") if name == "prop" else name
        if name == "note" and "note" in groups:
            return None
        parts.append(f"{_BLANKS}<{name}{_named(said, 'type')}>")
        if name == "note" or (kind in PROPS and kind not in groups):
            groups[kind] = count
        elif kind in PASSED and kind not in groups:
            groups[kind] = -1
        else:
            others.append((kind, count))
        parts.append(f"({_TEXT})</{name}>")
        count += 1
    tags = []
    for variant in (first, second):
        named = dict(ATTRIBUTE.findall(variant))
        tags.append(named.get("xml:lang") or named.get("lang") or "")
        parts.append(
            f"{_BLANKS}<tuv{_named(variant, 'xml:lang', 'lang')}>{_BLANKS}<seg>{_SEGMENT}</seg>{_BLANKS}</tuv>"
        )
    parts.append(_BLANKS + "</tu>")
    first_is = direction(dict(attributes).get("srclang", ""), tags[0], tags[1])
    if first_is < 0:
        return None
    # After the groups stand the two languages, an empty text and nothing.
    texts, count = (count, count + 1), count + 2
    languages = (count, count + 1)
    constants = [*tags, "", None]
    count += 2
    places = [*languages, *texts] if first_is == 0 else [*languages[::-1], *texts[::-1]]
    places += [groups.get(name, count) for name in (*FIELDS, "note")]
    places += [groups.get(name, count + 1) for name in PROPS]
    return Shape("".join(parts), constants, [*places, count], others)


def _named(attributes: str, *literal: str) -> str:
    """A pattern for attributes with these names in this order; the ``literal`` ones with their values too."""
    return "".join(
        rf' ++{re.escape(name)}="{re.escape(value) if name in literal else _VALUE}"'
        for name, value in ATTRIBUTE.findall(attributes)
    )
