"""Document, Paragraph, Sentence: text in one language, with every sentence's place in the plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal, get_args

from aligner.core.code import Code, Content, rejoined

Kind = Literal[
    "heading", "body", "list-item", "quote", "verse", "caption", "table-cell", "note", "header", "comment", "contents",
    "metadata",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
#: Kinds outside the running text: notes, headers and footers, comments, tables of contents, and what is not printed
#: (titles, descriptions, alternative texts, labels). Translated with the document; read and aligned only on demand.
OUTSIDE: frozenset[str] = frozenset(("note", "header", "comment", "contents", "metadata"))

#: What stands between two paragraphs in a document's plain text.
PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and its half-open character span ``[start, end)`` in the document's plain text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its kind, its span in the plain text, and its sentences (none before segmentation).

    ``level`` is a heading's or list item's depth, from 1; 0 where there is none. ``block`` is the number under which
    the file's filter knows it, -1 where no one paragraph of the file is behind it.
    """

    kind: Kind
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()
    level: int = 0
    block: int = -1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a document came from, for reports and exports; nothing in it changes the text.

    ``digest`` is the SHA-256 of the file, in hex: a translation is only written into the file that was read.
    """

    name: str = ""
    format: str = ""
    encoding: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Text in one language.

    ``text`` is the plain text after repair: paragraphs joined by a blank line. Every sentence is a slice of
    it, so the text can be rebuilt exactly from the sentences and the gaps between them (``pieces``). ``codes`` are the
    inline codes over ``text``, in the order of their starts; a code lies within one paragraph.

    Raises:
        ValueError: a span is out of order, out of its paragraph, or does not hold the sentence's text.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    language: str = "und"
    title: str = ""
    provenance: Provenance = field(default=Provenance())
    codes: tuple[Code, ...] = ()
    _flat: tuple[Sentence, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        """Check the spans."""
        at = 0
        for number, paragraph in enumerate(self.paragraphs):
            if not at <= paragraph.start <= paragraph.end <= len(self.text):
                raise ValueError(f"paragraph {number}: span {paragraph.start}-{paragraph.end} out of order")
            at = paragraph.start
            for sentence in paragraph.sentences:
                if not at <= sentence.start < sentence.end <= paragraph.end:
                    raise ValueError(f"paragraph {number}: sentence span {sentence.start}-{sentence.end} out of order")
                if self.text[sentence.start : sentence.end] != sentence.text:
                    raise ValueError(f"paragraph {number}: sentence at {sentence.start} is not the text at its span")
                at = sentence.end
            at = paragraph.end
        if self.codes:
            if any(code.end > len(self.text) for code in self.codes):
                raise ValueError("a code is beyond the text")
            if any(two.start < one.start for one, two in pairwise(self.codes)):
                raise ValueError("codes out of order")
        object.__setattr__(self, "_flat", tuple(s for p in self.paragraphs for s in p.sentences))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order; beads count in these."""
        return self._flat

    def paragraph_text(self, paragraph: Paragraph) -> str:
        """The plain text of one of the document's paragraphs."""
        return self.text[paragraph.start : paragraph.end]

    def paragraph_of_sentence(self) -> list[int]:
        """For each sentence, the index of its paragraph."""
        return [number for number, p in enumerate(self.paragraphs) for _ in p.sentences]

    def sentence_contents(self) -> list[Content]:
        """Each sentence with its codes, counted in its text.

        A code between two sentences belongs to the first, at its end; one before the first sentence of a paragraph to
        that, at its beginning. A span over several sentences is in each of them as a piece of its own.
        """
        if not self.codes:
            return [Content(s.text) for s in self._flat]
        found: list[Content] = []
        waiting: list[Code] = []
        number = 0
        for paragraph in self.paragraphs:
            here: list[Code] = []
            while number < len(self.codes) and (
                self.codes[number].start < paragraph.end
                or (self.codes[number].alone and self.codes[number].start == paragraph.end)
            ):
                here.append(self.codes[number])
                number += 1
            waiting = here
            for at, sentence in enumerate(paragraph.sentences):
                following = paragraph.sentences[at + 1] if at + 1 < len(paragraph.sentences) else None
                mine, waiting = _divided(waiting, sentence, following)
                found.append(Content(sentence.text, tuple(mine)))
        return found

    def pieces(self) -> Iterator[tuple[str, Sentence | None]]:
        """Sentences and the gaps between them, in order: joined, they are ``text``."""
        at = 0
        for sentence in self.sentences:
            if at < sentence.start:
                yield self.text[at : sentence.start], None
            yield sentence.text, sentence
            at = sentence.end
        if at < len(self.text):
            yield self.text[at:], None


def _divided(codes: Sequence[Code], sentence: Sentence, following: Sentence | None) -> tuple[list[Code], list[Code]]:
    """The codes of a sentence, counted in its text, and those that are left for the sentences that follow."""
    mine: list[Code] = []
    rest: list[Code] = []
    start, end = sentence.start, sentence.end
    for code in codes:
        if following is None or code.start < following.start or (code.breaks and code.start == end):
            first, last = min(max(code.start, start), end), min(max(code.end, start), end)
            goes_on = following is not None and code.end > following.start
            if first < last or not goes_on:
                mine.append(replace(code, start=first - start, end=last - start, closes=code.closes and not goes_on))
            if goes_on and following is not None:
                opens = code.opens and first == last
                rest.append(replace(code, start=max(code.start, following.start), opens=opens))
        else:
            rest.append(code)
    return mine, rest


def document_from_paragraphs(
    paragraphs: Iterable[tuple[Kind, str] | tuple[Kind, str, int]],
    *,
    language: str = "und",
    title: str = "",
    provenance: Provenance | None = None,
) -> Document:
    """An unsegmented document from (kind, text[, level]) rows; white-space-only rows are left out."""
    made: list[Paragraph] = []
    parts: list[str] = []
    at = 0
    for row in paragraphs:
        kind, text = row[0], row[1].strip()
        if not text:
            continue
        if parts:
            at += len(PARAGRAPH_BREAK)
        made.append(Paragraph(kind, at, at + len(text), level=row[2] if len(row) == 3 else 0))
        parts.append(text)
        at += len(text)
    return Document(PARAGRAPH_BREAK.join(parts), tuple(made), language, title, provenance or Provenance())


def document_from_sentences(
    paragraphs: Iterable[tuple[Kind, Sequence[str | Content]] | tuple[Kind, Sequence[str | Content], int]],
    *,
    language: str,
    title: str = "",
    provenance: Provenance | None = None,
) -> Document:
    """A segmented document from (kind, sentences[, level]) rows, sentences joined by a space.

    The codes of sentences that are contents become the document's.
    Empty sentences cannot stand in a document; the caller leaves them out.

    Raises:
        ValueError: a sentence is empty or only white space.
    """
    made: list[Paragraph] = []
    parts: list[str] = []
    codes: list[Code] = []
    at = 0
    for row in paragraphs:
        kind, rows = row[0], row[1]
        if not rows:
            continue
        if parts:
            parts.append(PARAGRAPH_BREAK)
            at += len(PARAGRAPH_BREAK)
        start = at
        sentences: list[Sentence] = []
        for number, one in enumerate(rows):
            text = one.text if isinstance(one, Content) else one
            if not text.strip():
                raise ValueError("an empty sentence cannot stand in a document")
            if number:
                parts.append(" ")
                at += 1
            if isinstance(one, Content):
                codes.extend(code.moved(at) for code in one.codes)
            sentences.append(Sentence(text, at, at + len(text)))
            parts.append(text)
            at += len(text)
        made.append(Paragraph(kind, start, at, tuple(sentences), row[2] if len(row) == 3 else 0))
    text = "".join(parts)
    return Document(text, tuple(made), language, title, provenance or Provenance(), rejoined(text, codes))


def running(document: Document) -> Document:
    """The document without what stands after its running text: notes, headers, comments, metadata.

    A document that is nothing else stays whole.
    """
    count = len(document.paragraphs)
    while count and document.paragraphs[count - 1].kind in OUTSIDE:
        count -= 1
    if count in (0, len(document.paragraphs)):
        return document
    end = document.paragraphs[count - 1].end
    codes = tuple(code for code in document.codes if code.end <= end)
    return replace(document, text=document.text[:end], paragraphs=document.paragraphs[:count], codes=codes)


def with_sentences(document: Document, spans: Sequence[Sequence[tuple[int, int]]]) -> Document:
    """The same document with sentences cut at these spans: one list of (start, end) a paragraph."""
    text = document.text
    paragraphs = tuple(
        Paragraph(p.kind, p.start, p.end, tuple([Sentence(text[a:b], a, b) for a, b in cut]), p.level, p.block)
        for p, cut in zip(document.paragraphs, spans, strict=True)
    )
    return replace(document, paragraphs=paragraphs)
