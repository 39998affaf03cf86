"""Word links from cross-attention: which source word each word of the output was made from.

The attention is the mean over all heads of one decoder layer: the last but one where there are three or more, as
Garg et al. (2019, "Jointly Learning to Align and Translate with Transformer Models") found best, else the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.marian.tokenizer import SPACE
from models.translation import Link

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
#: Share of an output word's attention that a source word must have to be linked with it.
LEAST_SHARE = 0.2


def alignment_layer(layers: int) -> int:
    """The decoder layer (from 0) whose attention is read."""
    return layers - 2 if layers >= 3 else layers - 1


def word_links(
    source: str,
    source_pieces: Sequence[str],
    text: str,
    text_pieces: Sequence[str],
    attention: npt.NDArray[np.float32],
) -> tuple[Link, ...]:
    """Links in the order of the output's words; ``attention`` has shape (text pieces, source pieces)."""
    from_words, to_words = ([m.span() for m in _WORD.finditer(t)] for t in (source, text))
    if not from_words or not to_words:
        return ()
    left = membership(source, source_pieces, from_words)[: attention.shape[1]]
    right = membership(text, text_pieces, to_words)[: attention.shape[0]]
    shares = right.T @ attention[: len(right), : len(left)] @ left
    total = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    best = shares.argmax(axis=1)
    return tuple(
        (*from_words[best[at]], *span) for at, span in enumerate(to_words) if shares[at, best[at]] >= LEAST_SHARE
    )


def membership(text: str, pieces: Sequence[str], words: Sequence[tuple[int, int]]) -> npt.NDArray[np.float32]:
    """Which piece belongs to which word, shape (pieces, words), 0 or 1."""
    table = np.zeros((len(pieces), len(words)), np.float32)
    for row, span in enumerate(piece_spans(text, pieces)):
        if span is not None:
            for column, (start, end) in enumerate(words):
                if span[0] < end and start < span[1]:
                    table[row, column] = 1
    return table


def piece_spans(text: str, pieces: Sequence[str]) -> list[tuple[int, int] | None]:
    """Where each piece stands in its text; None for pieces that normalisation has changed beyond finding."""
    spans: list[tuple[int, int] | None] = []
    at = 0
    for piece in pieces:
        letters = piece.replace(SPACE, " ").strip()
        found = text.find(letters, at, at + len(letters) + 12) if letters else -1
        if found < 0:
            spans.append(None)
            continue
        at = found + len(letters)
        spans.append((found, at))
    return spans
