"""What the user is told of an alignment: documents that do not belong together, missing parts, swapped files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from aligner.core.bitext import Bitext
from aligner.core.document import Document
from models.messages import Message

#: Share of aligned sentences under which two documents are no translations of each other.
UNLIKE = 0.1
PARTLY = 0.8


def remarks(
    bitext: Bitext, source_share: float, target_share: float, known: Collection[str] = ()
) -> tuple[Message, ...]:
    """Lines for the user, the weightiest first; none when all is as it should be.

    ``known`` are the languages that the sentence encoder was trained on; none if that is not known.
    """
    source, target = bitext.source, bitext.target
    notes: list[Message] = []
    first, second = (Message("first"), source), (Message("second"), target)
    empty = [side for side, document in (first, second) if not document.sentences]
    if len(empty) == 2:
        return (Message("both documents have no sentences: nothing to align"),)
    if empty:
        return (Message("the {side} document has no sentences: nothing to align", side=empty[0]),)
    if max(source_share, target_share) < UNLIKE:
        (paired, sentences), (other_paired, other_sentences) = _paired(bitext, 0), _paired(bitext, 1)
        notes.append(
            Message(
                "the two documents do not look like translations of each other: {paired} of {sentences} sentences of "
                "the first and {other_paired} of {other_sentences} sentences of the second have a partner",
                paired=paired,
                sentences=sentences,
                other_paired=other_paired,
                other_sentences=other_sentences,
            )
        )
    else:
        for at, (side, share) in enumerate(((first[0], source_share), (second[0], target_share))):
            if share < PARTLY:
                paired, sentences = _paired(bitext, at)
                notes.append(
                    Message(
                        "only part of the {side} document has a counterpart: {paired} of {sentences} sentences",
                        side=side,
                        paired=paired,
                        sentences=sentences,
                    )
                )
    for side, document in (first, second):
        if known and document.language not in (*known, "und"):
            notes.append(
                Message(
                    "the {side} document looks like '{language}', which the sentence encoder was not trained on: "
                    "look the pairs over, or name the language if it is another",
                    side=side,
                    language=document.language,
                )
            )
    if source.language == target.language != "und":
        notes.append(
            Message(
                "both documents look like '{language}': aligned as two versions of one text", language=source.language
            )
        )
    elif (source.language, target.language) == ("en", "ru"):
        notes.append(
            Message(
                "the first document looks English and the second Russian: aligned as given; "
                "swap the two to have Russian as the source"
            )
        )
    for side, document in (first, second):
        repeated = _repeated(document)
        if repeated > 0.5:
            notes.append(
                Message(
                    "{percent}% of the {side} document's sentences repeat others: "
                    "which of them go together can be told by their order alone",
                    percent=round(100 * repeated),
                    side=side,
                )
            )
    return tuple(notes)


def _paired(bitext: Bitext, side: int) -> tuple[int, int]:
    """How many sentences of a side (0 source, 1 target) have a partner, and how many there are."""
    sizes = [(len((bead.source, bead.target)[side]), bead.is_null) for bead in bitext.beads]
    return sum(size for size, null in sizes if not null), sum(size for size, _ in sizes)


def _repeated(document: Document) -> float:
    """Share of sentences that stand elsewhere in the document too."""
    counts = Counter(sentence.text for sentence in document.sentences)
    if len(document.sentences) < 10:
        return 0.0
    return sum(count - 1 for count in counts.values()) / len(document.sentences)
