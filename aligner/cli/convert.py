"""``tolmach convert``: any bitext format into any other."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aligner.cli.language import localised
from aligner.cli.options import language_tag
from aligner.cli.output import dropped_codes, say_left
from aligner.cli.piped import as_file, shown
from aligner.exports import ExportOptions, format_of
from aligner.formats import EXPORTS, IMPORTS
from models.messages import Message


@click.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path, readable=False))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--from", "from_format", type=click.Choice(list(IMPORTS)), help="Format of IN, if its extension does not say."
)
@click.option(
    "--to", "to_format", type=click.Choice(list(EXPORTS)), help="Format of OUT, if its extension does not say."
)
@click.option(
    "--source-language",
    default="",
    metavar="TAG",
    callback=language_tag,
    help="Language of the source side, where IN leaves a choice.",
)
@click.option(
    "--target-language",
    default="",
    metavar="TAG",
    callback=language_tag,
    help="Language of the target side, where IN leaves a choice.",
)
@click.option(
    "--source-tag", default="", metavar="TAG", callback=language_tag, help="Write the source language so: ru-RU."
)
@click.option(
    "--target-tag", default="", metavar="TAG", callback=language_tag, help="Write the target language so: en-GB."
)
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out pairs less sure than this.")
@click.option("--confirmed-only", is_flag=True, help="Only pairs that a person has confirmed.")
@click.option("--clean", is_flag=True, help="Leave out pairs with a finding (see 'tolmach check').")
@click.option("--flagged", is_flag=True, help="Only pairs with a finding.")
@click.option(
    "--nulls/--no-nulls", default=None, help="Write pairs with an empty side; by default as suits the format."
)
@click.option(
    "--rejected/--no-rejected", default=None, help="Write pairs that a person rejected; by default as suits the format."
)
@click.option("--context/--no-context", default=True, help="Write the neighbouring sentences.")
@click.option("--plain", is_flag=True, help="Leave inline codes out of TMX (level 1).")
@click.option(
    "--original",
    type=click.Path(path_type=Path, readable=False, exists=True, dir_okay=False),
    help="The source document: OUT is its translation, in the document's own format.",
)
@click.option(
    "--changes",
    type=click.Path(path_type=Path, readable=False),
    help="IN's export, edited elsewhere: its changes are imported; conflicts are shown and end in exit code 1.",
)
@click.option("--overwrite", is_flag=True, help="With --changes: the edited file wins over pairs confirmed since.")
def convert(
    source: Path,
    target: Path,
    from_format: str | None,
    to_format: str | None,
    source_language: str,
    target_language: str,
    source_tag: str,
    target_tag: str,
    min_confidence: float,
    confirmed_only: bool,
    clean: bool,
    flagged: bool,
    nulls: bool | None,
    rejected: bool | None,
    context: bool,
    plain: bool,
    original: Path | None,
    changes: Path | None,
    overwrite: bool,
) -> None:
    """Turn a bitext file into another format; the extensions decide.

    '-' is standard input or standard output, its format named with --from or --to. Lists of pairs are converted as a
    stream, so a file of any size will do.
    """
    if clean and flagged:
        raise click.UsageError(localised(Message("--clean and --flagged leave nothing; give one of them")))
    if overwrite and changes is None:
        raise click.UsageError(localised(Message("--overwrite is for --changes: add it")))
    from aligner.convert import convert_file

    options = ExportOptions(
        source_tag=source_tag,
        target_tag=target_tag,
        min_confidence=min_confidence,
        confirmed_only=confirmed_only,
        include_nulls=nulls,
        include_rejected=rejected,
        without_findings=clean,
        only_findings=flagged,
        context=context,
        plain=plain,
    )
    filtered = min_confidence or confirmed_only or clean or flagged or nulls is not None or rejected is not None
    if filtered and original is None and (form := format_of(target, to_format)).whole:
        raise click.UsageError(
            localised(Message("{format}: always holds every pair, so leave out the filters", format=form.name))
        )
    with as_file(source, from_format) as file:
        if changes is not None:
            home(file, changes, target, from_format, to_format, options, overwrite, original)
            return
        done = convert_file(
            file,
            target,
            from_format,
            to_format,
            options,
            source_language=source_language,
            target_language=target_language,
            original=original,
        )
    for refusal in done.read.said:
        click.echo(f"{shown(source)}: {refusal}", err=True)
    one, many = ("{count} paragraph", "{count} paragraphs") if original else ("{count} pair", "{count} pairs")
    said = [localised(Message(one, many, count=done.written.written))]
    said += [
        localised(message)
        for message in (
            Message("{count} refused in the input", count=done.read.refused),
            Message("{count} with an empty side left out", count=done.written.skipped_null),
            Message("{count} left out by the filters", count=done.written.filtered),
            Message(
                "{count} character dropped that the format cannot hold",
                "{count} characters dropped that the format cannot hold",
                count=done.written.dropped_characters,
            ),
            dropped_codes(done.written),
            Message(
                "{count} inline code outside the segments of the input left out",
                "{count} inline codes outside the segments of the input left out",
                count=done.read.codes_outside,
            ),
        )
        if message.values["count"]
    ]
    click.echo(f"{shown(target, 'output')}: {', '.join(said)}", err=True)
    if not say_left(shown(target, "output"), done.written):
        sys.exit(1)


def home(
    source: Path,
    changes: Path,
    target: Path,
    from_format: str | None,
    to_format: str | None,
    options: ExportOptions,
    overwrite: bool,
    original: Path | None,
) -> None:
    """Bring edits home, and say what became of them."""
    from aligner.convert import import_edits

    done, written = import_edits(
        source, changes, target, from_format, to_format, options, overwrite=overwrite, original=original
    )
    for conflict in done.conflicts:
        click.echo(f"{changes}: {conflict}", err=True)
    said = localised(Message("{count} pair changed", "{count} pairs changed", count=len(done.changed)))
    said += f", {done.unchanged} as they were"
    said += f", {done.unknown} unknown here" if done.unknown else ""
    said += f", {len(done.conflicts)} conflicts left alone" if done.conflicts else ""
    click.echo(f"{shown(target, 'output')}: {said}", err=True)
    whole = say_left(shown(target, "output"), written)
    if done.conflicts or not whole:
        sys.exit(1)
