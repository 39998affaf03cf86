"""Averages of weights: a moving one while training, and the mean of several saved checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from models.errors import ModelError


class MovingAverage:
    """Exponential moving average of all parameters.

    Its memory grows with the number of updates up to ``decay``, so that early averages are not stale.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.shadow = [parameter.detach().clone() for parameter in module.parameters()]

    @torch.no_grad()
    def update(self, module: nn.Module) -> None:
        """Take in the module's present weights."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self.shadow, [p.detach() for p in module.parameters()], 1 - decay)

    @torch.no_grad()
    def swap(self, module: nn.Module) -> None:
        """Exchange the average and the module's weights; twice restores both."""
        for parameter, shadow in zip(module.parameters(), self.shadow, strict=True):
            held = parameter.detach().clone()
            parameter.copy_(shadow)
            shadow.copy_(held)


def mean_of(folders: Sequence[Path]) -> dict[str, Tensor]:
    """Tensor by tensor mean of several model directories of one shape."""
    from safetensors.torch import load_file

    if not folders:
        raise ModelError("averaging: no checkpoints given; name at least one model directory")
    total: dict[str, Tensor] = {}
    for folder in folders:
        tensors = load_file(folder / "model.safetensors")
        if total and {n: t.shape for n, t in tensors.items()} != {n: t.shape for n, t in total.items()}:
            raise ModelError(
                "{folder}: its tensors differ from {other}'s; average checkpoints of one run only",
                folder=folder,
                other=folders[0],
            )
        for name, tensor in tensors.items():
            total[name] = total[name] + tensor.double() if name in total else tensor.double()
    return {name: (tensor / len(folders)).float().contiguous() for name, tensor in total.items()}
