"""The numbers of a training run, their defaults for a CPU and for a GPU, and their command-line options."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Settings:
    """Defaults: two CPU cores. Everything that decides a run's course counts steps or tokens, never minutes."""

    seed: int = 1
    batch_tokens: int = 1792  # padded pieces a batch, larger side
    accumulate: int = 1  # batches a step
    longest: int = 90  # pieces; longer pairs are left out
    learning_rate: float = 1e-3
    warmup_steps: int = 150
    encoder_rate: float = 0.3  # encoder layers' share of the learning rate
    frozen_tokens: int = 2_600_000  # target tokens during which the encoder layers stay as they are
    dropout: float = 0.05
    smoothing: float = 0.1
    clip: float = 1.0
    weight_decay: float = 0.01
    average: float = 0.998  # memory of the moving average of the weights
    sampling: float = 0.0  # above 0: later epochs see random segmentations, this is their alpha
    dev_lines: int = 100  # development sentences translated for BLEU and chrF
    device: str = "cpu"
    threads: int = 2
    precision: str = "auto"  # bf16 where the device multiplies it, else fp32; or one of the two by name
    compile: bool = False


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
        if isinstance(cpu, bool):
            group.add_argument(name, action="store_true", default=None)
        else:
            group.add_argument(name, type=type(cpu), metavar=type(cpu).__name__.upper(), help=f"(default: {shown})")


def from_options(options: argparse.Namespace, base: Settings | None = None) -> Settings:
    """The settings that a parsed command line asks for; what it leaves out is as in ``base``."""
    given: Mapping[str, object] = {
        setting.name: value for setting in fields(Settings) if (value := getattr(options, setting.name)) is not None
    }
    return replace(base or (GPU if options.gpu else CPU), **given)  # type: ignore[arg-type]
