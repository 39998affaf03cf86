"""``tolmach models``: list, fetch and choose translation models. A bare call lists."""

from __future__ import annotations

import click

from aligner.errors import ModelError
from models.advice import program


@click.group(invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> None:
    """List, fetch and choose translation models."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_models)


@models.command("list")
def list_models() -> None:
    """Show the models known by name and those on this machine."""
    from models.store.registry import default_name, listing

    chosen = default_name()
    rows = [("", "NAME", "SIZE", "HERE", "LICENCE", "QUALITY", "ABOUT")]
    for row in listing():
        mark = "*" if row.name == chosen else ""
        size = f"{row.megabytes} MB"
        rows.append((mark, row.name, size, "yes" if row.here else "-", row.licence, row.quality, row.about))
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(rows[0]))]
    for cells in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    click.echo("\n* is used when no --model is given. Any Helsinki-NLP/opus-mt-* id or a model's folder works too.")


@models.command()
@click.argument("name")
@click.option("--revision", help="Commit, branch or tag of the hub [default: as fetched before, else the newest].")
def get(name: str, revision: str | None) -> None:
    """Download a model: a name from the list, or any hub id of a Marian model."""
    from models.store.hub import fetch
    from models.store.registry import hub_id

    hub = hub_id(name)
    if hub is None:
        raise ModelError(
            "model {name}: cannot be downloaded; give a name from `tolmach models` or owner/model", name=name
        )
    record = fetch(hub, revision)
    click.echo(f"{name}: {record.size >> 20} MB, revision {record.revision}, checksums right")
    click.echo(f"use it with --model {name}, or make it the default: {program()} models use {name}")


@models.command()
@click.argument("name", required=False)
def verify(name: str | None) -> None:
    """Compare every byte of a model with its checksums (of the default one without NAME)."""
    from models.load import check
    from models.store.registry import default_name

    shown = name or default_name()
    if wrong := check(name):
        raise ModelError("model {shown}: {wrong}; get it again", shown=shown, wrong="; ".join(wrong))
    click.echo(f"{shown}: all files right")


@models.command()
@click.argument("name", required=False)
def path(name: str | None) -> None:
    """Print the folder of a model (of the default one without NAME)."""
    from models.store.registry import resolve

    click.echo(resolve(name).path)


@models.command()
@click.argument("name")
def rm(name: str) -> None:
    """Delete a downloaded model, or one of your own, and its conversions."""
    from models.store.registry import remove

    click.echo(f"{name}: removed, {remove(name) >> 20} MB set free")


@models.command()
@click.argument("name")
def use(name: str) -> None:
    """Make a model the default."""
    from models.store.registry import choose

    choose(name)
    click.echo(f"{name} is used from now on when no --model is given")
