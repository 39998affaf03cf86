"""``tolmach tune``: continue a model on one's own translations. ``tolmach train``: the whole recipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from aligner.cli.language import localised
from aligner.cli.progress import progress_bar
from aligner.core.progress import Progress
from models.advice import program
from models.messages import Message

ABOVE_ZERO = click.FloatRange(min=0, min_open=True)


@click.command()
@click.argument("model")
@click.argument("material", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option(
    "--tmx", "more", multiple=True, type=click.Path(path_type=Path, readable=False), help="A TMX file; may be repeated."
)
@click.option(
    "--parallel",
    multiple=True,
    nargs=2,
    type=click.Path(path_type=Path, readable=False),
    metavar="SOURCE TARGET",
    help="Two plain texts, line by line; may be repeated.",
)
@click.option("--name", required=True, help="Name of the new model, for --model and 'tolmach models use'.")
@click.option(
    "--minutes",
    type=ABOVE_ZERO,
    default=30,
    show_default=True,
    help="Time for all: a tenth at most for each of two measurements, the rest for training.",
)
@click.option("--epochs", type=ABOVE_ZERO, default=6, show_default=True, help="Most passes over the pairs.")
@click.option("--rate", type=ABOVE_ZERO, default=1e-4, show_default=True, help="Learning rate.")
@click.option("--threads", type=click.IntRange(0), default=0, help="Processor cores [default: those idle now].")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
def tune(
    model: str,
    material: tuple[Path, ...],
    more: tuple[Path, ...],
    parallel: tuple[tuple[Path, Path], ...],
    name: str,
    minutes: float,
    epochs: float,
    rate: float,
    threads: int,
    device: str,
) -> None:
    """Continue MODEL on one's own translations: TMX, TSV, XLIFF or any bitext file in MATERIAL.

    Some pairs are held out and scored before and after; the new model is kept if it is the better. Interrupted
    (Ctrl-C, too), the same command goes on where it stopped; with more --minutes or --epochs a finished run is
    prolonged. --minutes counts all calls together, but not the seconds of reading the files.
    """
    from aligner.training_pairs import read_training_pairs
    from models.languages import languages_of
    from models.store.registry import resolve
    from models.tuning import check_name
    from models.tuning import tune as run

    files = (*material, *more)
    if not files and not parallel:
        raise click.UsageError(
            localised(Message("name at least one bitext file, or two texts with --parallel, to learn from"))
        )
    check_name(name)
    start = resolve(model)
    found = read_training_pairs(files, parallel, languages_of(start.path, start.name))
    for remark in found.remarks:
        click.echo(remark)
    with stages() as watch:
        made = run(
            model, found.pairs, name, minutes=minutes, epochs=epochs, rate=rate, threads=threads, device=device,
            say=click.echo, watch=watch,
        )  # fmt: skip
    if made.kept:
        click.echo(f"kept as {name}: use it with --model {name}, or make it the default: {program()} models use {name}")
    else:
        click.echo(
            f"not kept: {model} is better on the held-out pairs; try more material, more --minutes or another --rate"
        )


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar for each stage in turn, on a terminal only."""
    with ExitStack() as stack:
        bars: dict[str, Progress | None] = {}

        def watch(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                stack.close()
                bars.clear()
                label = {"training": "training, seconds", "measuring": "measuring, pairs"}.get(stage, stage)
                bars[stage] = stack.enter_context(progress_bar(label))
            if (bar := bars[stage]) is not None:
                bar(done, total)

        yield watch


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def train(arguments: tuple[str, ...]) -> None:
    """Train a model from scratch with the recipe of docs/training.md; --help lists its options."""
    from models.training.run import main

    sys.exit(main(arguments, "tolmach train"))
