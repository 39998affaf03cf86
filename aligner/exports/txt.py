"""The translated text alone, its paragraphs kept: what one would paste into a letter."""

from __future__ import annotations

from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.xmltext import encodable


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:  # noqa: ARG001
    """The target's paragraphs with a blank line between; the filters do not apply, for a text has no holes."""
    target = bitext.target
    texts = (target.paragraph_text(p) for p in target.paragraphs)
    for number, text in enumerate(text for text in texts if text.strip()):
        out.write((("\n" if number else "") + encodable(text, tally) + "\n").encode())
    tally.written = sum(1 for bead in bitext.beads if bead.target)
    tally.skipped_null = len(bitext.beads) - tally.written
