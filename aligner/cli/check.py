"""``tolmach check``: quality checks on any bitext file, for a person or for a pipeline."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from aligner.cli.language import language as locale_language
from aligner.cli.language import localised
from aligner.cli.piped import as_file
from aligner.errors import TolmachError
from aligner.formats import IMPORTS

FORMATS = ("table", "tsv", "html")


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--from", "from_format", type=click.Choice(list(IMPORTS)), help="Format, if the extension does not say.")
@click.option("--report", type=click.Choice(FORMATS), default="table", help="How to show the findings.")
@click.option("-o", "--output", type=click.Path(path_type=Path, readable=False), help="Write the report to a file.")
@click.option(
    "--language",
    type=click.Choice(["en", "ru"]),
    default=None,
    help="Language of the messages; otherwise that of the locale.",
)
@click.option("--only", default="", metavar="CODE,…", help="Only these checks.")
@click.option("--without", default="", metavar="CODE,…", help="All checks but these.")
@click.option(
    "--glossary",
    type=click.Path(path_type=Path, readable=False),
    help="Terms that must be translated in one way: TSV, CSV, Excel or TBX.",
)
@click.option("--memory", metavar="FILE|URL", help="A translation memory to compare with.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", help="Exit with 1 on these."
)
@click.option(
    "--list",
    "list_checks",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda c, _, v: listed(c, v),
    help="List the checks.",
)
def check(
    files: tuple[Path, ...],
    from_format: str | None,
    report: str,
    output: Path | None,
    language: str | None,
    only: str,
    without: str,
    glossary: Path | None,
    memory: str | None,
    fail_on: str,
) -> None:
    """Check the pairs of bitext files (TMX, XLIFF, tables, JSON …; '-' is standard input, with --from).

    Exit code 0: nothing at or above --fail-on; 1: something, or a pair or file that cannot be read.
    """
    from aligner.checks import Checker
    from aligner.checks.report import Counts, write_report
    from aligner.exports.atomic import STANDARD, replacing
    from aligner.glossaries import read_glossary
    from aligner.memory import open_memory

    known = click.get_current_context().with_resource(open_memory(memory, must_exist=True)) if memory else None
    terms = read_glossary(glossary) if glossary else None

    def checker() -> Checker:
        return Checker(language or locale_language(), split(only), split(without), terms, known)

    try:
        checker()
    except TolmachError as error:
        raise click.UsageError(localised(error)) from error
    counts = Counts()
    with ExitStack() as stack:
        opened = [stack.enter_context(as_file(file, from_format)) for file in files]
        in_file = output if str(output) != STANDARD else None
        out = stack.enter_context(replacing(in_file)) if in_file else sys.stdout.buffer
        write_report(opened, from_format, checker, report, out, counts)
        out.flush()
    if counts.pairs or counts.refused or len(counts.problems) < len(files):
        click.echo(counts.summary(language or locale_language()), err=True)
    for refusal in counts.refusals:
        click.echo(refusal, err=True)
    for problem in counts.problems:
        click.echo(f"tolmach: {localised(problem)}", err=True)
    errors = counts.errors + counts.refused
    failing = {"error": errors, "warning": errors + counts.warnings, "never": 0}[fail_on]
    if failing or counts.problems:
        sys.exit(1)


def split(text: str) -> tuple[str, ...]:
    """Codes from a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def listed(context: click.Context, wanted: bool) -> None:
    """Print the table of checks and stop."""
    if wanted:
        from aligner.checks import CHECKS

        for item in CHECKS.values():
            click.echo(f"{item.code:20} {item.severity:8} {item.says}")
        context.exit()
