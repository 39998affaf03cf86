"""An OmegaT project without its document: the memory, and the rules by which OmegaT cuts the document as we did.

OmegaT matches segment by segment, so its rules have to agree with ours in every place. They are a general rule, and
what stands around each place of this document where that rule and our sentences differ.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.core.code import Code
from aligner.core.document import Document
from aligner.exports import tmx
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.select import select
from aligner.exports.xmltext import escape

#: Before a break, and after it: what ends a sentence in most places.
GENERAL = (r"[.!?…]+[»”)\]]*", r"\s+")
_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[»”)\]]*+(?=\s)")
#: OmegaT's tags, which may stand anywhere between the characters of a text.
_TAGS = r"(?:</?[a-z]+\d+/?>)*"
#: Characters before and after a place by which it is known.
_BEFORE, _AFTER = 30, 20
Rule = tuple[bool, str, str]


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """A zip to be unpacked; the document goes into its folder ``source``."""
    memory = io.BytesIO()
    tmx.write_units(select(bitext, options, tally, holds="pairs"), memory, options, tally)
    rules = [*rules_of(bitext.source), (True, GENERAL[0] + _TAGS, GENERAL[1])]
    source, target = options.source_tag or bitext.source.language, options.target_tag or bitext.target.language
    stamp = max(options.created.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)

        for folder in ("source/", "target/", "glossary/", "dictionary/"):
            put(folder, b"")
        put("omegat.project", _project(source, target).encode())
        put("omegat/segmentation.conf", _beans(rules).encode())  # OmegaT to 5
        put("omegat/segmentation.srx", srx(rules).encode())  # OmegaT from 6
        put("tm/auto/tolmach.tmx", memory.getvalue())


def rules_of(document: Document) -> list[Rule]:
    """For each place where the general rule would not cut as the document is cut: breaks or not, before, after."""
    found: dict[Rule, None] = {}
    for paragraph in document.paragraphs:
        text = document.text[paragraph.start : paragraph.end]
        codes = [code.moved(-paragraph.start) for code in _inside(document.codes, paragraph.start, paragraph.end)]
        marks = {at for code in codes for at in (code.start, code.end)}
        ends = {sentence.end - paragraph.start for sentence in paragraph.sentences[:-1]}
        general = {match.end() for match in _ENDS.finditer(text)}
        for at in sorted(ends ^ general):
            if text[at:].strip():
                before = _pattern(text, max(0, at - _BEFORE), at, marks) + _TAGS
                after = text[at:]
                start = at + len(after) - len(after.lstrip())
                rule = at in ends, before, rf"\s*{_TAGS}" + _pattern(text, start, min(len(text), start + _AFTER), marks)
                found[rule] = None
    return list(found)


def _inside(codes: tuple[Code, ...], start: int, end: int) -> Iterator[Code]:
    low, high = 0, len(codes)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if codes[middle].start < start else (low, middle)
    while low < len(codes) and codes[low].start <= end:
        yield codes[low]
        low += 1


def _pattern(text: str, start: int, end: int, marks: set[int]) -> str:
    """The text as a regular expression: any white space for white space, tags where codes are."""
    parts = []
    for at in range(start, end):
        if at > start and at in marks:
            parts.append(_TAGS)
        parts.append(r"\s" if text[at].isspace() else re.escape(text[at]))
    return "".join(parts)


def srx(rules: list[Rule]) -> str:
    """The rules as an SRX file, for every language."""
    rows = "".join(
        f'<rule break="{"yes" if breaks else "no"}"><beforebreak>{escape(before)}</beforebreak>'
        f"<afterbreak>{escape(after)}</afterbreak></rule>\n"
        for breaks, before, after in rules
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<srx xmlns="http://www.lisa.org/srx20" version="2.0">\n'
        '<header segmentsubflows="yes" cascade="yes"><formathandle type="start" include="no"/>'
        '<formathandle type="end" include="yes"/><formathandle type="isolated" include="no"/></header>\n<body>\n'
        f'<languagerules><languagerule languagerulename="Default">\n{rows}</languagerule></languagerules>\n'
        '<maprules><languagemap languagepattern=".*" languagerulename="Default"/></maprules>\n</body>\n</srx>\n'
    )


def _beans(rules: list[Rule]) -> str:
    """The same as OmegaT to version 5 stores it."""

    def text(name: str, value: str) -> str:
        return f'<void property="{name}"><string>{escape(value)}</string></void>'

    rows = "".join(
        '<void method="add"><object class="org.omegat.core.segmentation.Rule">'
        f"{text('afterbreak', after)}{text('beforebreak', before)}"
        f'<void property="breakRule"><boolean>{"true" if breaks else "false"}</boolean></void></object></void>\n'
        for breaks, before, after in rules
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<java version="1.8.0" class="java.beans.XMLDecoder">\n'
        '<object class="org.omegat.core.segmentation.SRX">\n<void property="mappingRules">'
        '<void method="add"><object class="org.omegat.core.segmentation.MapRule">'
        f'{text("language", "Default")}{text("pattern", ".*")}<void property="rules">'
        f'<object class="java.util.ArrayList">\n{rows}</object></void></object></void></void>\n'
        f"{text('version', '0.2.2')}\n</object>\n</java>\n"
    )


def _project(source: str, target: str) -> str:
    folders = "".join(f"<{name}_dir>__DEFAULT__</{name}_dir>" for name in ("source", "target", "tm", "glossary"))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<omegat><project version="1.0">\n'
        f"{folders}<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>\n"
        f"<source_lang>{escape(source)}</source_lang><target_lang>{escape(target)}</target_lang>\n"
        "<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>"
        "<remove_tags>false</remove_tags>\n</project></omegat>\n"
    )
