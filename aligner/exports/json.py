"""Tolmach's own JSON: the whole bitext, without loss (``aligner.core.serial``)."""

from __future__ import annotations

from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.core.serial import bitext_to_json
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.xmltext import SURROGATE


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:  # noqa: ARG001
    """No filters: a bitext with beads left out would be none. A lone surrogate is written as its escape."""
    text = SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", bitext_to_json(bitext))
    out.write(text.encode() + b"\n")
    tally.written = len(bitext.beads)
    tally.alone = sum(bead.is_null for bead in bitext.beads)
