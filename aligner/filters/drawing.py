"""Text of drawings (DrawingML: slides, charts, diagrams): paragraphs, their runs, labels of charts.

Source: ECMA-376, part 1, 21.1.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.core.code import CodeKind
from aligner.filters.inline import Native
from aligner.filters.relations import Relation
from aligner.filters.runs import Looks, Run
from aligner.readers.xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = frozenset(
    ("lang", "altLang", "dirty", "err", "smtClean", "smtId", "noProof", "bmk", "kern", "kumimoji", "normalizeH")
)
_UNSEEN_PARTS = frozenset(("ea", "cs", "sym", "extLst", "uFillTx", "uLnTx", "hlinkClick", "hlinkMouseOver"))
_OFF = frozenset(("0", "none", "noStrike", "false", "noneCap"))
#: Fields whose values are numbers.
_NUMBERS = ("slidenum", "VALUE", "PERCENTAGE", "XVALUE", "YVALUE", "BUBBLESIZE")


class DrawnLooks(Looks):
    """Looks of runs in drawings, where properties are attributes."""

    def look(self, properties: _Element | None) -> frozenset[tuple[str, str]]:
        """What is seen: no language, no proofing, no link."""
        if properties is None:
            return frozenset()
        items = [
            (str(name), str(value))
            for name, value in properties.attrib.items()
            if name not in _UNSEEN and value not in _OFF
        ]
        for one in properties:
            if (name := local(one)) and name not in _UNSEEN_PARTS:
                items.append((name, " ".join(f"{local(part)} {sorted(part.attrib.items())}" for part in one.iter())))
        return frozenset(items)

    def kind(self, look: frozenset[tuple[str, str]], base: frozenset[tuple[str, str]]) -> CodeKind:
        """By what the letters have and those around them have not."""
        extra = dict(look - base)
        raised = extra.get("baseline", "")
        if raised:
            return "sub" if raised.startswith("-") else "sup"
        kinds: tuple[tuple[str, CodeKind], ...] = (("b", "bold"), ("i", "italic"), ("u", "underline"))
        return next((kind for name, kind in kinds if name in extra), "other")


LOOKS = DrawnLooks()


def runs_of(paragraph: _Element, relations: dict[str, Relation]) -> Iterator[Run | Native]:
    """The parts of an ``a:p`` in their order."""
    links: dict[str, Native] = {}
    for child in paragraph:
        name = local(child)
        if name == "r":
            properties = _child(child, "rPr")
            yield Run(_text(child), properties, _link(properties, relations, links))
        elif name == "br":
            yield Native(child, "break", "\n")
        elif name == "fld":
            text = _text(child)
            kind = attribute(child, "type")
            if kind in _NUMBERS or not any(a.isalpha() for a in text):
                yield Native(child, "field", text)
            else:
                properties = _child(child, "rPr")
                yield Run(text, properties, _link(properties, relations, links), Native(child, "field"))
        elif name and name not in ("pPr", "endParaRPr"):
            yield Native(child)


def _child(element: _Element, name: str) -> _Element | None:
    return next((one for one in element if local(one) == name), None)


def _text(run: _Element) -> str:
    return "".join(str(one.text or "") for one in run if local(one) == "t")


def _link(properties: _Element | None, relations: dict[str, Relation], links: dict[str, Native]) -> Native | None:
    """The link of a run; runs with the same address are in one."""
    element = _child(properties, "hlinkClick") if properties is not None else None
    if element is None:
        links.clear()
        return None
    number = attribute(element, "id")
    if number not in links:
        links.clear()
        target = relations[number].target if number in relations and relations[number].outside else ""
        href = target if target.startswith(("http://", "https://", "mailto:")) else ""
        links[number] = Native(element, "link", href=href)
    return links[number]
