"""TMX 1.4b, level 2 where there are inline codes, or level 1 (https://www.gala-global.org/tmx-14b)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import chain
from typing import BinaryIO

from aligner import __version__
from aligner.core.unit import Unit, file_name
from aligner.exports.clean import cleaned
from aligner.exports.inline import Markup, written
from aligner.exports.layout import layout
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.plain import without_codes
from aligner.exports.xmltext import ILLEGAL, escape, quote

#: ``creationid`` of a unit whose target is a machine's and that no person has confirmed, as CAT tools expect it.
MACHINE = "MT!tolmach"


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """One ``tu`` at a time; ``srclang`` is the first unit's, and is repeated on any unit that differs."""
    stream = iter(units)
    first = next(stream, None)
    srclang = first.source_language if first else options.source_tag or "und"
    date, author = stamp(options.created), quote(options.creator or "tolmach")
    header = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="Tolmach" creationtoolversion={quote(__version__)} segtype="sentence" o-tmf="tolmach"'
        f' adminlang="en" srclang={quote(srclang)} datatype="plaintext" o-encoding="UTF-8" creationdate="{date}"'
        f' creationid={author} changedate="{date}" changeid={author}/>\n'
        "<body>\n"
    )
    out.write(header.encode())
    for unit in chain((first,) if first else (), stream):
        out.write(element(without_codes(unit, tally) if options.plain else unit, srclang, tally).encode())
        tally.written += 1
    out.write(b"</body>\n</tmx>\n")


def element(unit: Unit, srclang: str, tally: Tally) -> str:
    """One ``tu``: note, props, then the two ``tuv``; nothing is indented inside ``seg``."""
    unit = cleaned(unit, ILLEGAL, tally)
    lines = [f"<tu{attributes(unit, srclang)}>\n"]
    if unit.note:
        lines.append(f"<note>{escape(unit.note, tally)}</note>\n")
    lines += [f"<prop type={quote(name)}>{escape(value, tally)}</prop>\n" for name, value in properties(unit)]
    markup = Markup("tmx", partial(escape, tally=tally))
    for language, content in ((unit.source_language, unit.source_content), (unit.target_language, unit.target_content)):
        lines.append(f"<tuv xml:lang={quote(language)}><seg>{written(content, markup)}</seg></tuv>\n")
    lines.append("</tu>\n")
    return "".join(lines)


def attributes(unit: Unit, srclang: str) -> str:
    """``tuid``, dates, who made it, and what differs from the header."""
    made: list[tuple[str, str]] = []
    if unit.id:
        made.append(("tuid", unit.id))
    if unit.created:
        made.append(("creationdate", stamp(unit.created)))
    author = MACHINE if unit.origin == "mt" and unit.status != "confirmed" else unit.creator
    if author:
        made.append(("creationid", author))
    if unit.changed:
        made.append(("changedate", stamp(unit.changed)))
    if unit.kind not in ("1-1", "1-0", "0-1"):
        made.append(("segtype", "block"))
    if unit.source_language != srclang:
        made.append(("srclang", unit.source_language))
    return "".join(f" {name}={quote(value)}" for name, value in made)


def properties(unit: Unit) -> list[tuple[str, str]]:
    """What has no place of its own in TMX, as props; empty ones are left out."""
    rows = [
        ("x-document", file_name(unit.document)),
        ("x-origin", unit.origin or ""),
        ("x-status", "" if unit.status == "draft" else unit.status),
        ("x-align-type", unit.kind),
        ("x-align-score", "" if unit.confidence is None else repr(round(unit.confidence, 6))),
        ("x-match", "" if unit.match is None else str(unit.match)),
        ("x-mt-score", "" if unit.score is None else repr(round(unit.score, 6))),
        ("x-context-pre", unit.before),
        ("x-context-post", unit.after),
        ("x-source-layout", layout(unit.source_places)),
        ("x-target-layout", layout(unit.target_places)),
    ]
    return [row for row in rows if row[1]] + list(unit.properties)


def properties_in_xliff(unit: Unit) -> list[tuple[str, str]]:
    """The same in XLIFF, which has a place for the document, but none for who made the pair, and when."""
    rows = [row for row in properties(unit) if row[0] != "x-document"]
    rows += [("x-created", stamp(unit.created))] if unit.created else []
    return rows + ([("x-creator", unit.creator)] if unit.creator else [])


@lru_cache(maxsize=64)
def stamp(moment: datetime) -> str:
    """UTC as ``YYYYMMDDThhmmssZ``; a date without a zone is taken as UTC."""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
