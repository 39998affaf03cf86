"""A checkpoint laid out as opus-mt-tc-big is: half precision, ReLU, language tokens, settings of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from marian_checkpoints import write_checkpoint
from safetensors.numpy import load_file, save_file

from models.load import load_translator
from models.marian.checkpoint import Checkpoint
from models.marian.engine import GenerationDefaults
from models.marian.modelbin import possible_outputs
from models.marian.tokenizer import MarianTokenizer
from models.translation import Decoding

BARE = Decoding(beam=1, guards=False)
#: What the converter of Tatoeba-challenge models writes beside the weights.
SETTINGS: dict[str, Any] = {"num_beams": 4, "max_length": 24, "forced_eos_token_id": 0, "renormalize_logits": True}


def tc_big(folder: Path, **shape: Any) -> Path:
    """Write such a checkpoint: float16, and no language in the tokenizer's configuration but groups."""
    codes = (">>rus<<", ">>ukr<<", ">>bel<<")
    write_checkpoint(folder, activation="relu", codes=codes, **shape, **SETTINGS)
    tensors = {name: tensor.astype(np.float16) for name, tensor in load_file(folder / "model.safetensors").items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    languages = {
        "source_lang": "zle",
        "target_lang": "eng",
        "separate_vocabs": False,
        "tokenizer_class": "MarianTokenizer",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(languages))
    return folder


def agree(folder: Path, lines: list[str]) -> None:
    """Both engines put out the same, with and without a language token."""
    fast = load_translator(folder, compute="float32").translate(lines, BARE)
    slow = load_translator(folder, backend="transformers").translate(lines, BARE)
    assert [t.text for t in fast] == [t.text for t in slow]


def test_language_tokens_and_settings(tmp_path: Path, samples: tuple[str, ...]) -> None:
    pytest.importorskip("torch")
    folder = tc_big(tmp_path / "zle-en")
    checkpoint = Checkpoint.open(folder)
    translator = load_translator(folder)
    assert (translator.source_languages, translator.target_language) == (("ru", "uk", "be"), "en")
    tokenizer = MarianTokenizer(folder)
    assert tokenizer.encode(">>ukr<< Так.")[0] == ">>ukr<<"
    assert ">>ukr<<" in checkpoint.vocabulary
    defaults = GenerationDefaults.of(checkpoint.generation)
    assert (defaults.beam, defaults.max_length) == (4, 24)
    kept = {checkpoint.vocabulary[number] for number in possible_outputs(checkpoint)}
    assert {"</s>", "<unk>"} <= kept
    agree(folder, [samples[0], f">>rus<< {samples[0]}", f">>bel<< {samples[1]}"])


@pytest.mark.slow
def test_the_real_tc_big_shape(tmp_path: Path, samples: tuple[str, ...]) -> None:
    """d_model 1024, 6+6 layers of 16 heads, ffn 4096, 57 000 pieces: loads, converts, and both backends agree."""
    pytest.importorskip("torch")
    folder = tc_big(tmp_path / "big", d_model=1024, layers=(6, 6), heads=16, ffn=4096, vocab_size=57_000)
    agree(folder, [samples[0], f">>rus<< {samples[1]}"])
    (int8,) = load_translator(folder).translate([samples[0]], Decoding(beam=4, guards=False))
    assert int8.text
