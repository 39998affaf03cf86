"""The training part of ``tolmach tune``: passes over a user's pairs, the best one kept, resumed at will.

After every pass the loss on the held-out pairs is taken; the weights of the pass where it was lowest are the result,
and two passes without a lower one end the training. What differs from the recipe (``models.training``): the encoder is
free from the first step, the rate is low, and every piece that the start model can put out stays possible, however
small the user's text is.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import ModelError
from models.files import replace_folder, replace_text

if TYPE_CHECKING:
    from types import FrameType

    import numpy as np
    from numpy.typing import NDArray

    from models.training.rounds import Rounds
    from models.training.settings import Settings
    from models.training.state import Progress

#: Passes without a lower held-out loss that end the training.
PATIENCE = 2
#: Texts of fewer target pieces are read in small batches, so that a pass has steps enough to learn from.
SMALL_TEXT, SMALL_BATCH = 60_000, 512


@dataclass(frozen=True, slots=True)
class Effort:
    """What a training may take: seconds over all calls, passes, device, threads (0: the cores that are idle now)."""

    seconds: float
    passes: float
    device: str = "cpu"
    threads: int = 0
    rate: float = 1e-4


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best weights' folder, steps and seconds over all calls, and whether someone stopped it."""

    folder: Path
    steps: int
    seconds: float
    stopped: bool


def train(
    work: Path,
    start: Path,
    effort: Effort,
    *,
    stop: Callable[[], bool] = lambda: False,
    say: Callable[[str], None] = lambda _: None,
    watch: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Train on ``work/train.tsv`` from the checkpoint ``start``, or go on with it; see the module.

    ``watch`` is told the seconds spent and allowed after every step; ``stop`` is asked then.

    Raises:
        ModelError: no pair can be used, the device is not there, the state of an earlier call is damaged.
    """
    from models.training.trainer import Budget, Trainer

    settings = _settings(effort)
    rounds = _rounds(str(work / "train.tsv"), start, work / "rounds", settings)
    text = rounds.of(0)
    one_pass = int(text.target.lengths[text.keep].sum())
    if not one_pass:
        raise ModelError(
            "{path}: no pair is short and even enough to learn from (at most {longest} pieces a side); give "
            "sentences, not paragraphs",
            path=work / "train.tsv",
            longest=settings.longest,
        )
    if one_pass < SMALL_TEXT:
        settings = replace(settings, batch_tokens=SMALL_BATCH)
    dev = f"{work / 'held.source'},{work / 'held.target'}"
    try:
        trainer = Trainer(work / "run", start, rounds, dev, settings, quiet=True)
    except ModelError as error:
        if (work / "run" / "state.pt").exists():
            raise ModelError("{error}; or delete {work} to start over", error=error, work=work) from None
        raise
    history = History.read(work / "losses.json")
    if not history.losses:
        history.losses.append(trainer.held_out_loss())
        history.write()
    if trainer.progress.step:
        say(f"going on after step {trainer.progress.step}, {trainer.progress.seconds / 60:.1f} minutes of training")

    def each_step(progress: Progress) -> bool:
        if watch is not None:
            watch(min(round(progress.seconds), round(effort.seconds)), round(effort.seconds))
        return stop()

    left = effort.seconds - trainer.progress.seconds
    while left > 0 and len(history.losses) - 1 < effort.passes and not history.rising and not stop():
        tokens = round(min(len(history.losses), effort.passes) * one_pass)
        budget = Budget(
            minutes=left / 60, tokens=tokens, evaluate_every=1e9, save_every=2, log_every=20, stop=each_step,
            measure=False,
        )  # fmt: skip
        whole = trainer.run(budget) and tokens == len(history.losses) * one_pass
        if stop():
            break
        loss = trainer.held_out_loss()
        passes = trainer.progress.tokens / one_pass
        say(
            f"{trainer.progress.seconds / 60:5.1f} min, step {trainer.progress.step}, {passes:.1f} passes: "
            f"held-out loss {loss:.3f} ({history.losses[0]:.3f} before)"
        )
        if history.take(loss, whole):
            _copy(work / "run" / "model", work / "best")
        history.write()
        left = effort.seconds - trainer.progress.seconds
        if not whole:
            break
    if history.rising:
        say("more passes made the loss rise: the best one is taken")
    if not (work / "best").is_dir() and not stop():
        raise ModelError("{work}: no step was made in the time given; allow more --minutes", work=work)
    return Outcome(work / "best", trainer.progress.step, trainer.progress.seconds, stop())


@dataclass(slots=True)
class History:
    """Held-out losses: before the first pass, then after each whole pass; and the lowest so far, of any moment."""

    file: Path
    losses: list[float]
    best: float

    @classmethod
    def read(cls, file: Path) -> History:
        """What an earlier call left, or nothing."""
        try:
            facts = json.loads(file.read_text(encoding="utf-8"))
            return cls(file, [float(loss) for loss in facts["losses"]], float(facts["best"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return cls(file, [], 1e9)

    def write(self) -> None:
        """Keep it for the next call."""
        replace_text(self.file, json.dumps({"losses": self.losses, "best": self.best}))

    def take(self, loss: float, whole: bool) -> bool:
        """Note a loss, of a whole pass or of a broken one; whether it is the lowest yet."""
        if whole:
            self.losses.append(loss)
        better = loss < self.best
        self.best = min(self.best, loss)
        return better

    @property
    def rising(self) -> bool:
        """Whether the last passes brought nothing."""
        after = self.losses[1:]
        return len(after) > PATIENCE and min(after[-PATIENCE:]) > min(after[:-PATIENCE])


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and SIGTERM set a mark in place of breaking off a step; a second Ctrl-C breaks off as usual."""
    asked = False

    def mark(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    if threading.current_thread() is not threading.main_thread():
        yield lambda: asked
        return
    before = {number: signal.signal(number, mark) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def idle_cores() -> int:
    """Cores that nobody else is using now, at least one and at most eight: more bring little at these batch sizes."""
    from models.marian.ct2 import available_cores

    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return max(1, min(8, round(available_cores() - busy)))


def _settings(effort: Effort) -> Settings:
    """The recipe's settings for a small text and a model that is trained already."""
    from models.training.settings import CPU, GPU

    cuda = effort.device.startswith("cuda")
    base = replace(GPU, batch_tokens=8192, sampling=0.0, device=effort.device) if cuda else CPU
    return replace(
        base,
        learning_rate=effort.rate,
        warmup_steps=30,
        encoder_rate=1.0,
        frozen_tokens=0,
        dropout=0.1,
        average=0.98,
        dev_lines=0,
        threads=effort.threads or idle_cores(),
    )


def _rounds(text: str, start: Path, cache: Path, settings: Settings) -> Rounds:
    """The text of each epoch, with every piece of the start model kept possible."""
    import numpy as np

    from models.marian.checkpoint import Checkpoint
    from models.training.rounds import Rounds

    checkpoint = Checkpoint.open(start)
    bias = (
        checkpoint.tensor("final_logits_bias").ravel()
        if "final_logits_bias" in checkpoint.tensors
        else np.zeros(len(checkpoint.vocabulary), np.float32)
    )

    class WholeVocabulary(Rounds):
        """Counts every piece the start model can put out once, so that none is ruled out for not being seen."""

        def target_counts(self, pieces: int) -> NDArray[np.int64]:
            possible = np.zeros(pieces, bool)
            possible[: len(bias)] = bias[:pieces] > -1000
            possible |= super().target_counts(pieces) > 0
            possible[-1] = False  # <pad> starts the decoder and is never put out
            return possible.astype(np.int64)

    return WholeVocabulary([text], start, cache, settings)


def _copy(made: Path, target: Path) -> None:
    """Copy a model folder; the copy is there when it is whole."""
    copy = target.with_name(f".{target.name}.new")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(made, copy)
    replace_folder(copy, target)
