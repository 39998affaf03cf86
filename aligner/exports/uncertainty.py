"""From where on a pair of a text is called uncertain."""

from __future__ import annotations

from dataclasses import replace

from aligner.core.bitext import Bitext
from aligner.exports.options import ExportOptions

#: Bounds under which a pair is shown as uncertain, until a person has confirmed it. Of a text that is uncertain all
#: through, only the worst is marked (at most ``MARKED`` of it): marks on every line would say nothing.
BOUNDS, MARKED = (0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05), 0.2


def only_the_worst(bitext: Bitext, options: ExportOptions) -> ExportOptions:
    """The options with the highest bound under which there is not too much of the text, at most the given one."""
    unsure = [bead.confidence for bead in bitext.beads if not bead.is_null and bead.status != "confirmed"]
    few = MARKED * len(bitext.beads)
    bounds = (bound for bound in BOUNDS if sum(one < bound for one in unsure) <= few)
    return replace(options, low_confidence=min(options.low_confidence, next(bounds, BOUNDS[-1])))
