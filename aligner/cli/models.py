"""``tolmach models``: list, fetch and choose translation models. A bare call lists."""

from __future__ import annotations

import click


@click.group(invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> None:
    """List, fetch and choose translation models."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_models)


@models.command("list")
def list_models() -> None:
    """Show the models known by name and those on this machine."""
    from models.registry import default_name, listing

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
@click.argument("name", required=False)
def path(name: str | None) -> None:
    """Print the folder of a model (of the default one without NAME)."""
    from models.registry import resolve

    click.echo(resolve(name).path)
