"""The training loop: stops at any moment, goes on exactly where it stopped, logs what tells a good run from a bad.

A run lives in a folder: ``state.pt`` (to go on), ``model/`` (the averaged weights as a Marian directory),
``log.jsonl``, ``rounds/`` (encoded text), ``dev.hyp`` (the last development translations). In fp32 on a CPU
a run in pieces gives, bit for bit, the weights of a run in one go.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.errors import ModelError
from models.scoring import score
from models.training import averaging, network, schedule, state
from models.training.batches import Batch, gather, plan
from models.training.corpus import EncodedCorpus, read_pairs
from models.training.evaluation import encoder_spread, greedy, mean_loss
from models.training.log import Log
from models.training.rounds import Rounds
from models.training.settings import Settings
from models.training.vocabulary import EOS, UNK, load_encoders

LONGEST_DEV = 256


@dataclass(frozen=True)
class Budget:
    """When to stop: after so many minutes of this call, or when the run has so many tokens or steps. 0: no limit."""

    minutes: float = 0.0
    tokens: int = 0
    steps: int = 0
    evaluate_every: float = 20.0  # minutes
    save_every: float = 10.0
    log_every: int = 50  # steps
    stop: Callable[[state.Progress], bool] | None = None  # asked after every step whether to stop there
    measure: bool = True  # evaluate at the end


@dataclass(frozen=True)
class Decay:
    """A stage in which the rate falls from its peak to its floor: over so many steps, or so many minutes."""

    steps: int = 0
    minutes: float = 0.0


class Trainer:
    """One run in one folder; new, or from the folder's state."""

    def __init__(
        self, out: Path, start: Path, rounds: Rounds, dev: str, settings: Settings, *, reverse: bool = False,
        decay: Decay | None = None, quiet: bool = False,
    ) -> None:  # fmt: skip
        self.out, self.start, self.rounds, self.settings, self.decay = out, start, rounds, settings, decay
        if settings.device.startswith("cuda") and not torch.cuda.is_available():
            raise ModelError(
                "device {device}: no such device here; leave out --gpu and --device", device=settings.device
            )
        out.mkdir(parents=True, exist_ok=True)
        torch.set_num_threads(settings.threads)
        torch.manual_seed(settings.seed)
        self.log = Log(out / "log.jsonl", quiet=quiet)
        encode_source, self.decoder, vocab = load_encoders(start)
        dev_source, dev_target = read_pairs(dev, reverse=reverse)
        self.dev = EncodedCorpus.encode(dev_source, dev_target, encode_source, self.decoder, LONGEST_DEV)
        chosen = np.random.default_rng(0).permutation(len(dev_source))[: settings.dev_lines]
        self.dev_sources = encode_source([dev_source[i] for i in chosen])
        self.dev_references = [dev_target[i] for i in chosen]
        self.progress = state.Progress()
        stored = state.read(out / "state.pt", settings.device) if (out / "state.pt").exists() else None
        self.network = self._network(vocab, stored).to(settings.device)
        if settings.compile:
            inner = self.network.model.model
            for layer in [*inner.encoder.layers, *inner.decoder.layers]:
                layer.compile(dynamic=True)
        self.optimiser = torch.optim.AdamW(
            self.network.groups(settings.weight_decay),
            lr=settings.learning_rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            fused=True,
        )
        self.average = averaging.MovingAverage(self.network, settings.average)
        if stored is None:
            text = rounds.of(0)
            self.log.write(
                "start", settings=asdict(settings), pairs=len(text), pieces=len(vocab),
                classes=len(self.network.active), tokens_an_epoch=int(text.target.lengths[text.keep].sum()),
                parameters=sum(p.numel() for p in self.network.parameters()), torch=torch.__version__,
            )  # fmt: skip
        else:
            self._restore(stored)

    def _network(self, vocab: dict[str, int], stored: state.State | None) -> network.Network:
        counts = self.rounds.target_counts(len(vocab))
        if stored is None:
            seen = np.union1d(np.flatnonzero(counts), [vocab[EOS], vocab[UNK]])
            active = torch.from_numpy(seen).long()
        else:
            active = stored.network["active"].cpu()
        frequencies = torch.log(torch.from_numpy(counts).float()[active] + 0.5)
        return network.Network(
            network.load(self.start, self.settings.dropout, self.settings.device), active, frequencies
        )

    def _restore(self, stored: state.State) -> None:
        self.network.load_state_dict(stored.network)
        self.optimiser.load_state_dict(stored.optimiser)
        self.progress = stored.progress
        if stored.average is not None:
            self.average.shadow = [tensor.to(self.settings.device) for tensor in stored.average]
            self.average.updates = stored.average_updates
        if stored.random is None:
            torch.manual_seed(self.settings.seed + self.progress.step)
        else:
            torch.set_rng_state(stored.random)
        if stored.random_cuda is not None and self.settings.device.startswith("cuda"):
            torch.cuda.set_rng_state(stored.random_cuda)
        at = self.progress
        self.log.write("resumed", step=at.step, epoch=at.epoch, tokens=at.tokens, minutes=round(at.seconds / 60, 2))

    def autocast(self) -> AbstractContextManager[None]:
        """bf16 where the settings ask for it or leave the choice to the device."""
        kind, precision = self.settings.device.split(":")[0], self.settings.precision
        if precision == "auto":
            precision = "bf16" if network.multiplies_bf16(kind) else "fp32"
        return torch.autocast(kind, torch.bfloat16, enabled=precision == "bf16")

    # ------------------------------------------------------------------------------------------ one step
    def rate(self) -> float:
        """The learning rate of the next step."""
        if self.decay is None:
            share = schedule.constant(self.progress.step, self.settings.warmup_steps)
        else:
            share = schedule.decayed(self.decay_progress())
        return self.settings.learning_rate * share

    def decay_progress(self) -> float:
        """Share of the decay that is behind, 0..1."""
        if self.decay is None:
            return 0.0
        by_steps = self.progress.decay_steps / self.decay.steps if self.decay.steps else 0.0
        by_time = self.progress.decay_seconds / (60 * self.decay.minutes) if self.decay.minutes else 0.0
        return min(1.0, max(by_steps, by_time))

    def step(self, batches: list[Batch]) -> tuple[Tensor, int]:
        """One update from these batches; returns the summed loss (still on the device) and the target tokens."""
        settings = self.settings
        tokens = sum(batch.tokens for batch in batches)
        self.network.encoder_frozen = self.progress.tokens < settings.frozen_tokens
        rate = self.rate()
        for group in self.optimiser.param_groups:
            group["lr"] = rate * (settings.encoder_rate if group["encoder"] else 1.0)
        total = torch.zeros((), device=settings.device)
        for batch in batches:
            with self.autocast():
                source, target, real = (self._there(x) for x in (batch.source, batch.target, batch.real))
                loss = self.network.loss(source, target, real, settings.smoothing)
            torch.autograd.backward(loss / tokens)
            total += loss.detach()
        torch.nn.utils.clip_grad_norm_([p for p in self.network.parameters() if p.grad is not None], settings.clip)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.average.update(self.network)
        self.progress.step += 1
        self.progress.tokens += tokens
        self.progress.decay_steps += self.decay is not None
        return total, tokens

    def _there(self, array: NDArray[np.int64]) -> Tensor:
        tensor = torch.from_numpy(array)
        if self.settings.device == "cpu":
            return tensor
        return tensor.pin_memory().to(self.settings.device, non_blocking=True)

    # ------------------------------------------------------------------------------------------ the loop
    def run(self, budget: Budget) -> bool:
        """Train until the budget or the decay is spent; saves and evaluates at the end.

        Returns whether everything asked for is done (False: the minutes ran out first, or it was stopped). Raises
        ModelError if the loss is no longer a number.
        """
        self.network.train()
        begun, worked, decayed = time.monotonic(), self.progress.seconds, self.progress.decay_seconds
        asked = False
        due = {"evaluate": budget.evaluate_every * 60, "save": budget.save_every * 60}
        window = Window(budget.log_every)
        while not (self._finished(budget) or asked) and not (
            budget.minutes and self.spent(begun) >= budget.minutes * 60
        ):
            corpus = self.rounds.of(self.progress.epoch)
            batches = plan(corpus, self.settings.batch_tokens, seed=self.settings.seed, epoch=self.progress.epoch)
            if not batches:
                raise ModelError(
                    "{out}: no pair is short enough to train on; raise --longest above {longest}",
                    out=self.out,
                    longest=self.settings.longest,
                )
            while self.progress.batch < len(batches):
                rows = batches[self.progress.batch : self.progress.batch + self.settings.accumulate]
                loss, tokens = self.step([gather(corpus, one, self.network.pad) for one in rows])
                self.progress.batch += len(rows)
                spent = self.spent(begun)
                self.progress.seconds = worked + spent
                self.progress.decay_seconds = decayed + spent if self.decay is not None else 0.0
                if window.add(loss, tokens):
                    self._log_training(window)
                asked = budget.stop is not None and budget.stop(self.progress)
                if asked or self._finished(budget) or (budget.minutes and spent >= budget.minutes * 60):
                    break
                if spent >= due["evaluate"]:
                    self.evaluate()
                    due["evaluate"] = self.spent(begun) + budget.evaluate_every * 60
                    window.restart()
                if spent >= due["save"]:
                    self.save()
                    due["save"] = self.spent(begun) + budget.save_every * 60
            if self.progress.batch >= len(batches):
                self.progress.epoch, self.progress.batch = self.progress.epoch + 1, 0
        self.save()
        if budget.measure:
            self.evaluate()
        return self._finished(budget)

    @staticmethod
    def spent(begun: float) -> float:
        """Seconds since ``begun``."""
        return time.monotonic() - begun

    def _finished(self, budget: Budget) -> bool:
        enough = bool(budget.tokens) and self.progress.tokens >= budget.tokens
        enough |= bool(budget.steps) and self.progress.step >= budget.steps
        return enough or (self.decay is not None and self.decay_progress() >= 1.0)

    def _log_training(self, window: Window) -> None:
        loss, speed = window.close()  # the only time the host waits for the device
        at = self.progress
        self.log.write(
            "train", step=at.step, epoch=at.epoch, tokens=at.tokens, minutes=round(at.seconds / 60, 2),
            loss=round(loss, 4), rate=round(self.rate(), 7), tokens_a_second=round(speed),
            frozen=self.network.encoder_frozen,
        )  # fmt: skip
        if not math.isfinite(loss):
            raise ModelError(
                "{out}: the loss is {loss} at step {step}; go on from the last state with a lower rate",
                out=self.out,
                loss=loss,
                step=at.step,
            )

    # ------------------------------------------------------------------------------------------ saving, measuring
    def save(self) -> None:
        """Write ``state.pt`` and ``model/``."""
        cuda = self.settings.device.startswith("cuda")
        state.write(
            self.out / "state.pt",
            state.State(
                self.progress, self.network.state_dict(), self.optimiser.state_dict(), self.average.shadow,
                self.average.updates, torch.get_rng_state(), torch.cuda.get_rng_state() if cuda else None,
            ),
        )  # fmt: skip
        self.average.swap(self.network)
        network.save(self.network.exported(), self.out / "model", self.start)
        self.average.swap(self.network)

    def held_out_loss(self) -> float:
        """Cross-entropy of the averaged weights on the development set, in nats a target token."""
        settings = self.settings
        self.average.swap(self.network)
        try:
            return mean_loss(self.network, self.dev, settings.batch_tokens, settings.device, self.autocast)
        finally:
            self.average.swap(self.network)

    def evaluate(self) -> dict[str, Any]:
        """Measure the averaged weights on the development set and log it."""
        before = torch.get_rng_state()
        self.average.swap(self.network)
        try:
            found = self._measure()
        finally:
            self.average.swap(self.network)
            torch.set_rng_state(before)
        at = self.progress
        self.log.write(
            "dev", step=at.step, epoch=at.epoch, tokens=at.tokens, minutes=round(at.seconds / 60, 2),
            decaying=self.decay is not None, **found,
        )  # fmt: skip
        return found

    def _measure(self) -> dict[str, Any]:
        settings = self.settings
        measure: Callable[..., float] = mean_loss
        options = (self.network, self.dev, settings.batch_tokens, settings.device, self.autocast)
        right, wrong = measure(*options), measure(*options, wrong_source=True)
        padded = torch.from_numpy(self.dev.source.padded(self.dev.keep[:64], self.network.pad)).to(settings.device)
        spread = encoder_spread(self.network, padded)
        self.network.eval()
        with self.autocast():
            hypotheses = greedy(self.network.exported(), self.dev_sources, self.decoder)
        self.network.train()
        scores = score(hypotheses, self.dev_references)
        (self.out / "dev.hyp").write_text("\n".join(h.replace("\n", " ") for h in hypotheses) + "\n", encoding="utf-8")
        return {
            "dev_loss": round(right, 4), "source_gain": round(wrong - right, 4), "encoder_spread": round(spread, 4),
            "bleu": round(scores.bleu, 2), "chrf": round(scores.chrf, 2),
        }  # fmt: skip


class Window:
    """Loss and speed since the last training line of the log."""

    def __init__(self, steps: int) -> None:
        self._every = steps
        self.restart()

    def restart(self) -> None:
        """Forget what came before."""
        self._loss: Tensor | None = None
        self._tokens = self._steps = 0
        self._begun = time.monotonic()

    def add(self, loss: Tensor, tokens: int) -> bool:
        """Count one step; True when the window is full."""
        self._loss = loss if self._loss is None else self._loss + loss
        self._tokens += tokens
        self._steps += 1
        return self._steps >= self._every

    def close(self) -> tuple[float, float]:
        """(loss a token, tokens a second), and start the next window."""
        loss = float(self._loss) / max(1, self._tokens) if self._loss is not None else math.nan
        speed = self._tokens / max(1e-9, time.monotonic() - self._begun)
        self.restart()
        return loss, speed
