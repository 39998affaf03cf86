"""The inline elements of TMX, XLIFF 1.2 and XLIFF 2 beside their text: one walk through a segment.

``aligner.imports.numbering`` makes codes of them. Where an element stands for a line break or a tab and no blank is
beside it, one is put into the text, and the element covers it: words never grow together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from aligner.exports.codetypes import Dialect, Meaning, meaning_of
from aligner.exports.inline import AROUND, PAIRS, WITH_MARKUP
from aligner.imports.xmlstream import Element, code_point, flat, local, reference

_ALONE = frozenset(("x", "ph", "ut", "it"))
_CLOSERS = {end: start for start, end in PAIRS.items()}
#: Elements of a text; anything else that stands in one is passed over, its text kept.
KNOWN = AROUND | _ALONE | PAIRS.keys() | _CLOSERS.keys()
#: White space that pretty-printing makes: it holds a line break.
_PRINTED = re.compile(r"(?<![ \t\r])[ \t\r]*+\n\s*+")
_WHITE = " \t\r\n"
_REFERENCES = frozenset(("dataRef", "dataRefStart", "dataRefEnd", "subFlows", "subFlowsStart", "subFlowsEnd", "ref"))
Key = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Raw:
    """An inline element and the span that it covers; ``key`` is what its counterpart on the other side shares."""

    start: int
    end: int
    name: str
    attributes: dict[str, str]
    before: str = ""
    after: str = ""
    closing: dict[str, str] = field(default_factory=dict)
    opens: bool = True
    closes: bool = True
    blank: bool = False
    is_open: bool = False
    key: Key = ()
    meaning: Meaning = field(default=Meaning())
    within: Raw | None = None

    @property
    def around(self) -> bool:
        return self.start < self.end and not self.blank


@dataclass(slots=True)
class Side:
    """One text as it was read: its codes are not numbered yet. ``subs`` are the texts that stand inside codes."""

    text: str = ""
    raw: list[Raw] = field(default_factory=list)
    subs: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, given: str | Side) -> Side:
        """A side, or a text without codes as one."""
        return cls(given) if isinstance(given, str) else given


def read_side(
    element: Element | None, dialect: Dialect, stored: Mapping[str, str] | None = None, *, tidy: bool = False
) -> Side:
    """The text of an element and its inline elements.

    Args:
        element: ``seg``, ``source``, ``target``, or a ``mrk`` that marks a segment.
        dialect: what its inline elements mean.
        stored: the native markup that XLIFF 2 keeps in ``originalData``, by id.
        tidy: take white space with a line break in it for that of pretty-printing.
    """
    if element is None:
        return Side()
    reader = _Reader(dialect, stored or {}, tidy)
    reader.put(element.text or "")
    if len(element):
        reader.walk(element)
    return reader.side()


class _Reader:
    """One walk through the children of an element; not by recursion, for a file may nest them thousands deep."""

    def __init__(self, dialect: Dialect, stored: Mapping[str, str], tidy: bool) -> None:
        self.dialect, self.stored, self.tidy = dialect, stored, tidy
        self.parts: list[str] = []
        self.at = 0
        self.printed = False
        self.raw: list[Raw] = []
        self.subs: list[str] = []
        #: Ends of spans that began before this text; spans that are open, by what closes them.
        self.ends: list[Raw] = []
        self.opened: dict[Key, Raw] = {}
        #: What has happened to which element since the last character; those of them that no span has closed around.
        self.recent: list[tuple[Raw, str]] = []
        self.loose: list[Raw] = []
        self.seen: Counter[Key] = Counter()

    def side(self) -> Side:
        """What was read, with what is still open open to the end."""
        text = "".join(self.parts)
        if self.printed:
            text = text.rstrip(_WHITE)
        for raw in self.raw:
            if raw.is_open:
                raw.end, raw.closes = len(text), False
            raw.start, raw.end = min(raw.start, len(text)), min(raw.end, len(text))
        return Side(text, [*self.ends, *self.raw], self.subs)

    def put(self, text: str) -> None:
        """More text; a blank first, where words would grow together at a code that parts them."""
        if self.tidy and "\n" in text:
            self.printed = "\n" in text[len(text.rstrip(_WHITE)) :]
            if not self.at and "\n" in text[: len(text) - len(text.lstrip(_WHITE))]:
                text = text.lstrip(_WHITE)
            text = _PRINTED.sub(" ", text)
        elif text:
            self.printed = False
        if not text:
            return
        if self.recent:
            if self.at and not text[0].isspace() and not self.parts[-1][-1].isspace():
                self.part()
            self.recent.clear()
            self.loose.clear()
        self.parts.append(text)
        self.at += len(text)

    def part(self) -> None:
        """Put a blank in at the first of the recent codes that stands for one."""
        parting: Raw | None = None
        for raw, event in self.recent:
            if parting is None:
                if event == "alone" and raw.meaning.breaks:
                    parting = raw
                    raw.blank, raw.end = True, raw.start + 1
                continue
            raw.start += event != "close"
            raw.end += 1
        if parting:
            self.parts.append(" ")
            self.at += 1

    def walk(self, element: Element) -> None:
        """All children, and theirs where they stand around text."""
        waiting: list[tuple[Iterator[Element], Raw | None, str]] = [(iter(element), None, "")]
        while waiting:
            child = next(waiting[-1][0], None)
            if child is None:
                _, raw, tail = waiting.pop()
                if raw:
                    self.closed(raw)
                self.put(tail)
                continue
            name, tail = local(child), child.tail or ""
            if name in AROUND and not (name == "mrk" and child.get("mtype") == "seg"):
                raw = self.made(child, name)
                self.recent.append((raw, "open"))
            elif name in KNOWN - AROUND:
                self.code(child, name)
                self.put(tail)
                continue
            elif name in ("", "cp"):
                self.put((code_point(child.get("hex", "")) if name else reference(child)) + tail)
                continue
            else:
                raw = None
            waiting.append((iter(child), raw, tail))
            self.put(child.text or "")

    def made(self, element: Element, name: str) -> Raw:
        """An element that begins here."""
        attributes = {
            str(key).replace("{http://www.w3.org/XML/1998/namespace}", "xml:"): str(value)
            for key, value in element.attrib.items()
        }
        attributes = {key: value for key, value in attributes.items() if key[:1] != "{"}
        if self.dialect == "xliff2":
            before, after = self.data(attributes, "dataRef", "dataRefStart"), self.data(attributes, "dataRefEnd")
        else:
            before, after = (flat(element, frozenset()), "") if name in WITH_MARKUP else ("", "")
            if len(element) and name in WITH_MARKUP:
                self.subs += [flat(sub, WITH_MARKUP) for sub in element.iter("{*}sub")]
        attributes = {key: value for key, value in attributes.items() if key not in _REFERENCES}
        if self.dialect == "tmx":
            attributes.pop("i", None)
        kept = attributes.get("translate") == "no" or attributes.get("mtype") == "protected"
        type_ = attributes.get("type", "")
        called = attributes.get("ctype", "") if self.dialect == "xliff" else attributes.get("subType", "") or type_
        equiv = attributes.get("equiv-text") or attributes.get("equiv") or attributes.get("disp") or ""
        meaning = meaning_of(self.dialect, called, type_, (before or equiv)[:256])
        raw = Raw(self.at, self.at, name, attributes, before, after, meaning=meaning)
        if kept and name in AROUND:
            raw.meaning = replace(meaning, keep=True)
        raw.key = self.key(element, raw)
        self.raw.append(raw)
        return raw

    def data(self, attributes: Mapping[str, str], *names: str) -> str:
        """The native markup that an element of XLIFF 2 refers to."""
        return "".join(self.stored.get(attributes[name], "") for name in names if name in attributes)

    def key(self, element: Element, raw: Raw) -> Key:
        """What an element has in common with its counterpart on the other side."""
        group = (
            "span" if raw.name in AROUND or raw.name in PAIRS or raw.name in _CLOSERS or raw.name == "it" else "alone"
        )
        if self.dialect == "tmx":
            if identity := element.get("x", ""):
                return (group, identity)
            if raw.name == "bpt" and (identity := element.get("i", "")):
                return ("i", identity)
        elif identity := element.get("startRef") or element.get("id") or element.get("mid") or "":
            return (group, identity)
        key = ("like", raw.name, raw.before, raw.attributes.get("type", ""))
        self.seen[key] += 1
        return (*key, str(self.seen[key]))

    def code(self, element: Element, name: str) -> None:
        """An element that stands alone, or opens or closes a span."""
        if name in _CLOSERS:
            self.close(element, name)
            return
        raw = self.made(element, name)
        where = raw.attributes.get("pos", "")
        if name in PAIRS or (name == "it" and where in ("begin", "open")):
            raw.is_open = True
            self.recent.append((raw, "open"))
            if name in PAIRS and raw.attributes.get("isolated") != "yes":
                for closer in _names(element, name, self.dialect):
                    self.opened[closer] = raw
        elif name == "it" and where in ("end", "close"):
            self.end(raw)
        else:
            self.recent.append((raw, "alone"))
            self.loose.append(raw)

    def close(self, element: Element, name: str) -> None:
        """The end of the span that was opened for it; without one, of a span that began before this text."""
        for closer in _names(element, _CLOSERS[name], self.dialect):
            raw = self.opened.pop(closer, None)
            if raw and raw.is_open:
                raw.is_open = False
                said = {str(key): str(value) for key, value in element.attrib.items()}
                raw.closing = {k: v for k, v in said.items() if k[:1] != "{" and k != "i" and k not in _REFERENCES}
                if self.dialect == "xliff2":
                    raw.after = self.data(said, "dataRef")
                else:
                    raw.after = flat(element, frozenset())
                    self.subs += [flat(sub, WITH_MARKUP) for sub in element.iter("{*}sub")]
                self.closed(raw)
                return
        self.end(self.made(element, name))

    def closed(self, raw: Raw) -> None:
        """A span ends here."""
        raw.end = self.at
        self.recent.append((raw, "close"))
        if raw.start < raw.end:
            for inner in self.loose:
                inner.within = raw
            self.loose.clear()
        else:
            self.loose.append(raw)

    def end(self, raw: Raw) -> None:
        """A span that began before this text ends here."""
        raw.start, raw.opens = 0, False
        self.ends.append(self.raw.pop())
        self.recent.append((raw, "close"))


def _names(element: Element, opener: str, dialect: Dialect) -> Iterator[Key]:
    """What the two elements of a span have in common, the surest first."""
    for name in ("i",) if dialect == "tmx" else ("startRef", "id") if dialect == "xliff2" else ("rid", "id"):
        if identity := element.get(name, ""):
            yield opener, identity
