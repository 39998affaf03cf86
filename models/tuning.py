"""Fine-tune a Marian model on a user's own pairs; the result is a named model, kept only if it is better.

Some pairs are held out. The start model is measured on them, then ``models.finetune`` trains, then the result is
measured on the same: by CTranslate2 int8, beam 4, as it will be used. The time given covers all three.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from models.advice import install_extra, lacking
from models.errors import ModelError, reason
from models.files import replace_folder
from models.finetune import Effort, stoppable, train
from models.languages import languages_of
from models.load import load_translator
from models.marian.checkpoint import Checkpoint, is_converted
from models.messages import Message
from models.scoring import Scores, score
from models.store.cache import data_dir
from models.store.registry import ENTRIES, TUNED, ModelFiles, folder_fingerprint, forget_conversions, resolve
from models.text.scripts import is_cyrillic, letters_of
from models.translation import Decoding

#: Fewer pairs than this teach nothing and leave nothing to measure on.
LEAST_PAIRS = 40
#: Share of the pairs held out for measuring, and the most that are.
HELD_OUT, MOST_HELD_OUT = 0.08, 400
#: The share of the time that one of the two measurements may take, and the pairs that it takes at least.
MEASURING, LEAST_MEASURED = 0.1, 40
Pair = tuple[str, str]
Say = Callable[[str], None]
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores on the first ``pairs`` held-out pairs, and the seconds it took."""

    scores: Scores
    pairs: int
    seconds: float

    @property
    def sum(self) -> float:
        """What is compared: BLEU and chrF2 together."""
        return self.scores.bleu + self.scores.chrf


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
    before = _measured_before(work, start.path, held, effort, watch)
    say(f"before: {_shown(before)}")
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
    say(f"after:  {_shown(after)}")
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


def in_language(pairs: Sequence[Pair], languages: tuple[tuple[str, ...], str]) -> list[Pair]:
    """The pairs whose two sides are in the alphabets of the model's languages and differ.

    Raises:
        ModelError: these are fewer than half; it says where the sides are swapped.
    """
    sides = languages[0], languages[1:]
    good = [pair for pair in pairs if _fits(pair, sides)]
    if len(good) * 2 < len(pairs):
        turned = sum(_fits((target, source), sides) for source, target in pairs)
        swapped = turned * 2 > len(pairs)
        advice = Message("the sides are swapped") if swapped else Message("check the files and the model")
        raise ModelError(
            "{count} of {total} pairs: not '{source}' on the source side and '{target}' on the target side; {advice}",
            count=len(pairs) - len(good),
            total=len(pairs),
            source=", ".join(languages[0]),
            target=languages[1],
            advice=advice,
        )
    return good


def _fits(pair: Pair, languages: tuple[Sequence[str], Sequence[str]]) -> bool:
    """Whether each side is mostly in Cyrillic letters where its languages are, and mostly not where they are not."""
    if pair[0].strip() == pair[1].strip():
        return False
    for text, side in zip(pair, languages, strict=True):
        letters = letters_of(text)
        if not letters.all or (letters.cyrillic * 2 > letters.all) not in map(is_cyrillic, side):
            return False
    return True


def divide(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs to learn from and pairs held out; the same pair always falls on the same side, repeats are dropped.

    Raises:
        ModelError: too few pairs.
    """
    clean = {" ".join(s.split()): " ".join(t.split()) for s, t in pairs if s.strip() and t.strip()}
    if len(clean) < LEAST_PAIRS:
        raise ModelError(
            "{count} different pairs: too few to tune on; {least} are needed, thousands help",
            count=len(clean),
            least=LEAST_PAIRS,
        )
    ranked = sorted(clean.items(), key=lambda pair: hashlib.sha256(pair[0].encode()).digest())
    count = min(MOST_HELD_OUT, max(10, int(len(ranked) * HELD_OUT)))
    held = set(ranked[:count])
    return [pair for pair in clean.items() if pair not in held], ranked[:count]


def measure(
    folder: Path,
    pairs: Sequence[Pair],
    *,
    seconds: float = 0.0,
    threads: int = 0,
    watch: Watch = lambda *_: None,
) -> Measured:
    """Scores of a model folder, int8, beam 4, no guards; on as many of the pairs as fit into ``seconds`` (0: all).

    At least ``LEAST_MEASURED`` pairs are taken. Loading and converting are outside the limit.
    """
    begun = time.monotonic()
    translator = load_translator(folder, threads=threads)
    limit = time.monotonic() + seconds
    outputs: list[str] = []
    while len(outputs) < len(pairs) and (len(outputs) < LEAST_MEASURED or not seconds or time.monotonic() < limit):
        watch("measuring", len(outputs), len(pairs))
        part = pairs[len(outputs) : len(outputs) + LEAST_MEASURED]
        made = translator.translate([source for source, _ in part], Decoding(beam=4, guards=False))
        outputs += [output.text for output in made]
    scores = score(outputs, [target for _, target in pairs[: len(outputs)]])
    return Measured(scores, len(outputs), time.monotonic() - begun)


def _measured_before(work: Path, start: Path, held: list[Pair], effort: Effort, watch: Watch) -> Measured:
    """The start model's scores, measured once in a run's life."""
    file = work / "before.json"
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        return Measured(Scores(**facts.pop("scores")), **facts)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        found = measure(start, held, seconds=MEASURING * effort.seconds, threads=effort.threads, watch=watch)
        file.write_text(json.dumps(asdict(found)), encoding="utf-8")
        return found


def _shown(found: Measured) -> str:
    return (
        f"BLEU {found.scores.bleu:.2f}, chrF2 {found.scores.chrf:.2f} on {found.pairs} held-out pairs "
        f"({found.seconds:.0f} s)"
    )


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
