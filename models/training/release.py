"""Make a release of a run: decay from its stable state, take the averaged weights, measure, pack.

    python -m models.training.release RUN --out RELEASE --minutes 30
    python -m models.training.release RUN --out RELEASE --pack PACKED --test wmt18.ru,wmt18.en

RUN is left as it is, so its constant stage can go on afterwards. Call it again with the same folders to go
on with a decay that was interrupted. ``--mean`` averages further model directories of the same run in.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.errors import ModelError
from models.scoring import Scores, evaluate
from models.training import settings, state
from models.training.averaging import mean_of
from models.training.command import command
from models.training.corpus import read_pairs
from models.training.job import Job
from models.training.settings import Settings
from models.training.trainer import Budget, Decay


@dataclass(frozen=True)
class Plan:
    """What to make: the run it comes from, the folder it goes to, and how long the decay is."""

    run: Path
    out: Path
    decay: Decay
    pairs: tuple[str, ...] = ()  # text of the decay; none: the run's own
    settings: Settings | None = None  # of the decay; none: the run's own


def branch(plan: Plan) -> Job:
    """Give the release folder a copy of the run's state and job, unless it has its own already.

    Raises ModelError if the run has no state, or one that is itself a decay.
    """
    job = Job.read(plan.run)
    if (plan.out / "state.pt").exists():
        return Job.read(plan.out)
    stable = plan.run / "state.pt"
    if not stable.exists():
        raise ModelError("{run}: no state.pt there yet; train for some minutes first", run=plan.run)
    if state.read(stable).progress.decay_steps:
        raise ModelError(
            "{run}: this is itself a decayed release; branch off from the run with the constant rate", run=plan.run
        )
    branched = replace(job, pairs=plan.pairs or job.pairs, settings=plan.settings or job.settings)
    branched.write(plan.out)
    if branched.pairs == job.pairs:
        shutil.copyfile(stable, plan.out / "state.pt")
    else:  # other text: begin with its first batch
        copied = state.read(stable)
        copied.progress.epoch = copied.progress.batch = 0
        state.write(plan.out / "state.pt", copied)
    return branched


def decay(plan: Plan, budget: Budget, *, quiet: bool = False) -> bool:
    """Run the decay, or go on with it; returns whether it is over."""
    trainer = branch(plan).trainer(plan.out, decay=plan.decay, cache=plan.run / "rounds", quiet=quiet)
    return trainer.run(budget)


def average_in(model: Path, others: Sequence[Path]) -> None:
    """Replace a model directory's weights by the mean of its own and the others'."""
    from safetensors.torch import save_file

    mean = mean_of([model, *others])
    save_file(mean, model / "model.safetensors", metadata={"format": "pt"})


def measure(model: Path, test: str, *, beam: int = 4, lines: int = 0) -> Scores:
    """BLEU and chrF2 of a model directory on ``x.ru,x.en``, translated by CTranslate2 int8 without any guard."""
    from models.load import load_translator
    from models.translation import Decoding

    sources, references = read_pairs(test)
    most = lines or len(sources)
    return evaluate(load_translator(model), sources[:most], references[:most], Decoding(beam=beam, guards=False)).scores


def report(test: str, scores: Scores) -> None:
    """Print the scores of a test set with their signatures."""
    print(f"{test}\n  BLEU = {scores.bleu:.2f}  {scores.bleu_signature}", flush=True)
    print(f"  chrF2 = {scores.chrf:.2f}  {scores.chrf_signature}", flush=True)


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns 3 when the minutes ran out before the decay was over."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder of the release")
    parser.add_argument("--minutes", type=float, default=0.0, help="length of the decay")
    parser.add_argument("--steps", type=int, default=0, help="length of the decay in steps")
    parser.add_argument("--pairs", nargs="*", default=[], help="text of the decay, if not the run's own")
    parser.add_argument("--session-minutes", type=float, default=0.0, help="end this call after so long")
    parser.add_argument("--mean", type=Path, nargs="*", default=[], help="model directories to average in")
    parser.add_argument("--test", nargs="*", default=[], help="measure on x.ru,x.en")
    parser.add_argument("--lines", type=int, default=0, help="measure on the first lines only")
    parser.add_argument("--pack", type=Path, help="write the packed model here")
    settings.add_options(parser)
    args = parser.parse_args(argv)
    chosen = settings.from_options(args, Job.read(args.run).settings)
    plan = Plan(args.run, args.out, Decay(args.steps, args.minutes), tuple(args.pairs), chosen)
    if (args.minutes or args.steps) and not decay(plan, Budget(minutes=args.session_minutes)):
        return 3
    model = args.out / "model"
    if args.mean:
        average_in(model, args.mean)
    for test in args.test:
        report(test, measure(model, test, lines=args.lines))
    if args.pack:
        from models.store.packing import pack

        pack(model, args.pack)
        print(f"packed in {args.pack}: {sum(f.stat().st_size for f in args.pack.iterdir()) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
