"""A Word document with a table of two columns, a row a paragraph: to print, comment on or send to an editor."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from typing import Any, BinaryIO

from aligner.core.bitext import Bitext
from aligner.core.code import Code, Content
from aligner.core.unit import file_name
from aligner.exports.formatted import address, runs
from aligner.exports.html import language_name, paragraph_at, rows
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.select import numbered
from aligner.exports.stamp import stamped
from aligner.exports.uncertainty import only_the_worst
from aligner.exports.xmltext import legal

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """Doubtful pairs are highlighted, sentences without a counterpart grey; the header row repeats on every page."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt
    from docx.table import _Cell

    options = only_the_worst(bitext, options)
    kept = [number for number, _ in numbered(bitext, options, tally, holds="all")]
    book = docx.Document()
    properties = book.core_properties
    properties.title = legal(bitext.source.title or file_name(bitext.source.provenance.name))[:255]
    properties.author = options.creator or "Tolmach"
    properties.created = properties.modified = options.created.replace(tzinfo=None)
    section = book.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    normal = book.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    table = book.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    tags = options.source_tag or bitext.source.language, options.target_tag or bitext.target.language
    for cell, tag in zip(table.rows[0].cells, tags, strict=True):
        run = cell.paragraphs[0].add_run(language_name(tag))
        run.bold = True
    _repeat(table.rows[0])
    template = _template(table)
    contents = bitext.source.sentence_contents(), bitext.target.sentence_contents()
    for group in rows(bitext, kept):
        row = deepcopy(template)
        table._tbl.append(row)
        for side, (cell, tag) in enumerate(zip(row.tc_lst, tags, strict=True)):
            _fill(_Cell(cell, table), bitext, group, side, tag, options, tally, contents[side])
    tally.written = len(kept)
    made = io.BytesIO()
    book.save(made)
    stamped(made, out, options)


def _template(table: Any) -> Any:
    """An empty row like the table's first; the library's own way of adding one looks at every row before it."""
    element = deepcopy(table._tbl.tr_lst[0])
    for cell in element.tc_lst:
        for run in cell.p_lst[0].r_lst:
            cell.p_lst[0].remove(run)
    if element.trPr is not None:
        element.remove(element.trPr)
    return element


def _repeat(row: Any) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _fill(
    cell: Any,
    bitext: Bitext,
    group: list[int],
    side: int,
    tag: str,
    options: ExportOptions,
    tally: Tally,
    contents: Sequence[Content],
) -> None:
    """The sentences of a row on one side, paragraph by paragraph."""
    document = bitext.target if side else bitext.source
    current, last = cell.paragraphs[0], None
    for number in group:
        bead = bitext.beads[number]
        for index in bead.target if side else bead.source:
            paragraph = paragraph_at(document, index)
            if last is not None and paragraph is not last:
                current = cell.add_paragraph()
            elif last is not None:
                _run(current, " ", tag)
            for text, codes in runs(contents[index]):
                run = _run(current, legal(text, tally), tag, codes)
                run.bold = run.bold or paragraph.kind == "heading" or None
                run.italic = run.italic or paragraph.kind in ("quote", "caption") or None
                if bead.is_null:
                    from docx.shared import RGBColor

                    run.font.color.rgb = RGBColor(0x88, 0x84, 0x7C)
                elif bead.confidence < options.low_confidence and bead.status != "confirmed":
                    from docx.enum.text import WD_COLOR_INDEX

                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            last = paragraph


def _run(paragraph: Any, text: str, tag: str, codes: Sequence[Code] = ()) -> Any:
    """A run in its language, so that the spelling checker takes the right dictionary, as its codes say it looks."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = paragraph.add_run(text)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), {"ru": "ru-RU", "en": "en-US"}.get(tag, tag))
    kinds = {code.kind for code in codes}
    run.bold, run.italic = "bold" in kinds or None, "italic" in kinds or None
    run.font.subscript, run.font.superscript = "sub" in kinds or None, "sup" in kinds or None
    run.underline = bool(kinds & {"underline", "link"}) or None
    run._r.get_or_add_rPr().append(language)
    if to := next((found for code in codes if (found := address(code))), ""):
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(to, _LINK, is_external=True))
        run._r.addprevious(link)
        link.append(run._r)
    return run
