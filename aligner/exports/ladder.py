"""hunalign's ladder: one rung a line, ``source<tab>target<tab>score``, sentence numbers from 0 where a bead begins."""

from __future__ import annotations

from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.exports.options import ExportOptions, Tally


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:  # noqa: ARG001
    """All beads, for a ladder has no missing rungs; a bead runs from its rung to the next, and the last is the end."""
    for bead in bitext.beads:
        out.write(f"{bead.source.start}\t{bead.target.start}\t{bead.confidence:.6g}\n".encode())
        tally.written += 1
    out.write(f"{len(bitext.source.sentences)}\t{len(bitext.target.sentences)}\t0\n".encode())
