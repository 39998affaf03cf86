"""Beads alone, as Vecalign and Bertalign write them: ``[0]:[0,1]:0.93``, sentence numbers from 0."""

from __future__ import annotations

from typing import BinaryIO

from aligner.core.bitext import Bitext
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.select import numbered


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """One bead a line; the third field is the confidence."""
    for number, _ in numbered(bitext, options, tally, holds="all"):
        bead = bitext.beads[number]
        sides = (",".join(map(str, side)) for side in (bead.source, bead.target))
        out.write((":".join(f"[{side}]" for side in sides) + f":{bead.confidence:.6f}\n").encode())
        tally.written += 1
