"""The resumable state of a run: one file, replaced in one step, enough to go on as if never stopped."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.errors import ModelError
from models.files import replace_file

FORMAT = 2


@dataclass
class Progress:
    """Where a run is: steps taken, the epoch and the next batch in it, target tokens seen, seconds worked.

    The last two say how much of a decay is behind; a state with 0 there is of the constant stage.
    """

    step: int = 0
    epoch: int = 0
    batch: int = 0
    tokens: int = 0
    seconds: float = 0.0
    decay_steps: int = 0
    decay_seconds: float = 0.0


@dataclass
class State:
    """Everything in the file: progress, weights, optimiser, moving average, random generators."""

    progress: Progress
    network: dict[str, Tensor]
    optimiser: dict[str, Any]
    average: list[Tensor] | None
    average_updates: int
    random: Tensor | None
    random_cuda: Tensor | None = None


def write(path: Path, state: State) -> None:
    """Write a state: a crash leaves the old file whole."""
    with replace_file(path) as out:
        torch.save({"format": FORMAT, **vars(state), "progress": vars(state.progress)}, out)


def read(path: Path, device: str = "cpu") -> State:
    """Read a state; also one of the first trainer, whose file has no ``format`` and no random generator."""
    try:
        raw = torch.load(path, map_location=device, weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError) as fault:
        first_line = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        raise ModelError(
            "{path}: cannot be read as a training state ({error}); take an older copy",
            path=path,
            error=first_line,
        ) from None
    if "format" not in raw:
        progress = Progress(raw["step"], raw["epoch"], raw["at"], raw["tokens"], raw["elapsed"])
        return State(progress, raw["net"], raw["opt"], raw["ema"], raw["ema_n"], None)
    if raw.pop("format") != FORMAT:
        raise ModelError(
            "{path}: a training state of another version; go on from its model directory instead", path=path
        )
    for name in ("random", "random_cuda"):
        raw[name] = raw[name].cpu() if raw[name] is not None else None
    return State(**{**raw, "progress": Progress(**raw["progress"])})
