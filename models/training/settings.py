"""The numbers of a training run, their defaults for a CPU and for a GPU, and their command-line options."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any


def _setting(default: Any, help: str) -> Any:
    """A field with the word that the command line says of it."""
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Settings:
    """Defaults: two CPU cores. Everything that decides a run's course counts steps or tokens, never minutes."""

    seed: int = _setting(1, "seed of all that is random")
    batch_tokens: int = _setting(1792, "padded pieces a batch, larger side")
    accumulate: int = _setting(1, "batches a step")
    longest: int = _setting(90, "pieces; longer pairs are left out")
    learning_rate: float = _setting(1e-3, "peak learning rate")
    warmup_steps: int = _setting(150, "steps until the rate is at its peak")
    encoder_rate: float = _setting(0.3, "encoder layers' share of the learning rate")
    frozen_tokens: int = _setting(2_600_000, "target tokens during which the encoder layers stay as they are")
    dropout: float = _setting(0.05, "share of activations dropped")
    smoothing: float = _setting(0.1, "label smoothing")
    clip: float = _setting(1.0, "largest norm of the gradient")
    weight_decay: float = _setting(0.01, "weight decay (AdamW)")
    average: float = _setting(0.998, "memory of the moving average of the weights")
    sampling: float = _setting(0.0, "above 0: later epochs see random segmentations, this is their alpha")
    dev_lines: int = _setting(100, "development sentences translated for BLEU and chrF")
    device: str = _setting("cpu", "cpu or cuda")
    threads: int = _setting(2, "processor threads")
    precision: str = _setting("auto", "bf16 or fp32; auto is bf16 where the device multiplies it")
    compile: bool = _setting(False, "compile the network with torch.compile")


CPU = Settings()
GPU = replace(
    CPU, batch_tokens=24_576, longest=128, warmup_steps=600, encoder_rate=0.5, frozen_tokens=25_000_000, dropout=0.2,
    average=0.999, sampling=0.2, dev_lines=300, device="cuda", threads=8,
)  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each setting; ``--gpu`` chooses the other set of defaults."""
    parser.add_argument("--gpu", action="store_true", help="defaults for one large GPU in place of two CPU cores")
    group = parser.add_argument_group("settings")
    for setting in fields(Settings):
        name = f"--{setting.name.replace('_', '-')}"
        cpu, gpu = getattr(CPU, setting.name), getattr(GPU, setting.name)
        shown = f"{cpu}" if cpu == gpu else f"{cpu}; GPU {gpu}"
        about = setting.metadata["help"]
        if isinstance(cpu, bool):
            group.add_argument(name, action="store_true", default=None, help=about)
        else:
            kind = type(cpu)
            group.add_argument(name, type=kind, metavar=kind.__name__.upper(), help=f"{about} (default: {shown})")


def from_options(options: argparse.Namespace, base: Settings | None = None) -> Settings:
    """The settings that a parsed command line asks for; what it leaves out is as in ``base``."""
    given: Mapping[str, object] = {
        setting.name: value for setting in fields(Settings) if (value := getattr(options, setting.name)) is not None
    }
    return replace(base or (GPU if options.gpu else CPU), **given)  # type: ignore[arg-type]
