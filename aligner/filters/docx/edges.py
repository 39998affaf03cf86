"""What stands around all of a paragraph's text and needs no code; and the ranges that need one."""

from __future__ import annotations

from aligner.filters.docx.block import Frame
from aligner.filters.docx.pieces import Alone, Close, Mark, Open, Part, Piece


def framed(pieces: list[Piece]) -> tuple[list[Frame], list[Piece]]:
    """What stands around all text: unseen things at both ends, content controls of the whole; and what is within."""
    frames: list[Frame] = []
    start, end = 0, len(pieces)
    closes: dict[int, int] = {}
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, Open):
            opened.append(at)
        elif isinstance(piece, Close):
            closes[opened.pop()] = at
    while True:
        before: list[Part] = []
        after: list[Part] = []
        while start < end and (parts := _unseen_parts(pieces[start])) is not None:
            before += parts
            start += 1
        while start < end and (parts := _unseen_parts(pieces[end - 1])) is not None:
            after[:0] = parts
            end -= 1
        first = pieces[start] if start < end else None
        if isinstance(first, Open) and first.wrap.kind == "other" and closes[start] == end - 1:
            frames.append((before, first.wrap, after))
            start, end = start + 1, end - 1
            continue
        frames.append((before, None, after))
        break
    core = pieces[start:end]
    # A range with one mark among the text and the other outside is one of the text.
    inside = {piece.key for piece in core if isinstance(piece, Mark)}
    if inside and start + len(pieces) - end:
        outer = [one for one in (*pieces[:start], *pieces[end:]) if isinstance(one, Mark) and one.key in inside]
        held = {id(one.part[0]) for one in outer}
        for frame_before, _, frame_after in frames:
            frame_before[:] = [part for part in frame_before if id(part[0]) not in held]
            frame_after[:] = [part for part in frame_after if id(part[0]) not in held]
        core = [*(one for one in outer if one.starts), *core, *(one for one in outer if not one.starts)]
    return frames, core


def _unseen_parts(piece: Piece) -> list[Part] | None:
    """What an unseen piece stands for; none for what is seen."""
    if isinstance(piece, Mark):
        return [piece.part]
    if isinstance(piece, Alone) and not piece.seen:
        return piece.parts
    return None


def ranges(pieces: list[Piece]) -> dict[int, Mark]:
    """By the place of each mark of a range, its other mark, if both are here."""
    starts: dict[str, int] = {}
    found: dict[int, Mark] = {}
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Mark):
            continue
        if piece.starts:
            starts[piece.key] = at
        elif (start := starts.pop(piece.key, None)) is not None:
            begin = pieces[start]
            assert isinstance(begin, Mark)
            found[start], found[at] = piece, begin
    return found
