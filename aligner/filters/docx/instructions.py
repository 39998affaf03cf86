"""Texts in the instructions of fields: entries of an index (XE) or table of contents (TC), what MACROBUTTON shows.

Source: ECMA-376, part 1, 17.16.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.core.code import Code, Content
from aligner.exports.xmltext import legal
from aligner.readers.xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The text, between quotation marks; that of MACROBUTTON is all behind the macro's name.
_ENTRY = re.compile(r'\s*+(?:XE|TC)\s++"([^"\\]*+)"|\s*+MACROBUTTON\s++\S++\s++([^\\]*+)', re.IGNORECASE)
#: Between an entry of an index and the one under it.
_LEVEL = re.compile(r"[ ]{0,3}:[ ]{0,3}")


class Instruction:
    """A text in the instruction of a field, which may lie in several elements."""

    __slots__ = ("_end", "_equivs", "_instruction", "_parts", "_start", "content")

    def __init__(self, parts: list[_Element], instruction: str, start: int, end: int, first_id: int) -> None:
        """The text at ``[start, end)`` of what the parts say together; codes are numbered from ``first_id``."""
        self._parts, self._instruction, self._start, self._end = parts, instruction, start, end
        said = instruction[start:end]
        texts: list[str] = []
        codes: list[Code] = []
        at = 0
        for found in _LEVEL.finditer(said) if '"' in instruction[:start] else ():
            texts.append(said[at : found.start()])
            place = sum(map(len, texts))
            codes.append(Code(place, place, first_id + len(codes), "other", found.group(), breaks=True))
            at = found.end()
        self._equivs = [code.equiv for code in codes]
        self.content = Content("".join([*texts, said[at:]]), tuple(codes))

    def put(self, content: Content) -> None:
        """Write another text in its place: all of it where the instruction began."""
        places = sorted(code.start for code in content.codes)[: len(self._equivs)]
        places += [len(content.text)] * (len(self._equivs) - len(places))
        texts: list[str] = []
        at = 0
        for place, equiv in zip(places, self._equivs, strict=True):
            texts += (content.text[at:place], equiv)
            at = place
        text = "".join([*texts, content.text[at:]]).replace('"', "”").replace("\\", "/")
        self._parts[0].text = legal(self._instruction[: self._start] + text + self._instruction[self._end :])
        for part in self._parts[1:]:
            part.text = ""


def instructions(paragraph: _Element, first_id: int) -> Iterator[Instruction]:
    """The texts in the instructions of a paragraph's fields; those of fields in one another are left alone."""
    parts: list[_Element] = []
    for element in paragraph.iter("{*}fldChar", "{*}instrText"):
        if local(element) == "instrText":
            parts.append(element)
            continue
        if attribute(element, "fldCharType") != "begin" and parts:
            instruction = "".join(str(part.text or "") for part in parts)
            found = _ENTRY.match(instruction)
            if found is not None and any(c.isalpha() for c in found[found.lastindex or 0].strip()):
                start, end = found.span(found.lastindex or 0)
                end = start + len(instruction[start:end].rstrip())
                made = Instruction(parts, instruction, start, end, first_id)
                first_id += len(made.content.codes)
                yield made
        parts = []
