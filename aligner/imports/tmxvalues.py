"""Values of plain TMX units as the parser gives them, for the memory, which takes units by columns.

Programs write the same elements again and again: what a unit with these elements, languages and types of props says,
and where, is found out once. The values of a unit are those that ``tmx.units`` puts into its ``Unit``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from aligner.imports.xmlstream import NAMES, XML_LANG, Element

#: Attributes of a unit, and props, in the order of ``Values``; empty, or None, for those that a unit has not.
ATTRIBUTES = ("tuid", "creationdate", "creationid", "changedate", "changeid")
PROPS = (
    "x-document", "x-origin", "x-status", "x-align-type", "x-align-score", "x-mt-score", "x-context-pre",
    "x-context-post", "x-created", "x-creator",
)  # fmt: skip
#: Props that the memory has no use for.
_PASSED = ("x-source-layout", "x-target-layout", "x-match")
_SHAPES = 1000


class Values(NamedTuple):
    """The values of one unit as the file has them; ``properties`` is JSON."""

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
_Shape = tuple[Callable[[Sequence[Any]], tuple[Any, ...]], tuple[Any, ...], list[tuple[str, int]]]


class PlainUnits:
    """Takes the values of units of two languages without inline elements."""

    def __init__(self, direction: Direction) -> None:
        """``direction`` is asked once for each shape."""
        self.direction = direction
        self.shapes: dict[tuple[Any, ...], _Shape | None] = {}

    def values(self, unit: Element) -> tuple[Any, ...] | None:
        """What ``Values`` names; None for a unit that is to be read element by element."""
        children = list(unit)
        if len(children) < 2:
            return None
        one, two = children[-2:]
        if len(one) != 1 or len(two) != 1 or len(one[0]) or len(two[0]):
            return None
        source, target = one[0].text, two[0].text
        if not source or not target or source.isspace() or target.isspace():
            return None
        heads = children[:-2]
        names, said = unit.keys(), unit.values()
        srclang = unit.get("srclang") if "srclang" in names else ""
        key = (
            srclang, one.get(XML_LANG), two.get(XML_LANG), one[0].tag, two[0].tag, *names,
            *[child.tag for child in children], *[child.get("type") for child in heads],
        )  # fmt: skip
        shape = self.shapes.get(key)
        if shape is None:
            if key in self.shapes or len(self.shapes) == _SHAPES:
                return None
            shape = self.shapes[key] = self.shape(srclang, names, heads, one, two)
            if shape is None:
                return None
        order, constants, others = shape
        texts = [child.text or "" for child in heads]
        made = order((*texts, source, target, *said, *constants))
        if others:
            kept = json.dumps([(name, texts[at]) for name, at in others], ensure_ascii=False)
            made = (*made[:-1], kept)
        return made

    def shape(
        self, srclang: str, names: Sequence[str], heads: Sequence[Element], one: Element, two: Element
    ) -> _Shape | None:
        """Where the values of such units stand; None if they are none that can be taken so."""
        named = [NAMES[part.tag] for part in (one, one[0], two, two[0])]
        tags = one.get(XML_LANG), two.get(XML_LANG)
        if named != ["tuv", "seg", "tuv", "seg"] or not all(tags):
            return None
        places: dict[str, int] = {}
        others: list[tuple[str, int]] = []
        for at, child in enumerate(heads):
            name, kind = NAMES[child.tag], child.get("type", "")
            if name == "tuv" or (name == "note" and "note" in places):
                return None
            if name == "note" or (name == "prop" and kind in PROPS and kind not in places):
                places["note" if name == "note" else kind] = at
            elif name == "prop" and (kind not in _PASSED or kind in places):
                others.append((kind, at))
            elif name == "prop":
                places[kind] = at
        first = self.direction(srclang, *tags)
        if first < 0:
            return None
        count = len(heads)
        empty = count + 2 + len(names) + 2  # after the values: the languages, an empty text, nothing
        order = [empty - 2 + first, empty - 1 - first, count + first, count + 1 - first]
        order += [count + 2 + names.index(name) if name in names else empty for name in ATTRIBUTES]
        order += [places.get("note", empty), *(places.get(name, empty + 1) for name in PROPS), empty]
        return itemgetter(*order), (*tags, "", None), others
