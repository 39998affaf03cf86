"""Label-smoothed cross-entropy straight from decoder states, a slice of the logits at a time.

The logits (target pieces × classes) are the largest thing of a training step. Whole, in fp32, they and their copies
take hundreds of MB that the C library maps and the kernel clears again every step: a fifth of the time on a CPU. So
loss and gradients are made slice by slice in the forward pass, and only the gradients are kept (the idea of Cut
Cross-Entropy, Wijmans et al. 2024, and of Liger's fused linear cross-entropy, Hsu et al. 2024).
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor
from torch.autograd.function import once_differentiable

#: Logits of one slice. On a CPU under 32 MB in fp32, which glibc keeps for the next slice; a GPU keeps its own.
SLICE = {"cpu": 5_000_000, "cuda": 250_000_000}
#: A gold class that counts nothing.
IGNORED = -100


def cross_entropy(states: Tensor, rows: Tensor, bias: Tensor, gold: Tensor, smoothing: float = 0.0) -> Tensor:
    """Summed cross-entropy (nats), as ``functional.cross_entropy`` of ``states @ rows.T + bias`` would be.

    ``states`` (pieces, width), ``rows`` (classes, width), ``bias`` (classes,), ``gold`` (pieces,) with class numbers
    or ``IGNORED``. Products are made in the autocast type where autocast is on; the softmax in fp32.
    """
    loss: Tensor = _Sliced.apply(states, rows, bias, gold, smoothing)  # type: ignore[no-untyped-call]
    return loss


class _Sliced(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, states: Tensor, rows: Tensor, bias: Tensor, gold: Tensor, smoothing: float) -> Tensor:
        kind = states.device.type
        product = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else states.dtype
        learning = any(ctx.needs_input_grad[:3])
        classes = len(rows)
        size = max(1, SLICE.get(kind, SLICE["cpu"]) // classes)
        with torch.autocast(kind, enabled=False):
            inputs, table, offset = states.to(product), rows.to(product), bias.to(product)
            total = torch.zeros((), device=states.device)
            to_states = torch.empty_like(inputs) if learning else None
            to_rows, to_bias = (torch.zeros_like(rows), torch.zeros_like(bias)) if learning else (None, None)
            for at in range(0, len(inputs), size):
                part, wanted = inputs[at : at + size], gold[at : at + size]
                counted = wanted.ne(IGNORED)
                place = wanted.clamp_min(0)[:, None]
                chances = functional.linear(part, table, offset).float().log_softmax(1)
                lost = chances.gather(1, place).squeeze(1) * (smoothing - 1)
                if smoothing:
                    lost -= chances.sum(1) * (smoothing / classes)
                total += (lost * counted).sum()
                if to_states is None or to_rows is None or to_bias is None:
                    continue
                slope = chances.exp_()
                if smoothing:
                    slope -= smoothing / classes
                slope.scatter_add_(1, place, torch.full_like(place, -1, dtype=slope.dtype) * (1 - smoothing))
                if not bool(counted.all()):
                    slope *= counted[:, None]
                to_bias += slope.sum(0)
                slope = slope.to(product)
                torch.mm(slope, table, out=to_states[at : at + size])
                to_rows += slope.T @ part
        if to_states is not None:
            ctx.save_for_backward(to_states.to(states.dtype), to_rows, to_bias)
        return total

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        to_states, to_rows, to_bias = ctx.saved_tensors
        return to_states * slope, to_rows * slope, to_bias * slope, None, None
