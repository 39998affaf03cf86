"""A bilingual EPUB 3: a paragraph, then its translation; chapters by the headings; for any e-book reader."""

from __future__ import annotations

import uuid
import zipfile
from datetime import UTC
from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.core.unit import document_id
from aligner.exports.html import Side, direction, language_name, page_title, row_kind, rows
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.select import numbered
from aligner.exports.uncertainty import only_the_worst
from aligner.exports.xmltext import escape, legal, quote

#: A chapter without headings is cut after so many rows, for readers that load a file at a time.
ROWS = 400
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/content.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
STYLE = """body { line-height: 1.5; }
.src p, .tgt p { margin: 0 0 .4em; }
.row { margin-bottom: .9em; page-break-inside: avoid; }
.tgt { margin-left: 1em; padding-left: .7em; border-left: 2px solid #bbb; font-size: .95em; }
h2, h3, h4, h5 { line-height: 1.25; margin: 1em 0 .3em; text-align: left; }
.tgt h2, .tgt h3, .tgt h4, .tgt h5 { font-weight: normal; margin-top: 0; }
.low { text-decoration: underline; text-decoration-style: dotted; }
.null { opacity: .6; }
.gap { opacity: .5; }
"""


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """Chapter by chapter; the same bitext, options and date give the same bytes."""
    options = only_the_worst(bitext, options)
    kept = [number for number, _ in numbered(bitext, options, tally, holds="all")]
    tags = options.source_tag or bitext.source.language, options.target_tag or bitext.target.language
    title = page_title(bitext)
    sides = Side(bitext.source, "s", xml=True), Side(bitext.target, "t", xml=True)
    findings = options.findings_by_bead()
    stamp = max(options.created.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(out, "w") as archive:

        def put(name: str, text: str, *, packed: bool = True) -> None:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            archive.writestr(info, text)

        put("mimetype", "application/epub+zip", packed=False)
        put("META-INF/container.xml", CONTAINER)
        put("OEBPS/style.css", STYLE)
        chapters: list[str] = []
        for number, (heading, groups) in enumerate(_chapters(bitext, kept), 1):
            parts = []
            for group in groups:
                cells = [
                    f'<div class="{name}" lang={quote(tag)} xml:lang={quote(tag)}{direction(tag, xml=True)}>'
                    f"{side.cell(bitext, group, options, findings, tally)}</div>"
                    for name, side, tag in zip(("src", "tgt"), sides, tags, strict=True)
                ]
                parts.append(f'<div class="row">{cells[0]}{cells[1]}</div>\n')
            chapters.append(heading or f"{number}")
            put(f"OEBPS/c{number}.xhtml", _page(heading or title, tags[0], "".join(parts)))
        if not chapters:
            chapters.append(title)
            put("OEBPS/c1.xhtml", _page(title, tags[0], "<p></p>"))
        put("OEBPS/nav.xhtml", _navigation(chapters, title, tags[0]))
        put("OEBPS/content.opf", _package(bitext, options, chapters, title, tags))
    tally.written = len(kept)


def _chapters(bitext: Bitext, kept: list[int]) -> list[tuple[str, list[list[int]]]]:
    """Rows in chapters: a new one at a heading, if the last has text, and after ``ROWS`` rows."""
    chapters: list[tuple[str, list[list[int]]]] = []
    only_headings = True
    for group in rows(bitext, kept):
        heading = row_kind(bitext, group) == "heading"
        if not chapters or (heading and not only_headings) or len(chapters[-1][1]) >= ROWS:
            bead = bitext.beads[group[0]]
            name = (bitext.source_text(bead) or bitext.target_text(bead)) if heading else ""
            chapters.append((" ".join(legal(name).split())[:120], []))
            only_headings = True
        chapters[-1][1].append(group)
        only_headings = only_headings and heading
    return chapters


def _page(title: str, tag: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang={quote(tag)} xml:lang={quote(tag)}>'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>\n'
        "<body>\n"
        f"{body}</body></html>\n"
    )


def _navigation(chapters: list[str], title: str, tag: str) -> str:
    items = "".join(f'<li><a href="c{n}.xhtml">{escape(name)}</a></li>' for n, name in enumerate(chapters, 1))
    return _page(title, tag, f'<nav epub:type="toc"><h1>{escape(title)}</h1><ol>{items}</ol></nav>\n')


def _package(bitext: Bitext, options: ExportOptions, chapters: list[str], title: str, tags: tuple[str, str]) -> str:
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"tolmach:{document_id(bitext)}:{bitext.target.language}")
    moment = options.created.astimezone(UTC) if options.created.tzinfo else options.created
    manifest = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(1, len(chapters) + 1)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(1, len(chapters) + 1))
    names = f"{language_name(tags[0])} – {language_name(tags[1])}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="id"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{identity}</dc:identifier>'
        f"<dc:title>{escape(title)} ({escape(names)})</dc:title>"
        f"<dc:language>{escape(tags[0])}</dc:language><dc:language>{escape(tags[1])}</dc:language>"
        f'<meta property="dcterms:modified">{moment:%Y-%m-%dT%H:%M:%SZ}</meta></metadata><manifest>'
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="css" href="style.css" media-type="text/css"/>{manifest}</manifest>'
        f"<spine>{spine}</spine></package>\n"
    )
