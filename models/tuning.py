"""Fine-tune a Marian model on a user's own pairs; the result is a named model, kept only if it is better.

The trainer is that of the recipe (``models.training``). What differs from a run of the recipe: the encoder is free
from the first step, the rate is low, and every piece that the start model can put out stays possible, however
small the user's text is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.cache import data_dir
from models.errors import ModelError
from models.registry import resolve
from models.scoring import Scores, evaluate
from models.translation import Decoding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.training.rounds import Rounds
    from models.training.settings import Settings

#: Fewer pairs than this teach nothing and leave nothing to measure on.
LEAST_PAIRS = 40
#: Share of the pairs held out for measuring, and the most that are.
HELD_OUT, MOST_HELD_OUT = 0.08, 400
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it: scores on the held-out pairs before and after, whether it was kept, and where."""

    name: str
    before: Scores
    after: Scores
    kept: bool
    folder: Path
    pairs: int
    held_out: int


def tune(
    model: str | None,
    pairs: Sequence[Pair],
    name: str,
    *,
    minutes: float = 30.0,
    epochs: float = 6.0,
    device: str = "cpu",
    rate: float = 1e-4,
    say: Callable[[str], None] = lambda _: None,
) -> Tuned:
    """Train for at most so many minutes and epochs, measure, keep the better model under ``name``.

    Called again with the same name and pairs after an interruption it goes on where it stopped; a run that is
    over is measured again, and prolonged where more epochs are asked for.

    Raises:
        ModelError: too few pairs, a name that cannot be used, no torch, a model that cannot be trained.
    """
    if not name or name.startswith(".") or "/" in name or name == "embedded":
        raise ModelError(f"name {name!r}: cannot be used; give a plain word such as my-ru-en")
    _need_torch()
    start = resolve(model)
    train, held = divide(pairs)
    work = data_dir() / "tuning" / name
    mark = hashlib.sha256(json.dumps([start.fingerprint, train, held], ensure_ascii=False).encode()).hexdigest()
    _prepare(work, mark, train, held)
    say(f"{len(train)} pairs to learn from, {len(held)} held out; starting from {start.name}")
    before = measure(start.path, held)
    say(f"before: BLEU {before.bleu:.2f}, chrF2 {before.chrf:.2f} on the held-out pairs")
    _train(work, start.path, minutes, epochs, device, rate)
    for settings in ("generation_config.json", "tokenizer_config.json"):
        if (start.path / settings).is_file():
            shutil.copyfile(start.path / settings, work / "run" / "model" / settings)
    after = measure(work / "run" / "model", held)
    say(f"after: BLEU {after.bleu:.2f}, chrF2 {after.chrf:.2f}")
    target = data_dir() / "models" / name
    kept = (after.bleu + after.chrf) > (before.bleu + before.chrf)
    if kept:
        facts = {"start": start.name, "pairs": len(train), "held_out": len(held)}
        facts |= {"bleu": [before.bleu, after.bleu], "chrf2": [before.chrf, after.chrf]}
        _install(work / "run" / "model", target, facts)
    return Tuned(name, before, after, kept, target, len(train), len(held))


def divide(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs to learn from and pairs held out; the same pair always falls on the same side, repeats are dropped.

    Raises:
        ModelError: too few pairs.
    """
    clean = {" ".join(s.split()): " ".join(t.split()) for s, t in pairs if s.strip() and t.strip()}
    if len(clean) < LEAST_PAIRS:
        raise ModelError(f"{len(clean)} different pairs: too few to tune on; {LEAST_PAIRS} are needed, thousands help")
    ranked = sorted(clean.items(), key=lambda pair: hashlib.sha256(pair[0].encode()).digest())
    count = min(MOST_HELD_OUT, max(10, int(len(ranked) * HELD_OUT)))
    held = set(ranked[:count])
    return [pair for pair in clean.items() if pair not in held], ranked[:count]


def measure(folder: Path, pairs: Sequence[Pair]) -> Scores:
    """Scores of a model folder: int8, beam 4, no guards."""
    from models.load import load_translator

    sources, references = ([pair[side] for pair in pairs] for side in (0, 1))
    return evaluate(load_translator(folder), sources, references, Decoding(beam=4, guards=False)).scores


def _need_torch() -> None:
    """Training needs the extra."""
    try:
        import torch
        import transformers
    except ModuleNotFoundError as error:
        raise ModelError(f"tuning needs {error.name}; install it with: pip install 'tolmach[train]'") from error
    del torch, transformers


def _prepare(work: Path, mark: str, train: Sequence[Pair], held: Sequence[Pair]) -> None:
    """Write the text of the run; work on other pairs or another start model under this name begins anew."""
    note = work / "pairs.sha256"
    if note.is_file() and note.read_text() == mark:
        return
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "train.tsv").write_text("".join(f"own\t{s}\t{t}\n" for s, t in train), encoding="utf-8", newline="\n")
    for side, suffix in ((0, "source"), (1, "target")):
        text = "".join(f"{pair[side]}\n" for pair in held)
        (work / f"held.{suffix}").write_text(text, encoding="utf-8", newline="\n")
    note.write_text(mark)


def _train(work: Path, start: Path, minutes: float, epochs: float, device: str, rate: float) -> None:
    """Run the trainer, or go on with it."""
    from models.training.trainer import Budget, Trainer

    settings = _settings(device, rate)
    rounds = _rounds(str(work / "train.tsv"), start, work / "rounds", settings)
    dev = f"{work / 'held.source'},{work / 'held.target'}"
    trainer = Trainer(work / "run", start, rounds, dev, settings, quiet=True)
    text = rounds.of(0)
    tokens = int(epochs * int(text.target.lengths[text.keep].sum()))
    trainer.run(Budget(minutes=minutes, tokens=max(1, tokens), evaluate_every=1e9, log_every=20))


def _settings(device: str, rate: float) -> Settings:
    """The recipe's settings for a small text and a model that is trained already."""
    from models.training.settings import CPU, GPU

    base = replace(GPU, batch_tokens=8192, sampling=0.0, device=device) if device.startswith("cuda") else CPU
    return replace(
        base,
        learning_rate=rate,
        warmup_steps=30,
        encoder_rate=1.0,
        frozen_tokens=0,
        dropout=0.1,
        average=0.98,
        dev_lines=20,
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


def _install(made: Path, target: Path, facts: dict[str, object]) -> None:
    """Copy a model to its named place, beside first, then renamed; an older one of the name is replaced."""
    beside = target.with_name(f".{target.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(made, beside)
    (beside / "tuned.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    beside.rename(target)
