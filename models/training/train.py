"""Start a run, or go on with one, for some minutes: the constant stage.

    python -m models.training.train RUN --pairs mix.tsv --dev dev.ru,dev.en --start start --minutes 60
    python -m models.training.train RUN --minutes 60          # go on: everything else is in RUN/job.json

The stage has no end: run it as often as there is time. A release (models.training.release) branches off.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models.training.command import command


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns 0 when all that was asked for is done, 3 when the minutes ran out first."""
    from models.errors import ModelError
    from models.training import settings
    from models.training.job import FILE, Job
    from models.training.trainer import Budget

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("run", type=Path, help="folder of the run")
    parser.add_argument("--pairs", nargs="+", help="TSV of (tag, Russian, English); several are epochs in turn")
    parser.add_argument("--dev", help="development text: x.ru,x.en")
    parser.add_argument("--start", help="Marian directory to start from (see models.training.warm_start)")
    parser.add_argument("--reverse", action="store_true", help="train English-Russian")
    parser.add_argument("--from-state", type=Path, help="begin a new run folder at this state.pt")
    parser.add_argument("--minutes", type=float, default=0.0, help="minutes of this call (0: no limit)")
    parser.add_argument("--tokens", type=int, default=0, help="stop when the run has seen so many target tokens")
    parser.add_argument("--steps", type=int, default=0, help="stop at this step")
    parser.add_argument("--evaluate-every", type=float, default=20.0, help="minutes")
    parser.add_argument("--save-every", type=float, default=10.0, help="minutes")
    parser.add_argument("--log-every", type=int, default=50, help="steps")
    settings.add_options(parser)
    args = parser.parse_args(argv)
    if (args.run / FILE).exists():
        job = Job.read(args.run)
        job = replace(job, pairs=tuple(args.pairs or job.pairs))
    elif args.pairs and args.dev and args.start:
        job = Job(tuple(args.pairs), args.dev, args.start, args.reverse, settings.from_options(args))
    else:
        raise ModelError("{run}: no run there yet; start one with --pairs, --dev and --start", run=args.run)
    job.write(args.run)
    if args.from_state and not (args.run / "state.pt").exists():
        shutil.copyfile(args.from_state, args.run / "state.pt")
    budget = Budget(args.minutes, args.tokens, args.steps, args.evaluate_every, args.save_every, args.log_every)
    return 0 if job.trainer(args.run).run(budget) else 3


if __name__ == "__main__":
    sys.exit(main())
