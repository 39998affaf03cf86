"""``tolmach memory``: fill, search, export and describe a translation memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from aligner.cli.language import localised
from aligner.cli.piped import as_file, shown
from aligner.errors import ReadError
from aligner.formats import EXPORTS, IMPORTS
from models.messages import Message

Command = TypeVar("Command", bound=Callable[..., Any])

#: Formats that a memory, a mere list of pairs, can be written in.
LISTS = [name for name, form in EXPORTS.items() if form.of_units]


def _keep(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    """Hand the memory to whichever command runs."""
    if value is not None:
        context.obj = value


def _option(variable: str | None = None) -> Callable[[Command], Command]:
    return click.option(
        "-m",
        "--memory",
        metavar="FILE|URL",
        envvar=variable,
        callback=_keep,
        expose_value=False,
        help="The memory: a file, or postgresql://…; by default your own file.",
    )


#: The option is taken behind a command's name, too.
with_memory = _option()


@click.group()
@_option("TOLMACH_MEMORY")
def memory() -> None:
    """Keep what was translated, and find it again."""


@memory.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--from", "from_format", type=click.Choice(list(IMPORTS)), help="Format, if the extension does not say.")
@click.option("--confirmed", is_flag=True, help="Take all pairs as confirmed by a person.")
@with_memory
@click.pass_obj
def add(where: str | None, files: tuple[Path, ...], from_format: str | None, confirmed: bool) -> None:
    """Add the pairs of bitext files; each file goes in whole or not at all ('-' is standard input, with --from)."""
    from aligner.memory import open_memory
    from aligner.memory.feed import add_file

    failed = 0
    with open_memory(where) as base:
        for path in files:
            try:
                with as_file(path, from_format) as file:
                    report, added = add_file(base, file, from_format, confirmed=confirmed)
            except ReadError as error:
                failed += 1
                click.echo(f"tolmach: {localised(error)}", err=True)
                continue
            for refusal in report.said:
                click.echo(f"{shown(path)}: {refusal}", err=True)
            said = f"{added.added} new, {added.known} known"
            said += f", {added.skipped} with an empty side left out" if added.skipped else ""
            said += f", {report.refused} refused" if report.refused else ""
            click.echo(f"{shown(path)}: {said}")
    if failed:
        sys.exit(1)


@memory.command()
@click.argument("text")
@click.option("--concordance", "-c", is_flag=True, help="Find the words in any form, on either side.")
@click.option("--side", type=click.Choice(["source", "target"]), help="Concordance on this side only.")
@click.option("--source-language", default="ru", show_default=True, metavar="TAG")
@click.option("--target-language", default="en", show_default=True, metavar="TAG")
@click.option(
    "--minimum", type=click.IntRange(1, 100), default=70, show_default=True, help="Least percentage of a match."
)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@with_memory
@click.pass_obj
def search(
    where: str | None,
    text: str,
    concordance: bool,
    side: str | None,
    source_language: str,
    target_language: str,
    minimum: int,
    limit: int,
) -> None:
    """Find a sentence, exact or like it; or, with -c, words."""
    from aligner.memory import open_memory

    with open_memory(where, must_exist=True) as base:
        if concordance or side:
            rows = [("", unit) for unit in base.concordance(text, side or "", limit)]
        else:
            matches = base.lookup(text, source_language, target_language, minimum=minimum, limit=limit)
            rows = [(f"{match.percent}%", match.unit) for match in matches]
    for percent, unit in rows:
        marks = " ".join(part for part in (percent, unit.status, unit.document) if part)
        click.echo(f"{unit.source}\n{unit.target}\n    {marks}")
    if not rows:
        click.echo("nothing found", err=True)


@memory.command()
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path, readable=False))
@click.option("--to", "to_format", type=click.Choice(LISTS), help="Format, if the extension does not say.")
@click.option("--confirmed-only", is_flag=True, help="Only pairs that a person has confirmed.")
@click.option("--source-tag", default="", metavar="TAG", help="Write the source language so: ru-RU.")
@click.option("--target-tag", default="", metavar="TAG", help="Write the target language so: en-GB.")
@with_memory
@click.pass_obj
def export(
    where: str | None, target: Path, to_format: str | None, confirmed_only: bool, source_tag: str, target_tag: str
) -> None:
    """Write the whole memory to a bitext file ('-' is standard output, with --to)."""
    from aligner.exports import ExportOptions, export_units
    from aligner.memory import open_memory

    options = ExportOptions(source_tag=source_tag, target_tag=target_tag, confirmed_only=confirmed_only)
    with open_memory(where, must_exist=True) as base:
        report = export_units(base.units(), target, to_format, options)
    pairs = localised(Message("{count} pair", "{count} pairs", count=report.written))
    click.echo(f"{shown(target, 'output')}: {pairs}", err=True)


@memory.command()
@with_memory
@click.pass_obj
def stats(where: str | None) -> None:
    """Say what the memory holds."""
    from aligner.memory import open_memory

    with open_memory(where, must_exist=True) as base:
        held = base.stats()
        pairs = localised(Message("{count} pair", "{count} pairs", count=held.units))
        sources = localised(Message("{count} source", "{count} sources", count=held.sources))
        click.echo(f"{base.name}: {pairs} of {sources}, {held.confirmed} confirmed")
        for name, counts in (("languages", held.by_pair), ("origin", held.by_origin)):
            click.echo(f"{name}: " + (", ".join(f"{key} {count}" for key, count in counts.items()) or "none"))
        click.echo(f"size: {held.bytes / 1e6:.1f} MB")
