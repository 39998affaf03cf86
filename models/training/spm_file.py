"""SentencePiece unigram models as files: written from a list of pieces, or with some of their pieces changed.

The file is a protocol buffer (sentencepiece_model.proto): field 1 repeats the pieces, the other fields hold
the trainer's and the normaliser's settings. SentencePiece itself trains a throw-away model, and its settings
are kept with our pieces in place of its own, so that the normaliser (nmt_nfkc, as XLM-R has) is the library's.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED = 1, 2, 3, 4, 5
_VARINT, _BYTES, _FLOAT = 0, 2, 5


class Piece(NamedTuple):
    """One piece: its text, its log probability, and its kind, one of the constants above."""

    text: str
    score: float
    kind: int


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _field(number: int, wire: int, payload: bytes) -> bytes:
    head = _varint(number << 3 | wire)
    return head + _varint(len(payload)) + payload if wire == _BYTES else head + payload


def _piece(text: str, score: float, kind: int) -> bytes:
    body = _field(1, _BYTES, text.encode()) + _field(2, _FLOAT, struct.pack("<f", score))
    return _field(1, _BYTES, body + _field(3, _VARINT, _varint(kind)))


def _top_level(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(field number, its bytes with their head) of a message whose fields are all length-delimited."""
    at = 0
    while at < len(data):
        start = at
        tag, at = _read_varint(data, at)
        length, at = _read_varint(data, at)
        at += length
        yield tag >> 3, data[start:at]


def unigram_model(pieces: Sequence[str], scores: Sequence[float]) -> bytes:
    """A unigram model that knows exactly ``pieces`` (and <unk>, <s>, </s> before them), as file bytes."""
    import sentencepiece

    thrown_away = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g h"] * 20), model_writer=thrown_away, vocab_size=16,
        model_type="unigram", hard_vocab_limit=False, minloglevel=2, normalization_rule_name="nmt_nfkc",
    )  # fmt: skip
    settings = b"".join(field for number, field in _top_level(thrown_away.getvalue()) if number != 1)
    special = _piece("<unk>", 0.0, UNKNOWN) + _piece("<s>", 0.0, CONTROL) + _piece("</s>", 0.0, CONTROL)
    return special + b"".join(_piece(p, s, NORMAL) for p, s in zip(pieces, scores, strict=True)) + settings


def read_pieces(model: bytes) -> list[Piece]:
    """The pieces of a model, in its order."""
    found = []
    for number, field in _top_level(model):
        if number != 1:
            continue
        at = _read_varint(field, _read_varint(field, 0)[1])[1]  # past the field's own tag and length
        text, score, kind = "", 0.0, NORMAL  # what proto2 leaves out when it has the default
        while at < len(field):
            tag, at = _read_varint(field, at)
            value, after = _read_varint(field, at) if tag & 7 != _FLOAT else (0, at + 4)
            if tag == 1 << 3 | _BYTES:
                text, after = field[after : after + value].decode(), after + value
            elif tag == 2 << 3 | _FLOAT:
                (score,) = struct.unpack("<f", field[at:after])
            elif tag == 3 << 3 | _VARINT:
                kind = value
            at = after
        found.append(Piece(text, score, kind))
    return found


def with_pieces(model: bytes, pieces: Sequence[Piece]) -> bytes:
    """A model with other pieces; the settings of its trainer and its normaliser stay."""
    settings = b"".join(field for number, field in _top_level(model) if number != 1)
    return b"".join(_piece(*piece) for piece in pieces) + settings
