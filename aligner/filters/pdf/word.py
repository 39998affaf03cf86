"""A Word document of a PDF's blocks: headings, paragraphs, lists and captions, in their order."""

from __future__ import annotations

import io

from aligner.core.code import Content
from aligner.filters.parsed import Contents, Parsed

#: Kind -> the style of Word's own template.
_STYLES = {"list-item": "List Bullet", "caption": "Caption", "quote": "Quote"}


def word_document(parsed: Parsed, contents: Contents, language: str) -> bytes:
    """The blocks with these contents, or their own texts; the proofing language is ``language``."""
    import docx
    from docx.oxml.ns import qn

    from aligner.exports.xmltext import legal

    book = docx.Document()
    book.core_properties.title = ""
    book.core_properties.language = language
    defaults = book.styles.element.find(f".//{qn('w:lang')}")
    if defaults is not None:
        defaults.set(qn("w:val"), language)
    for number, block in enumerate(parsed.blocks):
        text = legal(contents.get(number, Content(block.text)).text)
        if not text.strip():
            continue
        if block.kind == "heading":
            book.add_heading(text, min(max(block.level, 1), 9))
        else:
            paragraph = book.add_paragraph(style=_STYLES.get(block.kind))
            for at, line in enumerate(text.split("\n")):
                run = paragraph.add_run(line)
                if at:
                    run.element.insert(0, run.element.makeelement(qn("w:br")))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
