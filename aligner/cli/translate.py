"""``tolmach translate``: documents in, aligned exports out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aligner.cli.language import localised
from aligner.cli.options import (
    decoding_of,
    document_options,
    export_options,
    export_options_of,
    model_options,
    titled,
    translator_of,
)
from aligner.cli.output import names_apart, result_options, say_report, write_files, write_stdout
from aligner.cli.progress import progress_bar
from aligner.errors import ReadError, TolmachError
from models.messages import Message

if TYPE_CHECKING:
    from aligner.core.bitext import Bitext
    from aligner.core.document import Document
    from aligner.exports import ExportOptions
    from aligner.segment import Rules


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False, allow_dash=True))
@result_options("txt to standard output without")
@model_options
@click.option("--encoding", help="Character set of the input [default: found from the bytes].")
@document_options
@click.option(
    "--memory",
    "memory_path",
    metavar="FILE|URL",
    help="Translation memory; what a person confirmed in it goes before the model.",
)
@click.option("--table", is_flag=True, help="Also print the pairs with their confidences.")
@click.option(
    "--force", is_flag=True, help="Translate even when the text looks like another language than the model reads."
)
@export_options
def translate(
    files: tuple[Path, ...],
    out: Path | None,
    formats: tuple[str, ...],
    encoding: str | None,
    rules: Path | None,
    title: str,
    memory_path: str | None,
    table: bool,
    force: bool,
    **values: Any,
) -> None:
    """Translate FILES from Russian, or what else the model reads, into English ('-' reads standard input).

    Each document becomes one file a format in the -o folder, named after it: article.ru-en.tmx (of two articles
    the second is article.txt.ru-en.tmx). Without -o one document's translation goes to standard output.
    """
    files = tuple(dict.fromkeys(files))
    if out is None and (len(formats) > 1 or len(files) > 1):
        raise click.UsageError(localised(Message("several files or formats need a folder for the results: add -o DIR")))
    if title and len(files) > 1:
        raise click.UsageError(localised(Message("--title is for one document; translate the others by themselves")))
    from aligner.foreign import foreign_note
    from aligner.memory import open_memory
    from aligner.pipeline import translate_document
    from aligner.segment import load_rules

    own_rules = load_rules(rules) if rules else None
    translator, decoding, options = translator_of(values), decoding_of(values, formats), export_options_of(values)
    context = click.get_current_context()
    memory = context.with_resource(open_memory(memory_path, must_exist=True)) if memory_path else None
    failed = 0
    names = ["standard input" if str(file) == "-" else str(file) for file in files]
    for file, name, result in zip(files, names, names_apart(names), strict=True):
        try:
            source = sys.stdin.buffer.read() if str(file) == "-" else file
            document = read_source(source, name, translator.source_languages, encoding, own_rules, force=force)
            if note := foreign_note(document, translator.source_languages):
                click.echo(f"tolmach: note: {localised(note)}", err=True)
            with progress_bar(name) as progress:
                bitext = translate_document(document, translator, decoding=decoding, memory=memory, progress=progress)
            bitext = titled(bitext, title)
            if out is None:
                deliver(bitext, formats, table, options)
            else:
                options = replace(options, original=source)
                for path, report in write_files(bitext, out, result, formats or ("tmx", "html"), options):
                    failed += not say_report(path, report)
                if table:
                    show(bitext)
        except TolmachError as error:
            failed += 1
            click.echo(f"tolmach: {localised(error)}", err=True)
    if failed:
        sys.exit(1)


def read_source(
    source: Path | bytes, name: str, reads: Sequence[str], encoding: str | None, rules: Rules | None, *, force: bool
) -> Document:
    """The segmented document; one that is in no language of ``reads`` is refused, or only warned about with ``force``.

    Raises:
        ReadError: it is, or cannot be read.
    """
    from aligner.pipeline import language_problem, load_document

    document = load_document(source, name=name, encoding=encoding, rules=rules, expected=reads)
    problem = language_problem(name, document.language, reads)
    if problem and not force:
        raise ReadError("{problem}; to translate it all the same, add --force", problem=problem)
    if problem:
        click.echo(f"tolmach: warning: {localised(problem)}", err=True)
    return document


def deliver(bitext: Bitext, formats: tuple[str, ...], table: bool, options: ExportOptions) -> None:
    """Standard output gets the table, or the one format asked for."""
    if table:
        show(bitext)
    if formats or not table:
        write_stdout(bitext, formats[0] if formats else "txt", options)


def show(bitext: Bitext) -> None:
    """Print the table of pairs."""
    from rich.console import Console

    from aligner.cli.table import print_table

    print_table(bitext, Console(highlight=False))
