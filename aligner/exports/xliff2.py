"""XLIFF 2.1 (https://docs.oasis-open.org/xliff/xliff-core/v2.1/): one unit with one segment a pair."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, groupby
from typing import BinaryIO

from aligner.core.unit import Unit
from aligner.exports.ids import Ids
from aligner.exports.inline import Markup, written
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.tmx import properties_in_xliff
from aligner.exports.xmltext import ILLEGAL, legal, quote
from aligner.exports.xmltext import escape as escape_text

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """The languages are the whole file's, so they are the first unit's; one ``file`` a document."""
    stream = iter(units)
    first = next(stream, None)
    source = first.source_language if first else options.source_tag or "und"
    target = first.target_language if first else options.target_tag or "und"
    out.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff xmlns="{NAMESPACE}" xmlns:mda="{METADATA}" version="2.1"'
        f" srcLang={quote(source)} trgLang={quote(target)}>\n".encode()
    )
    files = 0
    for document, group in groupby(chain((first,) if first else (), stream), lambda u: u.document):
        files += 1
        original = f" original={quote(document, tally)}" if document else ""
        out.write(f'<file id="f{files}"{original}>\n'.encode())
        ids = Ids()
        for unit in group:
            identity = ids.take(unit.id if name_token(unit.id) else "")
            out.write(element(unit, identity, tally).encode())
            tally.written += 1
        out.write(b"</file>\n")
    if not files:
        out.write(b'<file id="f1"><unit id="u1"><segment><source/></segment></unit></file>\n')
    out.write(b"</xliff>\n")


def name_token(text: str) -> bool:
    """Can the text be an id? (NMTOKEN, here its ASCII part.)"""
    return bool(text) and text.isascii() and all(c.isalnum() or c in "-._:" for c in text)


def element(unit: Unit, identity: str, tally: Tally) -> str:
    """One ``unit``: metadata, note, the segment."""
    lines = [f'<unit id={quote(identity)} xml:space="preserve">\n']
    rows = properties_in_xliff(unit)
    if rows:
        lines.append('<mda:metadata><mda:metaGroup category="tolmach">\n')
        lines += [f"<mda:meta type={quote(n, tally)}>{escape_text(v, tally)}</mda:meta>\n" for n, v in rows]
        lines.append("</mda:metaGroup></mda:metadata>\n")
    if unit.note:
        lines.append(f"<notes><note>{escape_text(unit.note, tally)}</note></notes>\n")
    markup = Markup("xliff2", content)
    source, target = written(unit.source_content, markup), written(unit.target_content, markup)
    if markup.stored:
        kept = "".join(f'<data id="{name}">{content(text)}</data>' for text, name in markup.stored.items())
        lines.append(f"<originalData>{kept}</originalData>\n")
    lines.append(f"<segment{state(unit)}><source>{source}</source>")
    if unit.target or unit.target_codes:
        lines.append(f"<target>{target}</target>")
    lines.append("</segment>\n</unit>\n")
    return "".join(lines)


def content(text: str) -> str:
    """Text; the characters that XML cannot hold become ``cp`` elements, so that nothing is dropped."""
    parts: list[str] = []
    at = 0
    for match in ILLEGAL.finditer(text):
        parts += [escape_text(text[at : match.start()]), f'<cp hex="{ord(match[0]):04X}"/>']
        at = match.end()
    return "".join([*parts, escape_text(legal(text[at:]))])


def state(unit: Unit) -> str:
    """The state belongs to the segment; ``subState`` says that a machine made the target."""
    if not unit.target:
        return ' state="initial"'
    if unit.status == "confirmed":
        return ' state="final"'
    if unit.status == "rejected":
        return ' state="initial" subState="tolmach:rejected"'
    if unit.origin in ("mt", "memory"):
        return f' state="translated" subState="tolmach:{unit.origin}"'
    return ' state="translated"'
