"""XLIFF 1.2: the file Trados, memoQ, Weblate and MateCat open (http://docs.oasis-open.org/xliff/v1.2/os/)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import BinaryIO

from aligner import __version__
from aligner.core.unit import Unit
from aligner.exports.clean import cleaned
from aligner.exports.ids import Ids
from aligner.exports.inline import Markup, written
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.tmx import properties_in_xliff
from aligner.exports.xmltext import ILLEGAL, escape, quote

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """One ``file`` a document and language pair; one ``trans-unit`` at a time."""
    out.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{NAMESPACE}">\n'.encode())
    count = 0
    for (document, source, target), group in groupby(
        units, lambda u: (u.document, u.source_language, u.target_language)
    ):
        out.write(
            f"<file original={quote(document or 'text', tally)} source-language={quote(source)}"
            f' target-language={quote(target)} datatype="plaintext" date="{options.created:%Y-%m-%dT%H:%M:%SZ}">\n'
            '<header><tool tool-id="tolmach" tool-name="Tolmach"'
            f" tool-version={quote(__version__)}/></header>\n<body>\n".encode()
        )
        ids = Ids()
        for unit in group:
            count += 1
            out.write(element(unit, ids.take(unit.id), tally).encode())
            tally.written += 1
        out.write(b"</body>\n</file>\n")
    if not count:
        source, target = quote(options.source_tag or "und"), quote(options.target_tag or "und")
        out.write(
            f'<file original="text" source-language={source} target-language={target} datatype="plaintext">'
            "<body/></file>\n".encode()
        )
    out.write(b"</xliff>\n")


def element(unit: Unit, identity: str, tally: Tally) -> str:
    """One ``trans-unit``: source, target with its state, context, note."""
    unit = cleaned(unit, ILLEGAL, tally)
    approved = ' approved="yes"' if unit.status == "confirmed" and unit.target else ""
    markup = Markup("xliff", partial(escape, tally=tally))
    lines = [
        f'<trans-unit id={quote(identity, tally)}{approved} xml:space="preserve">\n',
        f"<source>{written(unit.source_content, markup)}</source>\n",
    ]
    if unit.target or unit.target_codes:
        lines.append(f"<target{state(unit)}>{written(unit.target_content, markup)}</target>\n")
    rows = properties_in_xliff(unit)
    if rows:
        lines.append('<context-group purpose="information">\n')
        lines += [
            f"<context context-type={quote(name if name.startswith('x-') else 'x-' + name, tally)}>"
            f"{escape(value, tally)}</context>\n"
            for name, value in rows
        ]
        lines.append("</context-group>\n")
    if unit.note:
        lines.append(f"<note>{escape(unit.note, tally)}</note>\n")
    lines.append("</trans-unit>\n")
    return "".join(lines)


def state(unit: Unit) -> str:
    """Machine output awaits review and says whose it is; only a person's word makes a pair final."""
    if unit.status == "confirmed":
        return ' state="final"'
    if unit.status == "rejected":
        return ' state="needs-translation"'
    if unit.origin == "mt":
        return ' state="needs-review-translation" state-qualifier="leveraged-mt"'
    if unit.origin == "memory" and unit.match is not None:
        match = "exact" if unit.match >= 100 else "fuzzy"
        return f' state="needs-review-translation" state-qualifier="{match}-match"'
    if unit.origin == "memory":
        return ' state="needs-review-translation" state-qualifier="leveraged-tm"'
    return ' state="translated"'
