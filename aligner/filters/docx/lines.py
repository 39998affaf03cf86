"""Tabs and line breaks inside a paragraph: does a sentence end there, or does it go on behind?"""

from __future__ import annotations

from aligner.filters.docx.appearance import Looks, is_seen_on_blanks
from aligner.filters.docx.pieces import Alone, Piece, Text
from aligner.filters.inline import goes_on

_BEFORE_LETTERS = "«“„\"'([ "


def separates(before: str, after: str, *, stops: bool) -> bool:
    """Does a tab stand between two items, and not in place of a space? ``stops``: its paragraph sets tab stops.

    A sentence goes on behind a tab where a small letter follows a letter or a comma and nothing says otherwise.
    """
    if stops:
        return True
    begins = after.lstrip(_BEFORE_LETTERS)[:1]
    last = before[-1:]
    return not (begins.islower() and (last.isalpha() or last == ",") and len(before.split()) > 1)


def with_blanks_apart(pieces: list[Piece], looks: Looks, set_by_style: frozenset[str]) -> list[Piece]:
    """The pieces with underlined white space, the blank of a form, standing alone as a tab does."""
    if not any(isinstance(piece, Text) and len(piece.text) > 2 and piece.text.isspace() for piece in pieces):
        return pieces
    made: list[Piece] = []
    for piece in pieces:
        if (
            isinstance(piece, Text)
            and len(piece.text) > 2
            and piece.properties is not None
            and piece.text.isspace()
            and is_seen_on_blanks(looks.look(piece.properties, set_by_style))
        ):
            made.append(Alone("other", piece.text, [piece.part], separates=True))
        else:
            made.append(piece)
    return made


def decide(pieces: list[Piece], stops: bool) -> None:
    """Say of each tab, line break and blank whether a sentence ends there; those in a row are of one mind."""
    group: list[Alone] = []
    before: list[str] = []
    line: list[str] = []
    for piece in (*pieces, None):
        if isinstance(piece, Text):
            line.append(piece.text)
        elif piece is None or (isinstance(piece, Alone) and piece.separates):
            text = "".join(line).strip()
            if (text or piece is None) and group:
                ahead = "".join(before).strip()
                _decide_group(group, ahead, text, stops)
                group = []
            if text:
                before = line
            line = []
            if piece is not None:
                group.append(piece)


def _decide_group(group: list[Alone], before: str, after: str, stops: bool) -> None:
    if not before or not after:
        breaks = False
    elif any(one.kind == "break" for one in group):
        breaks = any(one.breaks for one in group) or not goes_on(before, after)
    else:
        breaks = len(group) > 1 or separates(before, after, stops=stops)
    for one in group:
        one.breaks = one.breaks or breaks
