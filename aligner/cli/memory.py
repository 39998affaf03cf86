"""``tolmach memory``: fill, search, export and describe a translation memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aligner.cli.language import localised
from aligner.cli.piped import as_file, shown
from aligner.errors import ReadError
from aligner.formats import EXPORTS, IMPORTS
from models.messages import Message

if TYPE_CHECKING:
    from aligner.core.document import Document
    from aligner.memory.analysis import Analysis

Command = TypeVar("Command", bound=Callable[..., Any])

#: What is said of a match beside its percentage.
KINDS = {"codes": " (other codes)", "numbers": " (numbers put right)"}
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


def with_languages(command: Command) -> Command:
    """The options that say which language pair is meant."""
    source = click.option("--source-language", default="ru", show_default=True, metavar="TAG")
    return source(click.option("--target-language", default="en", show_default=True, metavar="TAG")(command))


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
@with_languages
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
    """Find a sentence, exact or like it; or, with -c, words, in which * is for any letters and ? for one."""
    from aligner.memory import open_memory

    with open_memory(where, must_exist=True) as base:
        if concordance or side:
            rows = [("", unit) for unit in base.concordance(text, side or "", limit)]
        else:
            matches = base.lookup(text, source_language, target_language, minimum=minimum, limit=limit, codes=())
            rows = [(f"{match.percent}%" + KINDS.get(match.kind, ""), match.unit) for match in matches]
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
@click.argument("source")
@click.argument("target", required=False)
@with_languages
@with_memory
@click.pass_obj
def delete(where: str | None, source: str, target: str | None, source_language: str, target_language: str) -> None:
    """Delete the pairs with exactly this source, or only the one with this translation."""
    from aligner.memory import open_memory

    with open_memory(where, must_exist=True) as base:
        known = base.with_source(source, source_language, target_language)
        deleted = base.delete(unit for unit in known if target in (None, unit.target))
    _say_changed(Message("{count} pair deleted", "{count} pairs deleted", count=deleted), deleted)


@memory.command()
@click.argument("source")
@click.argument("target")
@click.option("--new-source", metavar="TEXT", help="The source as it should be.")
@click.option("--new-target", metavar="TEXT", help="The translation as it should be.")
@with_languages
@with_memory
@click.pass_obj
def edit(
    where: str | None,
    source: str,
    target: str,
    new_source: str | None,
    new_target: str | None,
    source_language: str,
    target_language: str,
) -> None:
    """Correct a pair, given by its two texts; its status, origin and notes stay."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from aligner.memory import open_memory

    if new_source is None and new_target is None:
        raise click.UsageError("say what it should be: --new-source, --new-target")
    now = datetime.now(UTC).replace(microsecond=0)
    changed = 0
    with open_memory(where, must_exist=True) as base:
        for old in base.with_source(source, source_language, target_language):
            if old.target == target:
                new = replace(old, source=new_source or source, target=new_target or target, changed=now)
                changed += base.edit(old, replace(new, source_codes=(), target_codes=()))
    _say_changed(Message("{count} pair changed", "{count} pairs changed", count=changed), changed)


def _say_changed(said: Message, count: int) -> None:
    click.echo(localised(said), err=True)
    if not count:
        sys.exit(1)


@memory.command()
@click.option(
    "--only", metavar="REASON,…", default="",
    help="Only for these reasons: empty, same (as the source), language (another one), duplicate, outlier.",
)  # fmt: skip
@click.option("--confirmed", is_flag=True, help="Doubt what a person has confirmed, too.")
@click.option(
    "--remove-to",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help="Take the pairs out of the memory, into this bitext file; 'tolmach memory add' brings them back.",
)
@with_memory
@click.pass_obj
def clean(where: str | None, only: str, confirmed: bool, remove_to: Path | None) -> None:
    """List the pairs that are of no use, with the reason, as TSV; with --remove-to, take them out."""
    from aligner.memory import cleaning, open_memory

    with open_memory(where, must_exist=True) as base:
        found = cleaning.doubtful(base, [name for name in only.split(",") if name], confirmed=confirmed)
        for reason, unit in found.found:
            click.echo("\t".join(" ".join(cell.split()) for cell in (reason, unit.status, unit.source, unit.target)))
        if remove_to is not None and found.found:
            cleaning.clean(base, found, remove_to)
    for reason, count in found.counts.items():
        click.echo(f"{reason}: {count} ({localised(cleaning.REASONS[reason])})", err=True)
    pairs = localised(Message("{count} pair", "{count} pairs", count=found.units))
    click.echo(localised(Message("{pairs} looked at, {count} taken out", pairs=pairs, count=found.removed)), err=True)
    if remove_to is not None and found.removed:
        back = f"tolmach memory -m {base.name} add {remove_to}"
        click.echo(localised(Message("to bring them back: {command}", command=back)), err=True)


@memory.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--csv", "as_table", is_flag=True, help="CSV instead of a table: segments and words of every band.")
@click.option("--target-language", default="en", show_default=True, metavar="TAG")
@with_memory
@click.pass_obj
def analyse(where: str | None, files: tuple[Path, ...], as_table: bool, target_language: str) -> None:
    """Say how much of some documents the memory has: words and sentences by bands of matches, and repetitions."""
    from aligner.memory import analysis, open_memory
    from aligner.pipeline import load_document

    failed = 0

    def documents() -> Iterator[tuple[str, Document]]:
        nonlocal failed
        for path in files:
            try:
                yield path.name, load_document(path)
            except ReadError as error:
                failed += 1
                click.echo(f"tolmach: {localised(error)}", err=True)

    with open_memory(where, must_exist=True) as base:
        made = list(analysis.analyse(base, documents(), target_language))
    if as_table:
        click.echo(analysis.as_csv(made), nl=False)
    else:
        _show(made)
    if failed:
        sys.exit(1)


def _show(made: Sequence[Analysis]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from aligner.memory.analysis import ORDER

    for one in made if len(made) > 2 else made[:1]:
        table = Table(
            box=box.SIMPLE_HEAD, title=Text(one.name or localised(Message("all files"))), title_justify="left"
        )
        table.add_column(localised(Message("match")))
        for name in (Message("sentences"), Message("words"), Message("characters"), Message("share of words")):
            table.add_column(localised(name), justify="right")
        total = one.total
        for band, count in (*((band, one.bands[band]) for band in ORDER), ("", total)):
            label = {"new": Message("new"), "repetitions": Message("repetitions"), "": Message("all")}.get(band)
            share = f"{100 * count.words / total.words:.0f} %" if total.words else ""
            cells = (localised(label) if label else f"{band} %", count.segments, count.words, count.characters, share)
            table.add_row(*map(str, cells))
        Console().print(table)


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
