"""What the user is told of an alignment: documents that do not belong together, missing parts, swapped files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from aligner.core.bitext import Bitext
from aligner.core.document import Document

#: Share of aligned sentences under which two documents are no translations of each other.
UNLIKE = 0.1
PARTLY = 0.8


def remarks(bitext: Bitext, source_share: float, target_share: float, known: Collection[str] = ()) -> tuple[str, ...]:
    """Lines for the user, the weightiest first; none when all is as it should be.

    ``known`` are the languages that the sentence encoder was trained on; none if that is not known.
    """
    source, target = bitext.source, bitext.target
    notes: list[str] = []
    empty = [side for side, document in (("first", source), ("second", target)) if not document.sentences]
    if empty:
        which = "both documents have" if len(empty) == 2 else f"the {empty[0]} document has"
        return (f"{which} no sentences: nothing to align",)
    if max(source_share, target_share) < UNLIKE:
        notes.append(
            "the two documents do not look like translations of each other: "
            f"{_of(bitext, True)} of the first and {_of(bitext, False)} of the second have a partner"
        )
    else:
        for name, share, first in (("first", source_share, True), ("second", target_share, False)):
            if share < PARTLY:
                notes.append(f"only part of the {name} document has a counterpart: {_of(bitext, first)}")
    for name, document in (("first", source), ("second", target)):
        if known and document.language not in (*known, "und"):
            notes.append(
                f"the {name} document looks like '{document.language}', which the sentence encoder was not trained on: "
                "look the pairs over, or name the language if it is another"
            )
    if source.language == target.language != "und":
        notes.append(f"both documents look like '{source.language}': aligned as two versions of one text")
    elif (source.language, target.language) == ("en", "ru"):
        notes.append(
            "the first document looks English and the second Russian: aligned as given; "
            "swap the two to have Russian as the source"
        )
    for name, document in (("first", source), ("second", target)):
        repeated = _repeated(document)
        if repeated > 0.5:
            notes.append(
                f"{repeated:.0%} of the {name} document's sentences repeat others: "
                "which of them go together can be told by their order alone"
            )
    return tuple(notes)


def _of(bitext: Bitext, first: bool) -> str:
    """``12 of 340 sentences``."""
    sides = [(len(b.source if first else b.target), b.is_null) for b in bitext.beads]
    return f"{sum(size for size, null in sides if not null)} of {sum(size for size, _ in sides)} sentences"


def _repeated(document: Document) -> float:
    """Share of sentences that stand elsewhere in the document too."""
    counts = Counter(sentence.text for sentence in document.sentences)
    if len(document.sentences) < 10:
        return 0.0
    return sum(count - 1 for count in counts.values()) / len(document.sentences)
