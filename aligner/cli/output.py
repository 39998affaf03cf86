"""Where a command's results go: files named after the document, or standard output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aligner.cli.language import localised
from aligner.cli.options import Command
from aligner.core.bitext import Bitext
from models.errors import reason
from models.messages import Message

if TYPE_CHECKING:
    from aligner.exports import ExportOptions, ExportReport


def parse_formats(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG001
    """``tmx,html``, given once or oftener, as a tuple of known names; an unknown one is wrong usage (exit code 2)."""
    if not value:
        return ()
    from aligner.exports import check_installed
    from aligner.formats import EXPORTS

    names = tuple(dict.fromkeys(name.strip().lower() for name in ",".join(value).split(",") if name.strip()))
    for name in names:
        if name not in EXPORTS:
            raise click.BadParameter(
                localised(
                    Message("unknown format '{name}'; known: {formats}", name=name, formats=", ".join(sorted(EXPORTS)))
                )
            )
    check_installed(names)
    return names


def folder_or_stdout(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:  # noqa: ARG001
    """A folder for the results; ``-`` is the same as none, standard output."""
    return None if str(value) == "-" else value


def result_options(without: str) -> Callable[[Command], Command]:
    """Where the results go, and in which formats; ``without``: what is made without a folder."""

    def decorate(command: Command) -> Command:
        command = click.option(
            "--to",
            "formats",
            multiple=True,
            callback=parse_formats,
            help=f"Formats, comma-separated [default: tmx,html with -o; {without}].",
        )(command)
        return click.option(
            "-o",
            "--out",
            type=click.Path(path_type=Path, readable=False, file_okay=False),
            callback=folder_or_stdout,
            help="Folder for the results.",
        )(command)

    return decorate


def folder_only(ctx: click.Context, param: click.Parameter, value: Path | str) -> Path | str:  # noqa: ARG001
    """A folder for the results; ``-`` is wrong usage (exit code 2) where there are always several."""
    if str(value) == "-":
        raise click.BadParameter(localised(Message("several files do not go to standard output; name a folder")))
    return value


def names_apart(names: Sequence[str]) -> list[str]:
    """Names for ``write_files`` under which no document's results replace another's.

    The first ``x`` keeps its name, the next has its extension too (``x.html.ru-en.tmx``), then a number, as in
    ``tolmach batch``.
    """
    from aligner.batch.naming import folded, stem_of

    taken: set[str] = set()
    apart = []
    for name in names:
        path = Path(name)
        tries = chain((name, f"{path.name}{path.suffix or '.txt'}"), (f"{path.name}-{n}.txt" for n in count(2)))
        chosen = next(one for one in tries if folded(stem_of(Path(one).name)) not in taken)
        taken.add(folded(stem_of(Path(chosen).name)))
        apart.append(chosen)
    return apart


def output_name(document_name: str, bitext: Bitext, extension: str) -> str:
    """``article.ru-en.tmx``: the document's name without its extension, the languages, the format's extension.

    No date: the same command again replaces its results instead of piling them up. A name too long is cut, as in
    ``tolmach batch``.
    """
    from aligner.batch.naming import fitted

    source, target = bitext.source.language, bitext.target.language
    stem = Path(document_name).stem.removesuffix(f".{source}") if document_name not in ("", "-") else "text"
    return f"{fitted(stem)}.{source}-{target}{extension}"


def write_files(
    bitext: Bitext, directory: Path, name: str, formats: tuple[str, ...], options: ExportOptions
) -> Iterator[tuple[Path, ExportReport]]:
    """Write one file a format into ``directory`` (made when missing); a format that fails is told of after the others.

    Where two formats share an extension (``html`` and a web page's own), the second has its name in the file's too.

    Raises:
        ExportError: the directory or a file cannot be written; the others are complete.
    """
    from aligner.errors import ExportError
    from aligner.exports import export_bitext, extension_of

    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            "{directory}: cannot be made ({reason}); choose another folder with -o",
            directory=directory,
            reason=reason(error),
        ) from error
    taken: set[Path] = set()
    problems: list[ExportError] = []
    for format_name in formats:
        extension = extension_of(format_name, bitext)
        path = directory / output_name(name, bitext, extension)
        if path in taken:
            path = directory / output_name(name, bitext, f".{format_name}{extension}")
        taken.add(path)
        try:
            report = export_bitext(bitext, path, format_name, options)
        except ExportError as error:
            problems.append(error)
            continue
        yield path, report
    if problems:
        raise ExportError(
            "\ntolmach: ".join(f"{{problem_{n}}}" for n in range(len(problems))),
            **{f"problem_{n}": problem for n, problem in enumerate(problems)},
        )


def write_stdout(bitext: Bitext, format_name: str, options: ExportOptions) -> ExportReport:
    """Write one format to standard output, as bytes."""
    from aligner.exports import write_bitext
    from aligner.exports.atomic import STANDARD, replacing

    # Whole before the first byte goes out: a zip whose reader went away could not even be closed.
    with replacing(Path(STANDARD)) as out:
        return write_bitext(bitext, out, format_name, options)


def say_report(path: Path, report: ExportReport) -> bool:
    """One line on standard error for a written file, with what was left out and why.

    False, after a second line, if a translated document has passages that are not translated (exit code 1).
    """
    notes = [Message("{count} pair", "{count} pairs", count=report.written - report.alone)]
    if report.alone:
        notes.append(Message("{count} without a partner", count=report.alone))
    if report.skipped_null:
        notes.append(Message("{count} without a partner left out", count=report.skipped_null))
    if report.filtered:
        notes.append(Message("{count} left out by the filters", count=report.filtered))
    if report.dropped_characters:
        notes.append(
            Message(
                "{count} character that XML cannot hold dropped",
                "{count} characters that XML cannot hold dropped",
                count=report.dropped_characters,
            )
        )
    if report.dropped_codes:
        notes.append(dropped_codes(report))
    click.echo(f"{path}: {', '.join(map(localised, notes))}", err=True)
    return say_left(str(path), report)


def dropped_codes(report: ExportReport) -> Message:
    """How many inline codes the format cannot hold."""
    return Message(
        "{count} inline code left out that the format cannot hold",
        "{count} inline codes left out that the format cannot hold",
        count=report.dropped_codes,
    )


def say_left(name: str, report: ExportReport) -> bool:
    """Name what a written document still says in its original's language; false if there is any of it.

    That it had to change its character set is a note.
    """
    if report.recoded:
        from aligner.exports.translated import recoded_message

        click.echo(f"tolmach: note: {localised(recoded_message(name, report.recoded))}", err=True)
    if report.left:
        from aligner.exports.left import left_message

        click.echo(f"tolmach: {localised(left_message(name, report.left))}", err=True)
    return not report.left
