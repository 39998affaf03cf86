"""A text with its codes as the inline elements of TMX, XLIFF 1.2 or XLIFF 2.

What a code does not say of its element (``Code.element``) is what is written by default, so codes of documents get:

======================  ================  =====================  ===========================
code                    TMX               XLIFF 1.2              XLIFF 2
======================  ================  =====================  ===========================
alone                   ``ph``            ``x``, or ``ph``       ``ph``
span                    ``bpt``, ``ept``  ``g``, ``bpt ept``,    ``pc``, or ``sc``, ``ec``
                                          or ``bx``, ``ex``
piece of a span         ``it``            ``it``                 ``sc``, ``ec``, isolated
======================  ================  =====================  ===========================

The second choice of XLIFF 1.2 is for codes with native markup, the last one for spans that overlap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aligner.core.code import Code, Content
from aligner.exports.codetypes import Dialect, link_with, names_of
from aligner.exports.xmltext import escape, quote

#: Elements around text; the others stand alone, and open or close a span where they come in pairs.
AROUND = frozenset(("g", "mrk", "hi", "pc"))
PAIRS = {"bpt": "ept", "bx": "ex", "sc": "ec", "sm": "em"}
#: Elements whose content is native markup.
WITH_MARKUP = frozenset(("bpt", "ept", "ph", "it", "ut"))
_ELEMENTS: dict[str, frozenset[str]] = {
    "tmx": frozenset(("bpt", "ph", "it", "ut", "hi")),
    "xliff": frozenset(("g", "x", "bx", "ex", "bpt", "ept", "ph", "it", "mrk")),
    "xliff2": frozenset(("pc", "ph", "sc", "ec", "mrk", "sm", "em")),
}
_NAME = re.compile(r"(?:xml:)?[A-Za-z_][A-Za-z0-9_.-]*")
Element = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Markup:
    """How one file writes: its dialect, how it escapes text; the native markup of a unit of XLIFF 2, by its id."""

    dialect: Dialect
    escape: Callable[[str], str] = escape
    stored: dict[str, str] = field(default_factory=dict)

    def reference(self, text: str) -> str:
        """The id of some native markup in ``originalData``."""
        return self.stored.setdefault(text, f"d{len(self.stored) + 1}")


def is_blank(code: Code, text: str) -> bool:
    """Does the code cover no more than the blank that it reads as? Then it is written without it."""
    return code.breaks and code.keep and text[code.start : code.end] == " "


def element_of(code: Code, dialect: Dialect, *, alone: bool, nested: bool = True) -> Element:
    """The element that a code is written as unless it has one of its own: format and name, then attributes.

    Names that begin with ``/`` are attributes of the element that closes the span.
    """
    identity = str(code.id)
    markup = any(native(code))
    text = native(code)[0] or code.equiv
    kind = names_of(code.kind, code.breaks, code.keep and not (code.breaks and alone), dialect, text)
    piece = not (code.opens and code.closes)
    if dialect == "tmx":
        name = "it" if piece else "ph" if alone else "bpt"
        where = (("pos", "begin" if code.opens else "end"),) if piece else ()
        return (("tmx", name), *where, ("x", identity), *kind)
    equiv = (("equiv-text" if dialect == "xliff" else "equiv", code.equiv),) if code.equiv else ()
    if dialect == "xliff":
        if piece:
            return (("xliff", "it"), ("id", identity), ("pos", "open" if code.opens else "close"), *kind, *equiv)
        if alone:
            return (("xliff", "ph" if markup else "x"), ("id", identity), *kind, *equiv)
        if nested and not markup:
            return (("xliff", "g"), ("id", identity), *kind, *equiv)
        pair = (("id", identity), ("rid", identity), *kind, ("/id", identity), ("/rid", identity))
        return (("xliff", "bpt" if markup else "bx"), *pair)
    if piece:
        return (("xliff2", "sc" if code.opens else "ec"), ("id", identity), ("isolated", "yes"), *kind, *equiv)
    if alone:
        return (("xliff2", "ph"), ("id", identity), *kind, *equiv)
    if nested:
        return (("xliff2", "pc"), ("id", identity), *kind)
    return (("xliff2", "sc"), ("id", identity), *kind, ("/startRef", identity))


def native(code: Code) -> tuple[str, str]:
    """The native markup of a code; a link that came without has its address."""
    return link_with(code.href) if code.href and not any(code.data) and not code.alone else code.data


def written(content: Content, markup: Markup) -> str:
    """The content as the inside of a segment."""
    if not content.codes:
        return markup.escape(content.text)
    return _Writer(content, markup).text()


class _Writer:
    """The tags of one content by their places."""

    def __init__(self, content: Content, markup: Markup) -> None:
        self.content, self.markup = content, markup
        self.pairs = 0
        self.closings: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        self.openings: dict[int, list[str]] = defaultdict(list)
        self.blanks: set[int] = set()

    def text(self) -> str:
        text = self.content.text
        fits = nested(self.content.codes, self.markup.dialect)
        inside: dict[tuple[int, str], list[str]] = defaultdict(list)
        ends: dict[tuple[int, str], int] = {}
        for number, code in enumerate(self.content.codes):
            blank = is_blank(code, text)
            if not code.opens and not code.closes:
                continue  # nothing of it stands in this text
            if code.opens and code.closes and not code.alone and not blank:
                opening, closing = self.span(code, fits[number])
                self.openings[code.start].append(opening)
                self.closings[code.end].append((number, number, closing))
                ends[code.end, str(code.id)] = number
                continue
            if blank:
                self.blanks.add(code.start)
            tag = self.alone(code)
            if not code.opens or not code.closes:
                if code.opens:
                    self.openings[code.start].append(tag)
                else:
                    self.closings[code.end].append((-1, number, tag))
                    ends[code.end, str(code.id)] = number
            elif (key := (code.start, dict(code.element).get("in", ""))) in ends:
                inside[key].append(tag)
            else:
                self.openings[code.start].append(tag)
        last = {number: inside[key] for key, number in ends.items() if key in inside}
        parts: list[str] = []
        at = 0
        for place in sorted({*self.closings, *self.openings}):
            parts.append(self.markup.escape(text[at:place]) if at < place else "")
            for _, number, tag in sorted(self.closings.get(place, ()), key=lambda one: -one[0]):
                parts += (*last.get(number, ()), tag)
            parts += self.openings.get(place, ())
            at = place + (place in self.blanks)
        return "".join([*parts, self.markup.escape(text[at:])])

    def span(self, code: Code, fits: bool) -> tuple[str, str]:
        """The tags before and after the text of a span."""
        dialect = self.markup.dialect
        element = own_element(code, dialect)
        if not element or (element[0][1] in AROUND and not fits) or element[0][1] not in {*AROUND, *PAIRS}:
            element = element_of(code, dialect, alone=False, nested=fits)
        name = element[0][1]
        before, after = native(code)
        if name in AROUND:
            return f"<{name}{self.around(element, before, after)}>", f"</{name}>"
        return self.pair(element, before, after)

    def around(self, element: Element, before: str, after: str) -> str:
        """The attributes of an element around text."""
        if element[0][1] != "pc":
            return _attributes(element[1:])
        return _attributes((*element[1:], *_references(self.markup, ("dataRefStart", before), ("dataRefEnd", after))))

    def pair(self, element: Element, before: str, after: str) -> tuple[str, str]:
        """The two elements of a span that need not nest."""
        name = element[0][1]
        self.pairs += 1
        number = (("i", str(self.pairs)),) if self.markup.dialect == "tmx" else ()
        opening = _tag(self.markup, name, (*number, *(one for one in element[1:] if one[0][:1] != "/")), before)
        closed = tuple((key[1:], value) for key, value in element[1:] if key[:1] == "/")
        return opening, _tag(self.markup, PAIRS[name], (*number, *closed), after)

    def alone(self, code: Code) -> str:
        """The tag of a code that stands alone, or of one end of a span."""
        dialect = self.markup.dialect
        piece = not (code.opens and code.closes)
        element = own_element(code, dialect) or element_of(code, dialect, alone=True)
        name = element[0][1]
        before, after = native(code)
        if name in PAIRS and not piece:
            return "".join(self.pair(element, before, after))
        if name in AROUND and not piece:
            return f"<{name}{self.around(element, before, after)}/>"
        if piece and name not in ("it", "sc", "ec", "bx", "ex"):
            element = element_of(code, dialect, alone=True)
            name = element[0][1]
        names = dict(element)
        said = before + after or ("" if "equiv-text" in names or "equiv" in names else code.equiv)
        return _tag(self.markup, name, element[1:], said)


def own_element(code: Code, dialect: Dialect) -> Element:
    """The element that a code came with, if it was in this dialect."""
    if not code.element or code.element[0][0] != dialect or code.element[0][1] not in _ELEMENTS[dialect]:
        return ()
    return code.element


def _tag(markup: Markup, name: str, attributes: Element, said: str) -> str:
    """An element with its native markup."""
    if markup.dialect == "xliff2":
        return f"<{name}{_attributes((*attributes, *_references(markup, ('dataRef', said))))}/>"
    if name in WITH_MARKUP and said:
        return f"<{name}{_attributes(attributes)}>{escape(said)}</{name}>"
    return f"<{name}{_attributes(attributes)}/>"


def _references(markup: Markup, *given: tuple[str, str]) -> Element:
    return tuple((name, markup.reference(text)) for name, text in given if text)


def _attributes(pairs: Element) -> str:
    """Attributes of an element that opens or stands alone; what can be no name, or stands for a place, is left out."""
    kept = {name: value for name, value in pairs if name != "in" and _NAME.fullmatch(name)}
    return "".join(f" {name}={quote(value)}" for name, value in kept.items())


def nested(codes: Sequence[Code], dialect: Dialect) -> list[bool]:
    """For each code, whether an element around its text lies within those that are open where it begins."""
    found: list[bool] = []
    ends: list[int] = []
    for code in codes:
        element = own_element(code, dialect) or element_of(code, dialect, alone=code.alone)
        while ends and ends[-1] <= code.start:
            ends.pop()
        found.append(not ends or code.end <= ends[-1])
        if found[-1] and not code.alone and code.opens and code.closes and element[0][1] in AROUND:
            ends.append(code.end)
    return found
