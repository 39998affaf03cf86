"""Fine-tune a Marian model on a user's own pairs; the result is a named model, kept only if it is better.

Some pairs are held out. The start model is measured on them, then ``models.finetune`` trains, then the result is
measured on the same: by CTranslate2 int8, beam 4, as it will be used. The time given covers all three.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.advice import install_extra, lacking
from models.errors import ModelError, reason
from models.files import replace_folder
from models.finetune import Effort, stoppable, train
from models.held_out import Measured, Pair, Watch, divide, in_language, measure, measured_before, shown
from models.languages import languages_of
from models.marian.checkpoint import Checkpoint, is_converted
from models.store.cache import data_dir
from models.store.registry import ENTRIES, TUNED, ModelFiles, folder_fingerprint, forget_conversions, resolve

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it: scores on held-out pairs before and after, whether it was kept, and where."""

    name: str
    before: Measured
    after: Measured
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
    device: str = "auto",
    threads: int = 0,
    rate: float = 1e-4,
    say: Say = lambda _: None,
    watch: Watch = lambda *_: None,
) -> Tuned:
    """Measure, train, measure in about so many minutes (over all calls); keep the better model under ``name``.

    Called again with the same name and pairs after an interruption it goes on where it stopped; a run that is
    over is prolonged where more minutes or epochs are asked for. ``say`` gets lines for a person, ``watch`` the
    stage, what is done of it and the whole.

    Raises:
        ModelError: too few pairs, the wrong language, a name that cannot be used, no torch, a model that cannot be
            trained, a folder that cannot be written, stopped by a person.
    """
    check_name(name)
    start = _trainable(model)
    languages = languages_of(start.path, start.name)
    usable = in_language(pairs, languages)
    learnt, held = divide(usable)
    device = _device(device)
    work = data_dir() / "tuning" / name
    mark = hashlib.sha256(json.dumps([start.fingerprint, learnt, held], ensure_ascii=False).encode()).hexdigest()
    from filelock import FileLock, Timeout

    try:
        work.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(work.parent / f".{name}.lock", timeout=0):
            _room(start, work.parent)
            _prepare(work, mark, learnt, held)
            say(f"{len(learnt)} pairs to learn from, {len(held)} held out; starting from {start.name}")
            effort = Effort(minutes * 60, epochs, device, threads, rate)
            return _tune(work, start, languages, (learnt, held), name, effort, say, watch)
    except Timeout:
        raise ModelError(
            "tuning of {name}: another process is at it; wait, or choose another --name", name=name
        ) from None
    except OSError as error:
        raise ModelError(
            "{work}: cannot be written ({reason}); free some space or set TOLMACH_DATA to another folder",
            work=work,
            reason=reason(error),
        ) from error
    except (RuntimeError, MemoryError) as error:
        raise _explained(error, work) from error


def _tune(
    work: Path, start: ModelFiles, languages: tuple[tuple[str, ...], str], pairs: tuple[list[Pair], list[Pair]],
    name: str, effort: Effort, say: Say, watch: Watch,
) -> Tuned:  # fmt: skip
    """The three parts, and keeping what came of them."""
    learnt, held = pairs
    before = measured_before(work, start.path, held, effort, watch)
    say(f"before: {shown(before)}")
    training = replace(effort, seconds=max(0.5 * effort.seconds, effort.seconds - 2 * before.seconds))
    with stoppable() as stop:
        made = train(work, start.path, training, stop=stop, say=say, watch=lambda done, of: watch("training", done, of))
    if made.stopped:
        raise ModelError(
            "tuning of {name}: stopped after step {steps}, all kept; the same command goes on",
            name=name,
            steps=made.steps,
        )
    _complete(made.folder, start.path, languages)
    after = measure(made.folder, held[: before.pairs], threads=effort.threads, watch=watch)
    say(f"after:  {shown(after)}")
    target = data_dir() / "models" / name
    kept = after.sum > before.sum
    if kept:
        facts = {"start": start.name, "pairs": len(learnt), "held_out": before.pairs, "seconds": round(made.seconds)}
        facts |= {"bleu": [before.scores.bleu, after.scores.bleu], "chrf2": [before.scores.chrf, after.scores.chrf]}
        _install(made.folder, target, facts)
    else:
        forget_conversions(folder_fingerprint(made.folder))
    return Tuned(name, before, after, kept, target, len(learnt), len(held))


def check_name(name: str) -> None:
    """Refuse names that cannot be a folder's or would hide another model.

    Raises:
        ModelError: saying so.
    """
    taken = name == "embedded" or name.startswith("opus-mt-") or name in {entry.name for entry in ENTRIES}
    if taken or not re.fullmatch(r"\w[\w.+-]{0,99}", name):
        raise ModelError("name {name}: cannot be used; give a plain word of your own such as my-ru-en", name=repr(name))


def _trainable(model: str | None) -> ModelFiles:
    """A checkpoint on disk that can be trained, and the libraries to do it.

    Raises:
        ModelError: saying what is missing.
    """
    import models.training  # noqa: F401  settles how OpenMP's threads wait, before torch is imported

    if missing := lacking("train"):
        command = install_extra("train")
        raise ModelError(
            "tuning needs {packages}; install with: {command}", packages=", ".join(missing), command=command
        )
    start = resolve(model)
    if is_converted(start.path):
        raise ModelError(
            "{path}: in CTranslate2's layout, which cannot be trained; name the original checkpoint", path=start.path
        )
    Checkpoint.open(start.path)
    return start


def _device(device: str) -> str:
    """``auto`` becomes ``cuda`` where torch finds one.

    Raises:
        ModelError: ``cuda`` is asked for and not there.
    """
    import torch

    here = torch.cuda.is_available()
    if device.startswith("cuda") and not here:
        raise ModelError("device {device}: not found here; leave out --device", device=device)
    return ("cuda" if here else "cpu") if device == "auto" else device


def _room(start: ModelFiles, folder: Path) -> None:
    """Refuse to begin what cannot be finished: state (four times the weights), two models, one being written.

    Raises:
        ModelError: the disk has less.
    """
    weights = Checkpoint.open(start.path).weights_path.stat().st_size
    needed, free = 11 * weights, shutil.disk_usage(folder).free
    if needed > free:
        raise ModelError(
            "{folder}: tuning {name} needs {needed} MB, {free} MB are free; free some or set TOLMACH_DATA to "
            "another folder",
            folder=folder,
            name=start.name,
            needed=needed >> 20,
            free=free >> 20,
        )


def _prepare(work: Path, mark: str, train: Sequence[Pair], held: Sequence[Pair]) -> None:
    """Write the text of the run; work on other pairs or another start model under this name starts over."""
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


def _complete(made: Path, start: Path, languages: tuple[tuple[str, ...], str]) -> None:
    """Give the result the start model's settings, and its languages where only the start model's name told them."""
    for settings in ("generation_config.json", "tokenizer_config.json"):
        if (start / settings).is_file():
            shutil.copyfile(start / settings, made / settings)
    file = made / "tokenizer_config.json"
    facts = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if not (facts.get("source_lang") and facts.get("target_lang")):
        facts |= {"source_lang": "_".join(languages[0]), "target_lang": languages[1]}
        file.write_text(json.dumps(facts, indent=1), encoding="utf-8")


def _install(made: Path, target: Path, facts: dict[str, object]) -> None:
    """Copy a model to its named place; an older one of the name is replaced when the copy is whole."""
    copy = target.with_name(f".{target.name}.new")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(made, copy)
    (copy / TUNED).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    replace_folder(copy, target)


def _explained(error: Exception, work: Path) -> Exception:
    """A fault of torch as one line, where it is one that a person can do something about."""
    text = str(error)
    if isinstance(error, MemoryError) or "alloc" in text or "out of memory" in text:
        return ModelError(
            "{name}: not enough memory to train this model; close other programs or tune a smaller one", name=work.name
        )
    if "PytorchStreamWriter" in text or "inline_container" in text:
        return ModelError(
            "{work}: the training state cannot be written (no space left?); free some space or set TOLMACH_DATA",
            work=work,
        )
    return error
