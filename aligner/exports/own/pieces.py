"""What stands in the place of each source paragraph, found by the paragraph's letters wherever it is in the file."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

from aligner.core.bitext import Bitext, Link


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph's translation: its source text, its target text, and the word links between them."""

    source: str
    target: str
    links: tuple[Link, ...] = ()


class Pieces:
    """The pieces of each source paragraph, handed out in the order of the file."""

    def __init__(self, bitext: Bitext, name: str = "") -> None:
        """A source sentence without a translation stands for itself: text is never lost."""
        #: What messages call the original.
        self.name = name or bitext.source.provenance.name or "original"
        self.language = bitext.target.language
        places = bitext.source.paragraph_of_sentence()
        self.by_paragraph: dict[int, list[Piece]] = defaultdict(list)
        at = 0
        for bead in bitext.beads:
            source, target = bitext.source_text(bead), bitext.target_text(bead)
            at = places[bead.source.start] if bead.source else at
            self.by_paragraph[at].append(Piece(source, target or source, bead.links))
            # A bead over two paragraphs fills the first; the others are emptied, not left in the old language.
            for index in bead.source:
                if places[index] != at:
                    self.by_paragraph.setdefault(places[index], [])
        self.waiting: dict[str, deque[int]] = defaultdict(deque)
        for number, paragraph in enumerate(bitext.source.paragraphs):
            if number in self.by_paragraph:
                self.waiting[letters(bitext.source.paragraph_text(paragraph))].append(number)
        self.count = len(self.by_paragraph)
        self.used: set[int] = set()

    @property
    def replaced(self) -> int:
        """How many paragraphs were handed out."""
        return len(self.used)

    def take(self, text: str) -> list[Piece] | None:
        """The pieces for a block with this text, or None if it is no paragraph of the document.

        Paragraphs with the same text come one after the other; the last of them also for what is there once more.
        """
        queue = self.waiting.get(letters(text))
        if not queue:
            return None
        self.used.add(queue[0])
        return self.by_paragraph[queue.popleft() if len(queue) > 1 else queue[0]]

    def like(self, text: str) -> list[Piece] | None:
        """The same for text that repeats a paragraph's and is none itself: a table of contents, a picture's caption."""
        queue = self.waiting.get(letters(text))
        return self.by_paragraph[queue[0]] if queue else None

    def said(self, text: str) -> str:
        """Such text as a plain string; itself where it repeats nothing."""
        found = self.like(text) if letters(text) else None
        return " ".join(piece.target for piece in found) if found else text


def letters(text: str) -> str:
    """Letters and figures alone: what is the same in a file and in the repaired text read from it."""
    return "".join(c for c in text.casefold() if c.isalnum())
