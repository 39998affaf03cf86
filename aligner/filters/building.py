"""A filter's blocks as a document: repaired, with their codes and numbers, its language found."""

from __future__ import annotations

from aligner.core.code import Code, Content
from aligner.core.document import OUTSIDE, PARAGRAPH_BREAK, Document, Paragraph, Provenance
from aligner.errors import ReadError
from aligner.filters.parsed import Block, Parsed
from aligner.language import UNKNOWN, detect_language
from aligner.readers.limits import Limits
from aligner.repair.characters import drop_invisible, one_line
from aligner.repair.tidy import tidied


def built(parsed: Parsed, provenance: Provenance, limits: Limits) -> Document:
    """The unsegmented document; blocks without text are left out.

    Raises:
        ReadError: there is no text, or more than the limits allow.
    """
    name = provenance.name
    if len(parsed.blocks) > limits.paragraphs:
        raise ReadError(
            "{name}: more than {paragraphs} paragraphs; split it or raise the limit paragraphs",
            name=name,
            paragraphs=limits.paragraphs,
        )
    paragraphs: list[Paragraph] = []
    parts: list[str] = []
    codes: list[Code] = []
    at = 0
    # Stable: what a filter finds in the middle of the text, an alternative text say, comes after it.
    for number, block in sorted(enumerate(parsed.blocks), key=lambda numbered: numbered[1].kind in OUTSIDE):
        content = repaired(block)
        if not content.text:
            continue
        at += len(PARAGRAPH_BREAK) if parts else 0
        end = at + len(content.text)
        if end > limits.text_chars:
            raise ReadError(
                "{name}: more than {most} characters of text; split it or raise the limit text_chars",
                name=name,
                most=limits.text_chars,
            )
        paragraphs.append(Paragraph(block.kind, at, end, level=block.level, block=number))
        codes.extend(code.moved(at) for code in content.codes)
        parts.append(content.text)
        at = end
    if not paragraphs:
        raise ReadError("{name}: no text was found in it", name=name)
    running = [part for part, paragraph in zip(parts, paragraphs, strict=True) if paragraph.kind not in OUTSIDE]
    language = detect_language(PARAGRAPH_BREAK.join(running or parts))
    language = parsed.language if language == UNKNOWN and parsed.language else language
    title = one_line(drop_invisible(parsed.title))
    return Document(PARAGRAPH_BREAK.join(parts), tuple(paragraphs), language, title, provenance, tuple(codes))


def repaired(block: Block) -> Content:
    """A block's content as the document has it."""
    return tidied(Content(block.text, block.codes), verse=block.kind == "verse")
