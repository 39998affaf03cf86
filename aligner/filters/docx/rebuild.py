"""A paragraph built again around another text: its properties, the text's runs, each code's elements at its place."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.core.code import Code, Content
from aligner.exports.xmltext import legal
from aligner.filters.docx.appearance import Properties, in_language
from aligner.filters.docx.block import Composed, Format, Range
from aligner.filters.docx.pieces import Alone, Part, Wrap
from aligner.filters.nesting import events
from aligner.readers.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CONTROL = re.compile("([\t\n])")


def rebuild(paragraph: _Element, composed: Composed, content: Content, language: str) -> None:
    """Fill the paragraph: this text, each code's elements at its place; what the content lacks stands at the end."""
    _Building(paragraph, composed, language).build(content)


class _Building:
    """One paragraph being built."""

    def __init__(self, paragraph: _Element, composed: Composed, language: str) -> None:
        self._composed = composed
        self._language = language
        namespace = paragraph.tag.rsplit("}", 1)[0] + "}" if "}" in paragraph.tag else ""
        self._drawn = "drawingml" in namespace
        self._namespace = namespace
        self._like = paragraph
        self._used: set[int] = set()  # codes whose own elements have found their place
        self._containers: list[_Element] = [paragraph]
        self._looks: list[Properties | None] = [composed.bases.get(0)]
        self._first: list[bool] = []  # is this the first time that a span is open?
        self._content = composed.content
        self._skip = False  # white space that follows is what a break stands for
        self._written: _Element | None = None  # the last run, if text can be added to it
        self._written_with: Properties | None = None
        for child in list(paragraph):
            if local(child) != "pPr":
                paragraph.remove(child)

    def build(self, content: Content) -> None:
        composed = self._composed
        behind: list[tuple[list[Part], Wrap | None]] = []
        for before, wrap, after in composed.frames:
            self._add(before)
            behind.append((after, wrap))
            if wrap is not None:
                self._containers.append(self._shell(wrap))
        self._text(composed.lead)
        content = self._content = self._completed(content)
        for kind, what in events(content, composed.parents):
            if isinstance(what, str):
                self._text(what.lstrip() if self._skip else what)
                self._skip = self._skip and not what.strip()
            elif kind == "open":
                self._begin(what)
            elif kind == "close":
                self._end(what)
            else:
                self._begin(what)
                if not isinstance(self._native(what), (Alone, Range)):
                    self._end(what)
        self._text(composed.trail)
        for after, wrap in reversed(behind):
            if wrap is not None:
                self._containers.pop()
                self._written = None
            self._add(after)

    def _native(self, code: Code) -> object:
        return self._composed.natives[-code.id if code.id < 0 else code.id]

    def _completed(self, content: Content) -> Content:
        """Only codes of this paragraph, each of them there; the marks of a range as codes that stand alone."""
        natives = self._composed.natives
        codes: list[Code] = []
        ends: dict[int, int] = {}
        seen: set[int] = set()
        for code in content.codes:
            native = natives.get(code.id)
            if native is None or (isinstance(native, Alone) and code.id in seen):
                continue
            if isinstance(native, Range):
                ends[code.id] = max(ends.get(code.id, 0), code.end)
                if code.id in seen:
                    continue
                code = replace(code, end=code.start)
            elif isinstance(native, Alone):
                code = replace(code, end=code.start)
            seen.add(code.id)
            codes.append(code)
        text = content.text
        for code in self._composed.content.codes:
            if code.id not in seen and not isinstance(natives[code.id], Format):
                kept = self._composed.content.text[code.start : code.end] if code.keep else ""
                text += " " if kept and text and not text[-1].isspace() else ""
                codes.append(replace(code, start=len(text), end=len(text) + len(kept)))
                ends.setdefault(code.id, len(text))
                text += kept
        for number, at in ends.items():
            if isinstance(natives[number], Range):
                codes.append(Code(at, at, -number))
        order = {id(code): at for at, code in enumerate(codes)}
        codes.sort(key=lambda code: (code.start, order[id(code)]))
        return Content(text, tuple(codes))

    def _begin(self, code: Code) -> None:
        native = self._native(code)
        if isinstance(native, Alone):
            self._alone(native, code.start)
            return
        self._written = None
        if isinstance(native, Format):
            self._looks.append(native.properties)
        elif isinstance(native, Range):
            self._add([native.end if code.id < 0 else native.start])
        elif isinstance(native, Wrap):
            self._open(code, native)

    def _alone(self, native: Alone, at: int) -> None:
        """Put down what stands alone, with the white space that was around it."""
        text = self._content.text
        if native.separates:
            self._trim()
        if native.before and (native.separates or not text[at - 1 : at].isspace()):
            self._text(native.before)
        self._written = None
        self._add(native.parts)
        if native.after and (native.separates or not text[at : at + 1].isspace()):
            self._text(native.after)
        self._skip = native.separates

    def _open(self, code: Code, wrap: Wrap) -> None:
        again = code.id in self._used
        self._used.add(code.id)
        self._first.append(not again)
        self._looks.append(self._composed.bases.get(code.id, self._looks[-1]))
        if wrap.element is not None:
            if not again:
                self._containers.append(self._shell(wrap))
            elif wrap.once:
                self._containers.append(self._containers[-1])
            else:
                like = wrap.element
                shell = deepcopy(like)
                del shell[:]
                self._containers[-1].append(shell)
                self._containers.append(shell)
            return
        self._containers.append(self._containers[-1])
        if not again:
            self._add(wrap.opening)
        elif not wrap.once and wrap.closing:
            self._add([(deepcopy(one), run) for one, run in wrap.opening])

    def _end(self, code: Code) -> None:
        native = self._native(code)
        self._written = None
        if isinstance(native, Format):
            self._looks.pop()
        elif isinstance(native, Wrap):
            self._containers.pop()
            self._looks.pop()
            if self._first.pop():
                self._add(native.closing)
            elif not native.once and native.opening:
                self._add([(deepcopy(one), run) for one, run in native.closing])

    def _shell(self, wrap: Wrap) -> _Element:
        """The span's own element, empty, in its place; where its content goes."""
        element = wrap.element
        assert element is not None
        inside = element
        for child in list(element):
            name = local(child)
            if name in ("sdtContent", "rubyBase"):
                inside = child
            elif name == "sdtPr":
                unbind(child)
            elif not name.endswith("Pr") and name not in ("rt", "fldData"):
                element.remove(child)
        for child in list(inside) if inside is not element else ():
            inside.remove(child)
        self._add([(element, wrap.run)])
        self._written = None
        return inside

    def _add(self, parts: list[Part]) -> None:
        """Put elements into the open container, those of runs into runs of their own."""
        into = self._containers[-1]
        holder: _Element | None = None
        last_run: _Element | None = None
        for element, run in parts:
            element.tail = None
            if run is None:
                into.append(element)
                last_run = None
                continue
            if run is not last_run:
                holder = run.makeelement(run.tag)
                for name, value in run.attrib.items():
                    holder.set(name, value)
                if (properties := next((one for one in run if local(one) == "rPr"), None)) is not None:
                    holder.append(in_language(properties, self._language, drawn=self._drawn))
                into.append(holder)
                last_run = run
            assert holder is not None
            holder.append(element)

    def _text(self, text: str) -> None:
        """Write text in the look of the place."""
        text = legal(text)
        if not text:
            return
        properties = self._looks[-1]
        if self._written is None or properties is not self._written_with:
            run = self._like.makeelement(f"{self._namespace}r")
            if properties is not None:
                run.append(properties.copy(self._language, drawn=self._drawn))
            self._containers[-1].append(run)
            self._written, self._written_with = run, properties
        run = self._written
        for part in _CONTROL.split(text) if "\t" in text or "\n" in text else (text,):
            if part == "\t" and not self._drawn:
                run.append(run.makeelement(f"{self._namespace}tab"))
            elif part == "\n" and not self._drawn:
                run.append(run.makeelement(f"{self._namespace}br"))
            elif part:
                self._letters(run, part)

    def _letters(self, run: _Element, text: str) -> None:
        last = run[-1] if len(run) else None
        if last is not None and last.tag == f"{self._namespace}t":
            last.text = (last.text or "") + text
            return
        words = run.makeelement(f"{self._namespace}t")
        words.text = text
        if not self._drawn:
            words.set(_SPACE, "preserve")
        run.append(words)

    def _trim(self) -> None:
        """Take the white space that stands before a break out of the text written last."""
        into = self._containers[-1]
        run = into[-1] if len(into) else None
        if run is None or run.tag != f"{self._namespace}r" or not len(run):
            return
        words = run[-1]
        if words.tag == f"{self._namespace}t" and words.text:
            words.text = words.text.rstrip()


def unbind(properties: _Element) -> None:
    """Take a content control's binding to data away: what it shows would be overwritten with them."""
    for one in list(properties):
        if local(one) == "dataBinding":
            properties.remove(one)
