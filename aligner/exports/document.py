"""The translation in the format of its original: one name in the table for all that ``aligner.exports.own`` can do."""

from __future__ import annotations

from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.errors import ExportError
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.own import format_of_original, write_translated


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """No filters: a document has no holes. Counted are paragraphs; what is left in the original's language is named."""
    _write(bitext, out, options, tally, bilingual=False)


def write_bilingual(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """The same with the original's text above each translation, for captions."""
    _write(bitext, out, options, tally, bilingual=True)


def _write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally, *, bilingual: bool) -> None:
    if options.original is None:
        name = "bilingual" if bilingual else "document"
        raise ExportError("{name}: needs the original's own file; give it, or choose another format", name=name)
    form = format_of_original(bitext, options.original)
    report = write_translated(bitext, options.original, out, form, options.limits, bilingual=bilingual)
    tally.written, tally.left = report.replaced, report.left
