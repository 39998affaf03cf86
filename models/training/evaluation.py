"""Measures of a model in training: its loss, whether it reads its source, its greedy translations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.training.batches import gather, plan
from models.training.corpus import EncodedCorpus, Ids
from models.training.network import MarianModel, Network

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.training.vocabulary import PieceEncoder


@torch.no_grad()
def mean_loss(
    network: Network, corpus: EncodedCorpus, batch_tokens: int, device: str,
    autocast: Callable[[], AbstractContextManager[None]], *, wrong_source: bool = False,
) -> float:  # fmt: skip
    """Cross-entropy in nats a target token.

    ``wrong_source`` gives every target its neighbour's source. If that costs nothing, the model does not read
    its source (usually because all encoder outputs have become one vector): the difference is the log's
    ``source_gain``, which must rise from the first minutes on and stay up.
    """
    was_training = network.training
    network.eval()
    total = tokens = 0.0
    for rows in plan(corpus, batch_tokens, shuffle=False):
        batch = gather(corpus, rows, network.pad)
        source = torch.from_numpy(batch.source).to(device)
        target, real = torch.from_numpy(batch.target).to(device), torch.from_numpy(batch.real).to(device)
        with autocast():
            loss = network.loss(source.roll(1, 0) if wrong_source else source, target, real)
        total, tokens = total + loss.item(), tokens + batch.tokens
    network.train(was_training)
    return total / max(1.0, tokens)


@torch.no_grad()
def encoder_spread(network: Network, source: Tensor) -> float:
    """How far encoder outputs of different tokens lie apart, relative to their size: about 1 is healthy.

    Root mean square of the deviation from the mean token, over the root mean square of the tokens. A
    collapsed encoder gives near 0: every token has become the same vector.
    """
    was_training = network.training
    network.eval()
    states = network.encode(source)[source.ne(network.pad)].float()
    network.train(was_training)
    deviation = (states - states.mean(0)).pow(2).mean().sqrt()
    return float(deviation / states.pow(2).mean().sqrt().clamp_min(1e-9))


@torch.no_grad()
def greedy(
    model: MarianModel, sources: Sequence[Ids], decoder: PieceEncoder, *, batch: int = 32, longest: int = 200
) -> list[str]:
    """Greedy translations of encoded sentences, in the order given, by the reference implementation."""
    pad = model.config.pad_token_id
    out = [""] * len(sources)
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    for start in range(0, len(order), batch):
        rows = order[start : start + batch]
        ids = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(sources[r]).long() for r in rows], True, pad)
        ids = ids.to(model.device)
        made = model.generate(
            input_ids=ids, attention_mask=ids.ne(pad).long(), num_beams=1, do_sample=False,
            max_length=min(longest, 2 * ids.shape[1] + 10),
        )  # fmt: skip
        for row, sentence in zip(rows, made.tolist(), strict=True):
            out[row] = decoder.decode(sentence)
    return out
