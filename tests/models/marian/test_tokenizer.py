"""The same pieces, ids and text as ``transformers.MarianTokenizer``."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import ModelError
from models.marian.checkpoint import Checkpoint
from models.marian.tokenizer import UNK, MarianTokenizer
from models.store.registry import embedded

ODD = (
    "",
    " ",
    "  два  пробела ",
    "№ 5 — «цитата» … 25 °C",
    ">>eng<< Привет, мир!",
    "日本語 и 😀",
    "A/RES/71/256",
    "ВСЁ ЗАГЛАВНЫМИ",
    "ё\u0301 комби\u0306нации",
    "tab\tand\u00a0nbsp",
)


@pytest.mark.filterwarnings("ignore:Recommended. pip install sacremoses")
@pytest.mark.parametrize("which", ["embedded", "small"])
def test_ids_and_text_match_transformers(which: str, small: Path, samples: tuple[str, ...]) -> None:
    pytest.importorskip("transformers")
    from transformers import MarianTokenizer as Theirs

    folder = embedded().path if which == "embedded" else small
    theirs, ours = Theirs.from_pretrained(folder), MarianTokenizer(folder)
    vocabulary = {piece: number for number, piece in enumerate(Checkpoint.open(folder).vocabulary)}
    for text in (*samples, *ODD):
        ids = [vocabulary.get(piece, vocabulary[UNK]) for piece in ours.encode(text)]
        assert ids == theirs(text)["input_ids"][:-1], text
        pieces = ours.encode_target(text)
        known = [piece for piece in pieces if piece in vocabulary]
        assert ours.decode(known) == theirs.decode([vocabulary[p] for p in known], skip_special_tokens=True), text


def test_control_tokens_in_a_text_stay_text(small: Path) -> None:
    tokenizer = MarianTokenizer(small)
    assert "</s>" not in tokenizer.encode("Да.</s> Нет.")
    assert tokenizer.decode(["▁The", "</s>", "<pad>"]) == "The"


def test_a_damaged_model_is_said(small: Path, tmp_path: Path) -> None:
    (tmp_path / "target.spm").write_bytes((small / "target.spm").read_bytes())
    with pytest.raises(ModelError, match=r"source\.spm: cannot be read"):
        MarianTokenizer(tmp_path)
    (tmp_path / "source.spm").write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"source\.spm: not a SentencePiece model"):
        MarianTokenizer(tmp_path)
