"""The translated text alone, its paragraphs kept: what one would paste into a letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.core.document import Document, Paragraph
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.select import numbered
from aligner.exports.xmltext import encodable


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """The target's paragraphs with a blank line between, without the sentences of pairs that are left out."""
    kept = [bitext.beads[number] for number, _ in numbered(bitext, options, tally, holds="all")]
    whole = len(kept) == len(bitext.beads)
    sentences = {index for bead in kept for index in bead.target}
    for number, text in enumerate(paragraphs(bitext.target, None if whole else sentences)):
        out.write((("\n" if number else "") + encodable(text, tally) + "\n").encode())
    tally.written = sum(1 for bead in kept if bead.target)
    tally.alone = sum(1 for bead in kept if bead.target and not bead.source)
    tally.skipped_null += len(kept) - tally.written


def paragraphs(document: Document, kept: set[int] | None) -> Iterator[str]:
    """The texts of the paragraphs that have any; of the sentences ``kept``, by number, alone, or of all."""
    first = 0
    for paragraph in document.paragraphs:
        numbers = range(first, first := first + len(paragraph.sentences))
        if kept is None or kept.issuperset(numbers):
            text = _with_gaps(document, paragraph)
        else:
            text = " ".join(document.sentences[number].text for number in numbers if number in kept)
        if text.strip():
            yield text


def _with_gaps(document: Document, paragraph: Paragraph) -> str:
    """A paragraph's text with the tabs and blanks (____) that stand between its sentences."""
    text = document.paragraph_text(paragraph)
    for code in reversed(document.codes):
        at = code.start - paragraph.start
        gap = code.kind in ("tab", "field") and code.alone and code.breaks and 0 <= at <= len(text)
        if gap and not any(map(str.isalnum, code.equiv)):
            before, after = text[:at].rstrip(), text[at:].lstrip()
            mark = code.equiv if code.equiv.isspace() else f" {code.equiv.strip()} "
            text = f"{before}{mark if before else mark.lstrip()}{after}".rstrip(" ")
    return text
