"""The translation has more or fewer sentences."""

from __future__ import annotations

import re

from aligner.checks.pair import Check, Hit, Hits, Pair

_ENDS = re.compile(r"(?<![.!?…])[.!?…]++[\"»”’)]*+\s++(?=[«“\"(]?[A-ZА-ЯЁ])")


def sentence_count(pair: Pair) -> Hits:
    """The target has at least two sentences more, or fewer, than the source."""
    # Marks before a capital are counted first; only where they differ is it worth cutting the texts by the rules.
    if len(_ENDS.findall(pair.source)) == len(_ENDS.findall(pair.target)):
        return
    from aligner.segment import sentence_spans

    source = len(sentence_spans(pair.source, 0, len(pair.source), pair.source_language))
    target = len(sentence_spans(pair.target, 0, len(pair.target), pair.target_language))
    if source and target and abs(source - target) >= 2:
        yield Hit({"source": str(source), "target": str(target)})


CHECK = Check(
    "sentence-count",
    "info",
    "Number of sentences",
    "Sentences: {source} in the source, {target} in the translation",
    sentence_count,
)
