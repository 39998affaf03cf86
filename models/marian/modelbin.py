"""Write CTranslate2's ``model.bin`` for a Marian checkpoint, from numpy alone.

``ctranslate2.converters`` does the same by way of torch and transformers, which are large, slow to import and
not needed to translate. The result here is the same byte for byte (tested), but for the choice of the attention
that word links are read from. The format, version 6, as
``ctranslate2/specs/model_spec.py`` writes it: version, spec name, spec revision, then each variable in
alphabetical order (name, rank, dimensions, type, byte count, bytes), then aliases of equal variables.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from models.errors import ModelError
from models.marian.checkpoint import Checkpoint, Float32
from models.marian.links import alignment_layer
from models.marian.tokenizer import EOS, UNK, pieces_of
from models.store.packing import quantise_rows

Array = npt.NDArray[Any]

BINARY_VERSION = 6
SPEC_NAME = "TransformerSpec"
SPEC_REVISION = 7
TYPES = ("float32", "int8", "int16", "int32", "float16", "bfloat16")
#: An output bias below this rules a piece out: no other logit makes up for it.
RULED_OUT = -1000.0
#: Hugging Face activation name -> number in CTranslate2's ``ops/activation.h``.
ACTIVATIONS = {"relu": 0, "gelu_new": 1, "gelu_fast": 1, "gelu_pytorch_tanh": 1, "swish": 2, "silu": 2, "gelu": 3}
ACTIVATIONS |= {"gelu_python": 3, "quick_gelu": 4}


def write_model(
    checkpoint: Checkpoint, out: Path, *, int8: bool, attention: tuple[int, int] | None = None, whole: bool = False
) -> None:
    """Write ``model.bin``, ``config.json`` and the vocabulary into the folder ``out``.

    Pieces that the model cannot put out or never learnt to (``possible_outputs``; Cyrillic ones in a model into English
    that shares one vocabulary) are left out of the decoder, which then has a vocabulary of its own: the same output
    from fewer products, half of them in the embedded and the opus-mt models. ``whole`` keeps them. ``attention`` is
    the decoder layer and the number of heads (0: all) whose attention the model can return; by default what
    ``models.marian.links`` reads. CTranslate2's own converter takes (-1, 1) and the whole.

    Raises:
        ModelError: a tensor is missing or of the wrong shape, or the activation is one CTranslate2 lacks.
    """
    kept = np.arange(len(target_tokens(checkpoint))) if whole else possible_outputs(checkpoint)
    variables = dict(_variables(checkpoint, kept))
    layer, heads = attention or (alignment_layer(int(checkpoint.config["decoder_layers"])), 0)
    variables["decoder/alignment_layer"] = np.array(layer, np.int16)
    variables["decoder/alignment_heads"] = np.array(heads, np.int16)
    aliases = _take_aliases(variables)
    with (out / "model.bin").open("wb") as handle:
        _write(handle, variables, aliases, int8)
    tokens = target_tokens(checkpoint)
    vocabularies = {"shared": tokens}
    if len(kept) < len(tokens):
        vocabularies = {"source": tokens, "target": [tokens[i] for i in kept]}
    for side, words in vocabularies.items():
        (out / f"{side}_vocabulary.json").write_text(json.dumps(words, indent=2), encoding="utf-8")
    facts = {
        "add_source_bos": False,
        "add_source_eos": False,
        "bos_token": "<s>",
        "decoder_start_token": "</s>",
        "eos_token": "</s>",
        "layer_norm_epsilon": None,
        "multi_query_attention": False,
        "unk_token": "<unk>",
    }
    (out / "config.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def target_tokens(checkpoint: Checkpoint) -> list[str]:
    """The vocabulary without a trailing ``<pad>``: the decoder starts from a zero vector instead of that token."""
    tokens = checkpoint.vocabulary
    return tokens[:-1] if tokens[-1] == "<pad>" else tokens


def possible_outputs(checkpoint: Checkpoint) -> npt.NDArray[np.int64]:
    """Ids of the pieces that the model can put out.

    Left out are those that its output bias rules out, and those of ``source.spm`` that ``target.spm`` lacks: no text
    that the model was trained to put out was ever cut into them. Where most of ``target.spm`` is not in the
    vocabulary, it is not what the model was trained with, and says nothing.
    """
    tokens = target_tokens(checkpoint)
    possible = np.ones(len(tokens), bool)
    if "final_logits_bias" in checkpoint.tensors:
        possible &= checkpoint.tensor("final_logits_bias").ravel()[: len(tokens)] > RULED_OUT
    source, target = (frozenset(pieces_of(checkpoint.path / f"{side}.spm")) for side in ("source", "target"))
    if 2 * len(target.intersection(tokens)) > len(target):
        never = source - target
        possible &= np.array([token not in never for token in tokens])
    for special in (EOS, UNK):
        possible[checkpoint.vocabulary.index(special)] = True
    return np.flatnonzero(possible)


def sinusoids(positions: int, size: int) -> Float32:
    """Static position encodings, shape (positions, size): sines in the first half, cosines in the second."""
    column = np.arange(size)
    angle = np.arange(positions)[:, None] / np.power(10000, 2 * (column // 2) / size)[None, :]
    out = np.empty((positions, size), dtype=np.float32)
    half = (size + 1) // 2
    out[:, :half] = np.sin(angle[:, 0::2])
    out[:, half:] = np.cos(angle[:, 1::2])
    return out


def _variables(checkpoint: Checkpoint, kept: npt.NDArray[np.int64]) -> Iterator[tuple[str, Array]]:
    """Every variable of the specification with its value, float32 throughout; ``kept``: the decoder's pieces."""
    config = checkpoint.config
    if config.get("share_encoder_decoder_embeddings", True) is False:
        raise ModelError("{path}: separate source and target vocabularies are not supported", path=checkpoint.path)
    activation = str(config.get("activation_function", "swish"))
    if activation not in ACTIVATIONS:
        raise ModelError(
            "{path}: activation {activation} is not supported", path=checkpoint.path, activation=repr(activation)
        )
    size = int(config["d_model"])
    cut = len(target_tokens(checkpoint))
    embeddings = checkpoint.tensor("model.shared.weight")
    if embeddings.shape != (len(checkpoint.vocabulary), size):
        raise ModelError(
            "{path}: embeddings of shape {shape}, but config.json and vocab.json make it {expected}; the files "
            "belong to different models",
            path=checkpoint.path,
            shape=embeddings.shape,
            expected=(len(checkpoint.vocabulary), size),
        )
    scale = math.sqrt(size) if config.get("scale_embedding", True) else 1.0
    for side in ("encoder", "decoder"):
        yield f"{side}/activation", np.array(ACTIVATIONS[activation], np.int8)
        yield f"{side}/num_heads", np.array(config[f"{side}_attention_heads"], np.int16)
        yield f"{side}/pre_norm", np.array(0, np.int8)
        yield f"{side}/scale_embeddings", np.array(scale, np.float32)
        yield f"{side}/position_encodings/encodings", _positions(checkpoint, side, size)
        for number in range(int(config[f"{side}_layers"])):
            yield from _layer(checkpoint, side, number)
    yield "encoder/embeddings_0/weight", embeddings[:cut]
    yield "encoder/embeddings_merge", np.array(0, np.int8)
    yield "encoder/multi_query_attention", np.array(0, np.int8)
    yield "decoder/embeddings/weight", embeddings[kept]
    yield "decoder/projection/weight", _projection(checkpoint, embeddings)[kept]
    if "final_logits_bias" in checkpoint.tensors and (bias := checkpoint.tensor("final_logits_bias").ravel()).any():
        yield "decoder/projection/bias", bias[kept]
    for name in ("alibi", "alibi_use_positive_positions", "scale_alibi"):
        yield f"decoder/{name}", np.array(0, np.int8)
    yield "decoder/start_from_zero_embedding", np.array(1, np.int8)


def _projection(checkpoint: Checkpoint, embeddings: Float32) -> Float32:
    """The output matrix: the embeddings themselves unless the checkpoint unties them."""
    if checkpoint.config.get("tie_word_embeddings", True):
        return embeddings
    return checkpoint.tensor("lm_head.weight")


def _positions(checkpoint: Checkpoint, side: str, size: int) -> Float32:
    """Position encodings as stored, or computed where the checkpoint leaves them out."""
    name = f"model.{side}.embed_positions.weight"
    if name in checkpoint.tensors:
        return checkpoint.tensor(name)
    return sinusoids(int(checkpoint.config.get("max_position_embeddings", 512)), size)


def _layer(checkpoint: Checkpoint, side: str, number: int) -> Iterator[tuple[str, Array]]:
    """One transformer layer; CTranslate2 keeps query, key and value in one matrix where they share an input."""
    here, there = f"{side}/layer_{number}", f"model.{side}.layers.{number}"

    def linear(name: str, parts: tuple[str, ...]) -> Iterator[tuple[str, Array]]:
        yield f"{here}/{name}/weight", np.concatenate([checkpoint.tensor(f"{there}.{p}.weight") for p in parts])
        yield f"{here}/{name}/bias", np.concatenate([checkpoint.tensor(f"{there}.{p}.bias") for p in parts])

    def norm(name: str, part: str) -> Iterator[tuple[str, Array]]:
        yield f"{here}/{name}/layer_norm/gamma", checkpoint.tensor(f"{there}.{part}.weight")
        yield f"{here}/{name}/layer_norm/beta", checkpoint.tensor(f"{there}.{part}.bias")

    yield from linear("self_attention/linear_0", tuple(f"self_attn.{p}_proj" for p in "qkv"))
    yield from linear("self_attention/linear_1", ("self_attn.out_proj",))
    yield from norm("self_attention", "self_attn_layer_norm")
    if side == "decoder":
        yield from linear("attention/linear_0", ("encoder_attn.q_proj",))
        yield from linear("attention/linear_1", ("encoder_attn.k_proj", "encoder_attn.v_proj"))
        yield from linear("attention/linear_2", ("encoder_attn.out_proj",))
        yield from norm("attention", "encoder_attn_layer_norm")
    yield from linear("ffn/linear_0", ("fc1",))
    yield from linear("ffn/linear_1", ("fc2",))
    yield from norm("ffn", "final_layer_norm")


def _take_aliases(variables: dict[str, Array]) -> dict[str, str]:
    """Remove variables equal to an alphabetically earlier one and say which one that is."""
    first: dict[tuple[tuple[int, ...], bytes], str] = {}
    aliases: dict[str, str] = {}
    for name in sorted(variables):
        value = variables[name]
        if value.ndim == 0:
            continue
        key = (value.shape, hashlib.sha256(np.ascontiguousarray(value).data).digest())
        if key in first:
            aliases[name] = first[key]
            del variables[name]
        else:
            first[key] = name
    return aliases


def _write(handle: BinaryIO, variables: dict[str, Array], aliases: dict[str, str], int8: bool) -> None:
    """Serialise; matrices become int8 with one scale a row where asked."""

    def text(value: str) -> None:
        raw = value.encode() + b"\0"
        handle.write(struct.pack("<H", len(raw)) + raw)

    matrices = {name for name, value in variables.items() if int8 and value.ndim == 2 and name.endswith("/weight")}
    names = sorted([*variables, *(f"{name}_scale" for name in matrices)])
    handle.write(struct.pack("<I", BINARY_VERSION))
    text(SPEC_NAME)
    handle.write(struct.pack("<I", SPEC_REVISION))
    handle.write(struct.pack("<I", len(names)))
    scale: Float32 | None = None
    for name in names:
        if name in variables:
            value = variables[name]
            if name in matrices:
                value, scale = quantise_rows(value)
        else:
            assert scale is not None
            value = scale
        text(name)
        handle.write(struct.pack("<B", value.ndim))
        handle.write(struct.pack(f"<{value.ndim}I", *value.shape))
        handle.write(struct.pack("<BI", TYPES.index(value.dtype.name), value.nbytes))
        handle.write(value.tobytes())
    handle.write(struct.pack("<I", len(aliases)))
    for alias in sorted(aliases):
        text(alias)
        text(aliases[alias])
