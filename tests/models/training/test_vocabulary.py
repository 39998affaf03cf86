"""The layout equals opus-mt's, ids equal MarianTokenizer's, and a written unigram model cuts as it should."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from models.errors import ModelError
from models.training import vocabulary
from models.training.corpus import read_pairs
from models.training.spm_file import unigram_model

SAMPLES = ["Анна видит дом.", "Борис очень часто слышит море.", "Пётр   знает «книгу» № 5 — да?", "日本 €", "", " "]


def test_numbers_begin_with_the_end_and_finish_with_padding(start: Path) -> None:
    vocab = json.loads((start / "vocab.json").read_text(encoding="utf-8"))
    assert [vocab["</s>"], vocab["<unk>"], vocab["<pad>"]] == [0, 1, len(vocab) - 1]
    assert sorted(vocab.values()) == list(range(len(vocab)))


@pytest.mark.parametrize("side", ["source", "target"])
def test_ids_equal_those_of_marian_tokenizer(start: Path, text: Path, side: str) -> None:
    transformers = pytest.importorskip("transformers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it recommends sacremoses, which only normalises punctuation
        theirs = transformers.MarianTokenizer.from_pretrained(start)
    source, target, _ = vocabulary.load_encoders(start)
    sources, targets = read_pairs(text / "train.tsv")
    lines = [*SAMPLES, *sources[:40]] if side == "source" else [*SAMPLES, *targets[:40]]
    ours = (source if side == "source" else target)(lines)
    for line, ids in zip(lines, ours, strict=True):
        expected = theirs(line)["input_ids"] if side == "source" else theirs(text_target=line)["input_ids"]
        assert ids.tolist() == list(expected), line


def test_decoding_gives_the_text_back(start: Path, text: Path) -> None:
    _, target, vocab = vocabulary.load_encoders(start)
    for line in read_pairs(text / "train.tsv")[1][:20]:
        assert target.decode([*target([line])[0].tolist(), vocab["<pad>"]]) == line


def test_sampled_pieces_spell_the_same_text(start: Path, text: Path) -> None:
    _, target, _ = vocabulary.load_encoders(start)
    line = read_pairs(text / "train.tsv")[1][0]
    cuts = {tuple(target.sampled([line], 0.1)[0].tolist()) for _ in range(20)}
    assert len(cuts) > 1
    assert {target.decode(list(cut)) for cut in cuts} == {line}


def test_a_written_model_knows_exactly_its_pieces() -> None:
    import sentencepiece

    model = unigram_model(["▁", "▁мир", "▁ми", "р", "а"], [-5.0, -2.0, -2.5, -4.0, -4.0])
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    assert processor.get_piece_size() == 8
    assert processor.encode("мир мира", out_type=str) == ["▁мир", "▁мир", "а"]
    assert processor.get_score(4) == pytest.approx(-2.0)
    assert processor.encode("МИ\u00adР", out_type=int) == [3, 0]  # the unknown letters as one <unk> after the space


def test_a_folder_without_a_vocabulary_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"vocab\.json"):
        vocabulary.load_encoders(tmp_path)
