"""Build Marian checkpoints with random weights, of any shape, in Hugging Face layout; numpy only."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from safetensors.numpy import save_file

RU = "Совет Безопасности принял резолюцию о положении в Сирии. Президент встретился с министром иностранных дел."
EN = "The Security Council adopted a resolution on the situation in Syria. The President met the Foreign Minister."


def spm_model(text: str, pieces: int) -> bytes:
    """A small SentencePiece unigram model of some text, byte fallback off, as opus-mt has it."""
    out = io.BytesIO()
    words = text.split()
    lines = [" ".join(words[i:] + words[:i]) for i in range(len(words))]
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(lines),
        model_writer=out,
        vocab_size=pieces,
        hard_vocab_limit=False,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        minloglevel=2,
        num_threads=1,
    )
    return out.getvalue()


def random_tensors(config: dict[str, Any], seed: int = 0) -> dict[str, np.ndarray]:
    """Every tensor of a ``MarianMTModel``, under the names that transformers saves."""
    rng = np.random.default_rng(seed)
    size, vocab = config["d_model"], config["vocab_size"]

    def matrix(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)

    tensors = {"model.shared.weight": matrix(vocab, size), "final_logits_bias": 0.3 * matrix(1, vocab)}
    tensors["model.shared.weight"][-1] = 0
    for side in ("encoder", "decoder"):
        hidden = config[f"{side}_ffn_dim"]
        for number in range(config[f"{side}_layers"]):
            base = f"model.{side}.layers.{number}."
            norms = ["self_attn_layer_norm", "final_layer_norm"]
            attentions = ["self_attn"]
            if side == "decoder":
                norms.append("encoder_attn_layer_norm")
                attentions.append("encoder_attn")
            for name in norms:
                tensors[f"{base}{name}.weight"] = 1 + 0.1 * matrix(size)
                tensors[f"{base}{name}.bias"] = 0.1 * matrix(size)
            for name in attentions:
                for part in "qkv":
                    tensors[f"{base}{name}.{part}_proj.weight"] = matrix(size, size)
                    tensors[f"{base}{name}.{part}_proj.bias"] = 0.1 * matrix(size)
                tensors[f"{base}{name}.out_proj.weight"] = matrix(size, size)
                tensors[f"{base}{name}.out_proj.bias"] = 0.1 * matrix(size)
            tensors[f"{base}fc1.weight"], tensors[f"{base}fc1.bias"] = matrix(hidden, size), 0.1 * matrix(hidden)
            tensors[f"{base}fc2.weight"], tensors[f"{base}fc2.bias"] = matrix(size, hidden), 0.1 * matrix(size)
    return tensors


def write_checkpoint(
    folder: Path,
    *,
    d_model: int = 32,
    layers: tuple[int, int] = (2, 2),
    heads: int = 4,
    ffn: int = 64,
    activation: str = "swish",
    vocab_size: int | None = None,
    scale_embedding: bool = True,
    seed: int = 0,
    sentencepiece_models: tuple[bytes, bytes] | None = None,
    codes: tuple[str, ...] = (),
    languages: tuple[str, str] = ("ru", "en"),
    **generation: Any,
) -> Path:
    """Write a complete checkpoint and return its folder. ``vocab_size`` pads the vocabulary with unused pieces.

    Pieces of the source alone are as good as never put out, as in a trained model. ``codes`` are language tokens,
    ``languages`` what the tokenizer's settings say.
    """
    folder.mkdir(parents=True, exist_ok=True)
    source, target = sentencepiece_models or (spm_model(RU, 60), spm_model(EN, 60))
    known = {}
    for name, model in (("source.spm", source), ("target.spm", target)):
        (folder / name).write_bytes(model)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        known[name] = [processor.IdToPiece(number) for number in range(processor.GetPieceSize())]
    pieces = list(dict.fromkeys(["</s>", "<unk>", *codes, *known["source.spm"], *known["target.spm"]]))
    if vocab_size is not None:
        pieces += [f"unused{number}" for number in range(vocab_size - 1 - len(pieces))]
    pieces.append("<pad>")
    pad = len(pieces) - 1
    config = {
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "d_model": d_model,
        "encoder_layers": layers[0],
        "decoder_layers": layers[1],
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": ffn,
        "decoder_ffn_dim": ffn,
        "activation_function": activation,
        "scale_embedding": scale_embedding,
        "static_position_embeddings": True,
        "tie_word_embeddings": True,
        "share_encoder_decoder_embeddings": True,
        "max_position_embeddings": 512,
        "vocab_size": len(pieces),
        "decoder_vocab_size": len(pieces),
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "bos_token_id": None,
        "is_encoder_decoder": True,
        "dropout": 0.0,
    }
    settings = {
        "bad_words_ids": [[pad]],
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": 512,
        "num_beams": 4,
        **generation,
    }
    tensors = random_tensors(config, seed)
    never = frozenset([*known["source.spm"], *codes]).difference(known["target.spm"])
    tensors["final_logits_bias"][0, [number for number, piece in enumerate(pieces) if piece in never]] -= 50
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    files = {
        "config.json": config,
        "generation_config.json": settings,
        "vocab.json": {piece: number for number, piece in enumerate(pieces)},
        "tokenizer_config.json": {
            "tokenizer_class": "MarianTokenizer",
            "source_lang": languages[0],
            "target_lang": languages[1],
        },
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder
