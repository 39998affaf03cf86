"""Inline codes of a bitext's source carried to its target, bead by bead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from aligner.carry.carrying import carried, placed
from aligner.carry.spans import Span
from aligner.core.bitext import Bead, Bitext, Link
from aligner.core.code import Code, Content, rejoined
from aligner.core.document import Document, Paragraph, Sentence

if TYPE_CHECKING:
    from models.encoder import SentenceEncoder


def carry_bitext(bitext: Bitext, encoder: SentenceEncoder | None = None) -> Bitext:
    """The bitext with the codes of its source in its target, wherever a bead's target lacks any of its source's.

    Word links are made for these beads alone, with ``encoder`` (by default the one that comes with Tolmach) for words
    that the lexicon does not know; those that a bead has from its model fill what they leave open. Beads whose target
    has all codes stay. Paragraphs, their blocks and what stands between sentences stay; sentences change where a code
    with ``keep`` brings the source's own text.
    """
    wanted = [
        (number, source, target)
        for number, (bead, source, target) in enumerate(bitext.contents())
        if not bead.is_null and {code.id for code in source.codes} - {code.id for code in target.codes}
    ]
    if not wanted:
        return bitext
    links = _links([(source.text, target.text) for _, source, target in wanted], bitext, encoder)
    sentences = bitext.target.sentence_contents()
    beads = list(bitext.beads)
    languages = bitext.source.language, bitext.target.language
    for (number, source, target), found in zip(wanted, links, strict=True):
        bead = beads[number]
        places = bead.target
        both = together(found, bead.links)
        made, beads[number] = _bead(bead, source, target, both, languages, [sentences[n] for n in places])
        sentences[places.start : places.stop] = made
    return replace(bitext, target=_rewritten(bitext.target, sentences), beads=tuple(beads))


def together(first: Sequence[Link], others: Sequence[Link]) -> tuple[Link, ...]:
    """Links of two kinds: the first, and of the others those between words that the first leave without any."""
    ours, theirs = {link[:2] for link in first}, {link[2:] for link in first}
    return (*first, *(link for link in others if link[:2] not in ours and link[2:] not in theirs))


def _links(pairs: list[tuple[str, str]], bitext: Bitext, encoder: SentenceEncoder | None) -> list[tuple[Link, ...]]:
    from aligner.align.links import link_pairs
    from models.encoder import load_encoder

    return link_pairs(pairs, (bitext.source.language, bitext.target.language), encoder or load_encoder())


def _bead(
    bead: Bead,
    source: Content,
    target: Content,
    links: Sequence[Link],
    languages: tuple[str, str],
    sentences: Sequence[Content],
) -> tuple[list[Content], Bead]:
    """The bead's target sentences with the codes, and the bead with its links where the text has moved."""
    ends: list[int] = []
    for sentence in sentences:
        start = ends[-1] + 1 if ends else 0
        ends += [start, start + len(sentence.text)]
    marks = [*ends, *(place for link in bead.links for place in link[2:])]
    made, moved = carried(source, target.text, links, languages, marks)
    cuts = _cuts(made.text, moved[: len(ends)])
    if cuts is None:  # what is kept has gone over the end of a sentence: then the text stays as it is
        made, cuts = placed(source, target.text, links, languages), list(zip(ends[::2], ends[1::2], strict=True))
    if made.text == target.text:
        mine = {code.id for code in target.codes}
        codes = [*target.codes, *(code for code in made.codes if code.id not in mine)]
        made = Content(
            made.text, tuple(sorted(codes, key=lambda code: (code.start, -code.end))) if mine else made.codes
        )
    else:
        pairs = zip(moved[len(ends) :: 2], moved[len(ends) + 1 :: 2], strict=True)
        kept = tuple((a, b, c, d) for (a, b, *_), (c, d) in zip(bead.links, pairs, strict=True) if c < d)
        bead = replace(bead, links=kept)
    return pieces(made, cuts), bead


def _cuts(text: str, marks: Sequence[int]) -> list[Span] | None:
    """The sentences of a changed text; None where they do not fill it, or one is empty."""
    cuts = list(zip([0, *marks[2::2]], [*marks[1:-1:2], len(text)], strict=True))
    if any(not text[a:b].strip() for a, b in cuts):
        return None
    return cuts if all(text[one[1] : two[0]] == " " for one, two in pairwise(cuts)) else None


def pieces(content: Content, cuts: Sequence[Span]) -> list[Content]:
    """The sentences of a content; a code between two is at the end of the first, a span over several in pieces."""
    codes: list[list[Code]] = [[] for _ in cuts]
    for code in content.codes:
        hits = [n for n, (start, end) in enumerate(cuts) if max(start, code.start) < min(end, code.end)]
        if not hits:
            n = max(n for n, (start, _) in enumerate(cuts) if start <= code.start)
            at = min(code.start, cuts[n][1]) - cuts[n][0]
            codes[n].append(replace(code, start=at, end=at))
        for n in hits:
            start, end = cuts[n]
            opens, closes = code.opens and n == hits[0], code.closes and n == hits[-1]
            a, b = max(start, code.start) - start, min(end, code.end) - start
            codes[n].append(replace(code, start=a, end=b, opens=opens, closes=closes))
    return [Content(content.text[a:b], tuple(mine)) for (a, b), mine in zip(cuts, codes, strict=True)]


def _rewritten(document: Document, sentences: Sequence[Content]) -> Document:
    """The document with these sentences and their codes; all that stands between them as it was."""
    parts: list[str] = []
    codes: list[Code] = []
    paragraphs: list[Paragraph] = []
    at = reached = number = 0

    def put(text: str) -> None:
        nonlocal at
        parts.append(text)
        at += len(text)

    for paragraph in document.paragraphs:
        put(document.text[reached : paragraph.start])
        reached, start, first = paragraph.start, at, len(parts)
        here: list[Code] = []
        made: list[Sentence] = []
        for sentence in paragraph.sentences:
            put(document.text[reached : sentence.start])
            content = sentences[number]
            here += [code.moved(at - start) for code in content.codes]
            made.append(Sentence(content.text, at, at + len(content.text)))
            put(content.text)
            reached, number = sentence.end, number + 1
        put(document.text[reached : paragraph.end])
        reached = paragraph.end
        paragraphs.append(replace(paragraph, start=start, end=at, sentences=tuple(made)))
        codes += [code.moved(start) for code in rejoined("".join(parts[first:]), here)]
    put(document.text[reached:])
    return replace(document, text="".join(parts), paragraphs=tuple(paragraphs), codes=tuple(codes))
