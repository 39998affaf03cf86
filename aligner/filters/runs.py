"""Paragraphs that are a row of runs, each with all of its properties: DrawingML (slides, charts) and spreadsheets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aligner.core.code import CodeKind, Content
from aligner.exports.xmltext import legal
from aligner.filters.found import Found
from aligner.filters.inline import Gathered, Native
from aligner.filters.rebuilding import Cursor, rebuilt
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Characters of a text that are codes: tabs, line ends, and spaces that are layout.
_RAW = re.compile(r"([\t\n\v]| {3,})")
_RAW_TAG = "raw"
#: Stands for the properties of a run that has none.
_PLAIN_TAG = "rPr"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: What comes behind a link among a run's properties.
_AFTER_LINK = frozenset(("hlinkMouseOver", "rtl", "extLst"))
_LINKS = frozenset(("hlinkClick", "hlinkMouseOver"))


@dataclass(slots=True)
class Run:
    """A run: its text, its properties, the link and the field that it is in."""

    text: str
    properties: _Element | None = None
    link: Native | None = None
    field: Native | None = None


def gather(parts: Iterable[Run | Native], looks: Looks) -> tuple[Gathered, _Element | None]:
    """The paragraph's parts as text with codes, and the properties of most of its text, which make no code."""
    parts = list(parts)
    if len(parts) == 1 and isinstance(parts[0], Run):
        # By far the most common paragraph: all of it looks alike.
        only = parts[0]
        if only.link is None and only.field is None and _RAW.search(only.text) is None:
            gathered = Gathered()
            gathered.text(only.text)
            return gathered, only.properties
    weights: Counter[Hashable] = Counter()
    properties: dict[Hashable, _Element | None] = {}
    for part in parts:
        if isinstance(part, Run):
            look = looks.look(part.properties)
            weights[look] += len(part.text.strip())
            properties.setdefault(look, part.properties)
    base = weights.most_common(1)[0][0] if weights else None
    made = _Making(looks, base)
    for part in parts:
        if isinstance(part, Run):
            made.run(part)
        else:
            if part.breaks or part.is_line_end:
                made.sync([])
            made.gathered.alone(part)
    made.sync([])
    return made.gathered, properties.get(base)


class Looks:
    """What is seen of a run's properties; a format has its own."""

    def look(self, properties: _Element | None) -> frozenset[tuple[str, str]]:
        """Names and values."""
        raise NotImplementedError

    def kind(self, look: frozenset[tuple[str, str]], base: frozenset[tuple[str, str]]) -> CodeKind:
        """The kind of code for letters that look so in text that looks like the base."""
        raise NotImplementedError


class _Making:
    """Spans are opened and closed as the runs want it."""

    def __init__(self, looks: Looks, base: Hashable) -> None:
        from lxml.etree import Element

        self.gathered = Gathered()
        self._looks = looks
        self._base = base
        self._element = Element
        self._open: list[tuple[Hashable, Native]] = []

    def run(self, run: Run) -> None:
        wanted: list[tuple[Hashable, Native]] = [(id(one), one) for one in (run.link, run.field) if one is not None]
        look = self._looks.look(run.properties)
        if look != self._base:
            base = self._base if isinstance(self._base, frozenset) else frozenset()
            properties = self._element(_PLAIN_TAG) if run.properties is None else run.properties
            wanted.append((look, Native(properties, self._looks.kind(look, base), look=look)))
        for number, text in enumerate(_RAW.split(run.text)):
            if not text:
                continue
            if number % 2 == 0:
                self.sync(wanted)
                self.gathered.text(text)
                continue
            self.sync([])
            self.sync(wanted)
            raw = self._element(_RAW_TAG)
            raw.text = text if text != "\v" else "\n"
            line = text in "\n\v"
            self.gathered.alone(Native(raw, "break" if line else "tab", "\n" if line else text, breaks=not line))
            self.sync([])

    def sync(self, wanted: list[tuple[Hashable, Native]]) -> None:
        """Have these spans open, the outer first."""
        same = 0
        while same < min(len(wanted), len(self._open)) and self._open[same][0] == wanted[same][0]:
            same += 1
        while len(self._open) > same:
            self._open.pop()
            self.gathered.close()
        for key, native in wanted[same:]:
            # A span that was closed may be needed again: each is an object of its own.
            fresh = Native(native.element, native.kind, href=native.href, look=native.look)
            self._open.append((key, fresh))
            self.gathered.open(fresh)


@dataclass(slots=True, eq=False)
class Paragraph(Found):
    """A block that is a row of runs; ``properties`` are those of text without a code."""

    properties: _Element | None = None

    def put(self, content: Content, language: str, /) -> None:
        """Write its runs again."""
        cursor = RunCursor(self.element, self.properties, language)
        rebuilt(cursor, self.gathered, content)
        cursor.finish()


class RunCursor(Cursor):
    """Writes runs: ``r`` with its properties and a ``t``, in the namespace of the paragraph."""

    def __init__(self, paragraph: _Element, properties: _Element | None, language: str) -> None:
        """At the beginning of the paragraph; its properties stay, those of its end too."""
        self._paragraph = paragraph
        self._space = str(paragraph.tag).rpartition("}")[0]
        self._space += "}" if self._space else ""
        self._properties = properties
        self._language = language
        first = [one for one in paragraph if local(one) == "pPr"]
        self._ends = [one for one in paragraph if local(one) in ("endParaRPr",)]
        super().__init__(paragraph)
        paragraph.extend(first)
        self._spans: list[_Element] = []
        self._text: _Element | None = None
        self._in: list[_Element] = []

    def text(self, text: str) -> None:
        """Text in a run of its own, or in the last one."""
        if not text:
            return
        text = legal(text)
        self._blank = text[-1:].isspace()
        self._write(text, self._spans)

    def open(self, native: Native, _again: bool, /) -> None:
        """A span begins: the runs in it have its properties."""
        self._spans += (native.element, *native.inner)

    def close(self, native: Native, _again: bool, /) -> None:
        """A span ends."""
        del self._spans[len(self._spans) - 1 - len(native.inner) :]

    def alone(self, native: Native) -> None:
        """Something that stands alone: an element, or a tab that is a character."""
        if native.element.tag == _RAW_TAG:
            self._write(str(native.element.text), [*self._spans, *native.wraps])
            self._blank = False
        else:
            self._text = None
            self._append(native.element)

    def finish(self) -> None:
        """What stands at the paragraph's end. A text without a run, where there are runs as well, gets one."""
        if len(self._paragraph) > 1:
            for plain in [one for one in self._paragraph if local(one) == "t"]:
                run = self._paragraph.makeelement(f"{self._space}r")
                plain.addprevious(run)
                run.append(plain)
        self._paragraph.extend(self._ends)

    def _write(self, text: str, spans: list[_Element]) -> None:
        """Text in a run of its own, or in the last one if that is the same."""
        if self._text is None or self._in != spans:
            self._text, self._in = self._run(spans), list(spans)
        self._text.text = (self._text.text or "") + text
        # DrawingML keeps white space by itself, and does not know the attribute.
        if self._text.text != self._text.text.strip() and "spreadsheetml" in self._space:
            self._text.set(_SPACE, "preserve")

    def _run(self, spans: list[_Element]) -> _Element:
        properties, link, field = self._properties, None, None
        for one in spans:
            name = local(one)
            if name == "rPr":
                properties = None if one.tag == _PLAIN_TAG else one
            elif name == "hlinkClick":
                link = one
            elif name == "fld":
                field = one
        plain = properties is None and link is None and field is None
        if plain and "spreadsheetml" in self._space and not len(self._paragraph):
            return self._made(self._paragraph, f"{self._space}t")
        tag = f"{self._space}r" if field is None else field.tag
        attributes = {} if field is None else {str(name): str(value) for name, value in field.attrib.items()}
        run = self._made(self._paragraph, tag, attributes)
        if properties is not None or link is not None:
            run.append(self._run_properties(properties, link))
        if field is not None:
            run.extend(deepcopy(one) for one in field if local(one) == "pPr")
        return self._made(run, f"{self._space}t")

    def _run_properties(self, properties: _Element | None, link: _Element | None) -> _Element:
        if properties is None:
            made = self._paragraph.makeelement(f"{self._space}rPr")
        else:
            made = deepcopy(properties)
            made.tail = None
        for one in [one for one in made if local(one) in _LINKS]:
            made.remove(one)
        if made.get("lang"):
            made.set("lang", self._language)
        if link is not None:
            behind = next((one for one in made if local(one) in _AFTER_LINK), None)
            if behind is None:
                made.append(deepcopy(link))
            else:
                behind.addprevious(deepcopy(link))
        return made
