"""Texts that a person types as the sentences of a bead, with the inline codes that belong to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from aligner.core.code import Code, Content, joined
from server.db.tables import Bead, Bitext
from server.errors import BadRequestError
from server.library.sentences import Row, content_of, row_of, text_of


def retyped_side(
    session: Session, bitext: Bitext, bead: Bead, side: str, text: str, codes: Sequence[Mapping[str, int]] | None = None
) -> list[Row]:
    """The sentences of a side whose text is now this; line breaks become spaces.

    ``codes`` says where in ``text`` the pair's codes stand (``id``, ``start``, ``end``). Without it they are carried
    over from the text before; spans that lose their words, and all codes of a translation typed into an empty side, go
    where the words that they have in the source are.

    Raises:
        BadRequestError: the text cannot be exported; a code is unknown, comes twice, or lies outside the text.
    """
    from aligner.carry.editing import relocated, retyped

    check_text(text)
    before, other = content(getattr(bead, side)), content(bead.target if side == "source" else bead.source)
    if codes is not None:
        made = _spaced(Content(text, _known(codes, text, before, other)))
    else:
        made = retyped(before, " ".join(text.split()))
        own_markup = bitext.kind == "align" and not before.codes
        if side == "target" and other.codes and made.text and not own_markup:
            links = [(a, b, c, d) for a, b, c, d in links_between(bitext, bead.source, made.text)]
            languages = bitext.source_language, bitext.target_language
            made = relocated(other, made, links, languages, missing=not before.text)
    language = bitext.source_language if side == "source" else bitext.target_language
    return sentences_from(made, language, paragraph_at(session, bitext, bead, side))


def content(rows: Sequence[Row]) -> Content:
    """A side's text with its codes."""
    return joined([content_of(row) for row in rows]) if rows else Content("")


def sentences_from(typed: Content, language: str, paragraph: int) -> list[Row]:
    """A text without line breaks as sentences, which end at codes with ``breaks``, too."""
    from aligner.carry.bitext import pieces
    from aligner.core.document import Document, Paragraph
    from aligner.segment import segment

    size = len(typed.text)
    cut = segment(Document(typed.text, (Paragraph("body", 0, size),) if size else (), language, codes=typed.codes))
    spans = [(sentence.start, sentence.end) for sentence in cut.sentences]
    made = pieces(typed, spans) if spans else []
    ends = [0, *(end for _, end in spans)]
    return [
        row_of(one, paragraph, typed.text[end:start]) for one, (start, _), end in zip(made, spans, ends, strict=False)
    ]


def paragraph_at(session: Session, bitext: Bitext, bead: Bead, side: str) -> int:
    """The paragraph for a sentence typed into an empty side: that of the nearest sentence before, or else after."""
    rows: list[Row] = getattr(bead, side)
    if rows:
        return int(rows[0][1])
    column = Bead.source if side == "source" else Bead.target
    near = sa.select(column).where(Bead.bitext_id == bitext.id)
    for query, last in (
        (near.where(Bead.rank < bead.rank).order_by(Bead.rank.desc()), -1),
        (near.where(Bead.rank > bead.rank).order_by(Bead.rank), 0),
    ):
        for found in session.scalars(query.limit(200)):
            if found:
                return int(found[last][1])
    return 0


def links_between(bitext: Bitext, source: Sequence[Row], target: str) -> list[list[int]]:
    """Word links of a bead that a person typed."""
    from aligner.align.links import link_words

    languages = (bitext.source_language, bitext.target_language)
    return [list(link) for link in link_words(text_of(source), target, languages)]


def check_text(text: str) -> None:
    """Refuse what no export could hold."""
    if "\x00" in text:
        raise BadRequestError("the text holds a null character; remove it")


def _known(codes: Sequence[Mapping[str, Any]], text: str, before: Content, other: Content) -> tuple[Code, ...]:
    """The codes of a pair at the places that the caller gives them: one for each, or one for each of its pieces."""
    known: dict[int, list[Code]] = {}
    for side in (other, before):
        known.update({code.id: [] for code in side.codes})
        for code in side.codes:
            known[code.id].append(code)
    places: dict[int, list[tuple[int, int]]] = {}
    for place in codes:
        number, start, end = place["id"], place["start"], place["end"]
        if number not in known:
            raise BadRequestError("neither text of the pair has a code {id}", id=number)
        if len(places.setdefault(number, [])) == len(known[number]):
            raise BadRequestError("code {id} comes twice; give each once", id=number)
        if not 0 <= start <= end <= len(text):
            raise BadRequestError("code {id}: {start}-{end} is not in the text", id=number, start=start, end=end)
        places[number].append((start, end))
    made: list[Code] = []
    for number, spans in places.items():
        pieces = known[number][: len(spans)]
        pieces[-1] = replace(pieces[-1], closes=known[number][-1].closes)
        for piece, (start, end) in zip(pieces, sorted(spans), strict=True):
            made.append(replace(piece, start=start, end=end))
    return tuple(sorted(made, key=lambda code: (code.start, -code.end)))


def _spaced(typed: Content) -> Content:
    """With single spaces, and none around it."""
    from aligner.repair.tidy import edited

    size = len(typed.text)
    edits = [
        (found.start(), found.end(), " " if found.start() > 0 and found.end() < size else "")
        for found in re.finditer(r"\s+", typed.text)
        if found[0] != " " or found.start() == 0 or found.end() == size
    ]
    return edited(typed, edits)
