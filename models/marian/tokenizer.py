"""Marian's tokenizer: SentencePiece, then ``vocab.json``; the same ids as ``transformers.MarianTokenizer``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelError, reason

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

#: What SentencePiece writes for a space.
SPACE = "▁"
EOS, UNK, PAD = "</s>", "<unk>", "<pad>"
_LANGUAGE_CODE = re.compile(r">>[^<>]*<<")

_PLACEHOLDER = re.compile(r"⟦\d⟧")


class MarianTokenizer:
    """Text to pieces and back. Safe to share between threads.

    Unlike transformers' class it takes ``</s>`` or ``<pad>`` written in a text as plain text, so that no text
    can end a sentence early.
    """

    def __init__(self, folder: Path) -> None:
        """Load ``source.spm`` and ``target.spm``.

        Raises:
            ModelError: a file is missing or is no SentencePiece model.
        """
        self._source = _load(folder / "source.spm")
        same = (folder / "source.spm").read_bytes() == (folder / "target.spm").read_bytes()
        self._target = self._source if same else _load(folder / "target.spm")

    def encode(self, text: str) -> list[str]:
        """Pieces of a source text, without the closing ``</s>``; a leading ``>>xxx<<`` stays one piece."""
        code = _LANGUAGE_CODE.match(text)
        pieces = self._source.EncodeAsPieces(text[code.end() :] if code else text)
        # A run of characters unknown to SentencePiece comes back as it stands, so "</s>" can come out of a text.
        plain = [UNK if piece in (EOS, PAD) else piece for piece in pieces]
        return [code[0], *plain] if code else plain

    def encode_target(self, text: str) -> list[str]:
        """Pieces of a target text, without the closing ``</s>``."""
        return list(self._target.EncodeAsPieces(text))

    def placeholders(self, names: object) -> tuple[str, ...]:
        """Of a list of names such as ``⟦0⟧`` those that are a piece on either side."""
        listed = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        sides = (self._source, self._target)
        return tuple(
            name
            for name in listed
            if _PLACEHOLDER.fullmatch(name) and all(side.PieceToId(name) != side.unk_id() for side in sides)
        )

    def decode(self, pieces: Sequence[str]) -> str:
        """Text of target pieces; ``</s>``, ``<pad>`` and ``<unk>`` are left out."""
        kept = [piece for piece in pieces if piece not in (EOS, PAD, UNK)]
        return str(self._target.DecodePieces(kept)).replace(SPACE, " ").strip()


def pieces_of(path: Path) -> list[str]:
    """All pieces of a SentencePiece model, special ones too.

    Raises:
        ModelError: missing or damaged.
    """
    processor = _load(path)
    return [str(processor.IdToPiece(number)) for number in range(processor.GetPieceSize())]


def _load(path: Path) -> SentencePieceProcessor:
    """Open one SentencePiece model."""
    from sentencepiece import SentencePieceProcessor

    processor = SentencePieceProcessor()
    try:
        loaded = processor.LoadFromSerializedProto(path.read_bytes())
    except OSError as error:
        raise ModelError(
            "{path}: cannot be read ({reason}); the model folder is incomplete", path=path, reason=reason(error)
        ) from error
    except RuntimeError as error:
        raise ModelError(
            "{path}: not a SentencePiece model, or damaged; download the model again", path=path
        ) from error
    if not loaded:
        raise ModelError("{path}: not a SentencePiece model, or damaged; download the model again", path=path)
    return processor
