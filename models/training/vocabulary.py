"""SentencePiece models laid out as a Marian checkpoint has them, and text to ids with them.

``source.spm`` and ``target.spm`` cut text into pieces; ``vocab.json`` alone gives the pieces their numbers:
``</s>`` 0, ``<unk>`` 1, … , ``<pad>`` last. The padding piece has to be last: CTranslate2 cuts it off and
starts decoding from a zero vector, which equals Marian's start from ``<pad>`` only while that row is zero.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.training.corpus import Ids

EOS, UNK, PAD = "</s>", "<unk>", "<pad>"
FILES = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")


def write_layout(
    folder: Path, source: bytes, target: bytes, languages: tuple[str, str] = ("ru", "en")
) -> dict[str, int]:
    """Write the four tokenizer files; returns piece → id. The target's pieces come first."""
    import sentencepiece

    folder.mkdir(parents=True, exist_ok=True)
    vocab = {EOS: 0, UNK: 1}
    for model in (target, source):
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        for i in range(processor.get_piece_size()):
            if not (processor.is_control(i) or processor.is_unknown(i)):
                vocab.setdefault(processor.id_to_piece(i), len(vocab))
    vocab[PAD] = len(vocab)
    config = {
        "tokenizer_class": "MarianTokenizer", "source_lang": languages[0], "target_lang": languages[1],
        "unk_token": UNK, "eos_token": EOS, "pad_token": PAD, "model_max_length": 512, "separate_vocabs": False,
    }  # fmt: skip
    (folder / "source.spm").write_bytes(source)
    (folder / "target.spm").write_bytes(target)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False, indent=0), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    return vocab


def train_unigram(lines: Sequence[str], pieces: int, *, seed: int = 1, most: int = 1_000_000) -> bytes:
    """A SentencePiece unigram model (Kudo 2018) of about ``pieces`` pieces, as file bytes."""
    import sentencepiece

    if len(lines) > most:
        chosen = np.random.default_rng(seed).choice(len(lines), most, replace=False)
        lines = [lines[i] for i in chosen]
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=out, vocab_size=pieces, model_type="unigram",
        character_coverage=0.9998, normalization_rule_name="nmt_nfkc", hard_vocab_limit=False,
        num_threads=os.cpu_count() or 1, max_sentence_length=8000, minloglevel=2,
    )  # fmt: skip
    return out.getvalue()


class PieceEncoder:
    """Text to ids and back for one side; the same ids as ``MarianTokenizer`` gives, but batched and threaded."""

    def __init__(self, model: Path, vocab: dict[str, int]) -> None:
        import sentencepiece

        self._processor: Any = sentencepiece.SentencePieceProcessor(model_file=str(model))
        unk = vocab[UNK]
        size = self._processor.get_piece_size()
        table = [vocab.get(self._processor.id_to_piece(i), unk) for i in range(size)]
        table[self._processor.unk_id()] = unk
        self._ids: NDArray[np.int32] = np.array(table, np.int32)
        self._pieces = {number: piece for piece, number in vocab.items()}
        self._special = {vocab[EOS], vocab[PAD]}
        self._eos = np.int32(vocab[EOS])

    def __call__(self, lines: Sequence[str]) -> list[Ids]:
        """The most likely pieces of each line, ``</s>`` at the end."""
        return self._numbered(self._processor.encode(list(lines), out_type=int, num_threads=os.cpu_count() or 1))

    def sampled(self, lines: Sequence[str], alpha: float) -> list[Ids]:
        """A random segmentation of each line (subword regularisation, Kudo 2018); smaller alpha, more random."""
        cut = self._processor.encode(
            list(lines), out_type=int, enable_sampling=True, alpha=alpha, nbest_size=-1, num_threads=os.cpu_count() or 1
        )
        return self._numbered(cut)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of these ids; ``</s>`` and ``<pad>`` are left out."""
        pieces = [self._pieces[number] for number in ids if number not in self._special]
        return str(self._processor.decode_pieces(pieces))

    def _numbered(self, sentences: list[list[int]]) -> list[Ids]:
        return [np.append(self._ids[np.asarray(one, np.int64)], self._eos) for one in sentences]


def read_vocab(folder: Path) -> dict[str, int]:
    """Piece → id of a checkpoint."""
    try:
        vocab: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ModelError(
            "{folder}: no readable vocab.json ({fault}); it must be a Marian model directory",
            folder=folder,
            fault=fault,
        ) from None
    return vocab


def load_encoders(folder: Path) -> tuple[PieceEncoder, PieceEncoder, dict[str, int]]:
    """(source encoder, target encoder, piece → id) of a Marian model directory."""
    vocab = read_vocab(folder)
    return PieceEncoder(folder / "source.spm", vocab), PieceEncoder(folder / "target.spm", vocab), vocab
