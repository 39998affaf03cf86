"""The translation in the format of its original: one name in the table for all that ``aligner.exports.own`` can do."""

from __future__ import annotations

from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.errors import ExportError
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.own import format_of_original, write_translated


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """No filters: a document has no holes. Counted are paragraphs; what is left in the original's language is named."""
    if options.original is None:
        raise ExportError("document: needs the original's own file; give it, or choose another format")
    form = format_of_original(bitext, options.original)
    report = write_translated(bitext, options.original, out, form, options.limits)
    tally.written, tally.left = report.replaced, report.left
