"""``tolmach tune``: continue a model on one's own translations. ``tolmach train``: the whole recipe."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aligner.errors import ModelError

ABOVE_ZERO = click.FloatRange(min=0, min_open=True)


@click.command()
@click.argument("model")
@click.argument("material", nargs=-1, type=click.Path(path_type=Path))
@click.option("--tmx", "more", multiple=True, type=click.Path(path_type=Path), help="A TMX file; may be repeated.")
@click.option("--name", required=True, help="Name of the new model, for --model and 'tolmach models use'.")
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), default=30, show_default=True, help="Time to train."
)
@click.option(
    "--epochs", type=click.FloatRange(min=0, min_open=True), default=6, show_default=True, help="Most passes."
)
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), default=1e-4, show_default=True, help="Learning rate."
)
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
def tune(
    model: str,
    material: tuple[Path, ...],
    more: tuple[Path, ...],
    name: str,
    minutes: float,
    epochs: float,
    rate: float,
    device: str,
) -> None:
    """Continue MODEL on one's own translations: TMX, TSV, XLIFF or any bitext file in MATERIAL.

    Some pairs are held out and scored before and after; the new model is kept if it is the better. Interrupted, the
    same command goes on where it stopped.
    """
    from aligner.imports import read_units
    from models.tuning import tune as run

    files = (*material, *more)
    if not files:
        raise click.UsageError("name at least one bitext file to learn from")
    pairs = [(unit.source, unit.target) for file in files for unit in read_units(file)]
    made = run(model, pairs, name, minutes=minutes, epochs=epochs, rate=rate, device=device, say=click.echo)
    if made.kept:
        click.echo(f"kept as {name}: use it with --model {name}, or make it the default: tolmach models use {name}")
    else:
        click.echo(f"not kept: {model} is better on the held-out pairs; try more material, or a lower --rate")


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def train(arguments: tuple[str, ...]) -> None:
    """Train a model from scratch with the recipe of docs/training.md; --help lists its options."""
    try:
        from models.training.run import main
    except ModuleNotFoundError as error:
        raise ModelError(f"training needs {error.name}; install it with: pip install 'tolmach[train]'") from error
    sys.exit(main(arguments))
