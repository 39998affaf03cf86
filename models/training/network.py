"""A Marian model as it is trained: opus-mt's shape, a trained output bias, a softmax over the pieces in use.

Post-norm Transformer with sinusoidal positions and one tied embedding, so that ``transformers`` and
CTranslate2 load the result without a line of ours. Two things differ while training. The softmax runs only
over pieces seen as targets: the others get an output bias of -1e4 in the saved model, so that it can never
emit, say, Cyrillic. And that bias is trained (Marian has one; ``transformers`` keeps it in a buffer).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from models.errors import ModelError
from models.marian.reference import silence_logging
from models.training import vocabulary
from models.training.loss import IGNORED, cross_entropy

RULED_OUT = -1e4

#: transformers.MarianMTModel; its own annotations name neither the layers nor the config's fields.
MarianModel: TypeAlias = Any


@dataclass(frozen=True)
class Shape:
    """Sizes of a model: width, feed-forward width, encoder and decoder layers, attention heads."""

    width: int = 384
    ffn: int = 1536
    encoder: int = 6
    decoder: int = 2
    heads: int = 12
    activation: str = "gelu"


def build(shape: Shape, pieces: int) -> MarianModel:
    """A model with random weights; field for field the config of a Helsinki-NLP/opus-mt-* model, sizes apart."""
    from transformers import MarianConfig, MarianMTModel

    pad = pieces - 1
    make_config: Any = MarianConfig  # the fields of older versions are still read from a Marian config
    config = make_config(
        vocab_size=pieces, decoder_vocab_size=pieces, d_model=shape.width,
        encoder_layers=shape.encoder, decoder_layers=shape.decoder,
        encoder_ffn_dim=shape.ffn, decoder_ffn_dim=shape.ffn,
        encoder_attention_heads=shape.heads, decoder_attention_heads=shape.heads,
        activation_function=shape.activation, dropout=0.1, attention_dropout=0.0, activation_dropout=0.0,
        scale_embedding=True, max_position_embeddings=512, static_position_embeddings=True,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True,
        normalize_before=False, normalize_embedding=False, add_final_layer_norm=False,
        eos_token_id=0, forced_eos_token_id=0, bos_token_id=None, pad_token_id=pad, decoder_start_token_id=pad,
    )  # fmt: skip
    model: MarianModel = MarianMTModel(config)
    initialise(model)
    return model


@torch.no_grad()
def initialise(model: MarianModel) -> None:
    """Glorot for matrices; N(0, 1/width) for the embedding, so that sqrt(width) · row has unit variance."""
    for module in model.modules():
        if isinstance(module, nn.Linear) and module is not model.lm_head:
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    table = model.get_input_embeddings().weight
    table.normal_(0, table.shape[1] ** -0.5)
    table[model.config.pad_token_id].zero_()


def load(folder: Path, dropout: float, device: str = "cpu") -> MarianModel:
    """A saved model in fp32 with this dropout rate, its attention written as suits the device.

    On a CPU plain products train twice as fast as torch's fused attention, whose backward pass is slow for many
    short sentences (2.4 against 1.15 CPU-seconds a step of 1700 tokens).
    """
    from transformers import MarianConfig, MarianMTModel

    if not (folder / "config.json").is_file():
        raise ModelError(
            "{folder}: no Marian model there (config.json is missing); make one with warm_start", folder=folder
        )
    silence_logging()
    config = MarianConfig.from_pretrained(folder)
    config.dropout = dropout
    attention = "eager" if device == "cpu" else "sdpa"
    return MarianMTModel.from_pretrained(folder, config=config, dtype=torch.float32, attn_implementation=attention)


def multiplies_bf16(kind: str) -> bool:
    """Whether a device has instructions for products in bf16; a CPU without them is some ten times slower at it."""
    return kind != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def save(model: MarianModel, folder: Path, tokenizer: Path) -> None:
    """Write a model directory that ``MarianMTModel`` and ``MarianTokenizer`` load by themselves."""
    from transformers import GenerationConfig

    silence_logging()
    folder.mkdir(parents=True, exist_ok=True)
    config = model.config
    make_config: Any = GenerationConfig
    model.generation_config = make_config(
        max_length=config.max_position_embeddings, num_beams=4, bad_words_ids=[[config.pad_token_id]],
        eos_token_id=config.eos_token_id, forced_eos_token_id=config.forced_eos_token_id,
        pad_token_id=config.pad_token_id, decoder_start_token_id=config.decoder_start_token_id,
    )  # fmt: skip
    model.save_pretrained(folder)
    if folder.resolve() != tokenizer.resolve():
        for name in vocabulary.FILES:
            if (tokenizer / name).is_file():  # tokenizer_config.json may be missing
                shutil.copyfile(tokenizer / name, folder / name)


class Network(nn.Module):
    """A Marian model with its trained output bias and its classes: the pieces that the softmax covers.

    ``active`` (classes,) holds their piece ids; ``bias`` (classes,) starts from the model's own where it has
    one, else from ``frequencies`` (log counts, centred).
    """

    active: Tensor
    to_class: Tensor

    def __init__(self, model: MarianModel, active: Tensor, frequencies: Tensor) -> None:
        super().__init__()
        self.model = model
        own = model.final_logits_bias[0]
        bias = frequencies - frequencies.mean()
        if bool(own.abs().max() > 0):
            bias = torch.where(own[active] > RULED_OUT / 10, own[active], bias)
        self.bias = nn.Parameter(bias.clone())
        self.register_buffer("active", active)
        to_class = torch.full((model.config.vocab_size,), IGNORED)
        to_class[active] = torch.arange(len(active))
        self.register_buffer("to_class", to_class)
        self.encoder_frozen = False

    @property
    def pad(self) -> int:
        """The padding id."""
        return int(self.model.config.pad_token_id)

    def encode(self, source: Tensor) -> Tensor:
        """Encoder states (sentences, pieces, width)."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.encoder_frozen):
            states: Tensor = self.model.model.encoder(
                input_ids=source, attention_mask=source.ne(self.pad).long()
            ).last_hidden_state
        return states

    def loss(self, source: Tensor, target: Tensor, real: Tensor, smoothing: float = 0.0) -> Tensor:
        """Summed cross-entropy (nats) over the target positions ``real``; pieces outside ``active`` count nothing."""
        from transformers.modeling_outputs import BaseModelOutput

        start = torch.full_like(target[:, :1], self.model.config.decoder_start_token_id)
        states: Tensor = self.model.model(
            encoder_outputs=BaseModelOutput(last_hidden_state=self.encode(source)),
            attention_mask=source.ne(self.pad).long(),
            decoder_input_ids=torch.cat([start, target[:, :-1]], 1),
            use_cache=False,
        ).last_hidden_state
        rows = self.model.get_input_embeddings().weight[self.active]
        gold = self.to_class[target.flatten()[real]]
        return cross_entropy(states.flatten(0, 1)[real], rows, self.bias, gold, smoothing)

    @torch.no_grad()
    def exported(self) -> MarianModel:
        """The Marian model with the bias where ``transformers`` reads it."""
        buffer = self.model.final_logits_bias
        buffer.fill_(RULED_OUT)
        buffer[0, self.active] = self.bias.detach().to(buffer.dtype)
        return self.model

    def groups(self, weight_decay: float) -> list[dict[str, Any]]:
        """Parameter groups of the optimiser: encoder layers apart (their own rate), matrices apart (weight decay)."""
        found: dict[tuple[bool, bool], list[nn.Parameter]] = {}
        for name, parameter in self.named_parameters():
            found.setdefault((".encoder.layers." in name, parameter.ndim > 1), []).append(parameter)
        return [
            {"params": parameters, "weight_decay": weight_decay if matrix else 0.0, "encoder": encoder}
            for (encoder, matrix), parameters in found.items()
        ]
