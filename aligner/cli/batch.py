"""``tolmach batch``: thousands of documents, resumable and exact."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from aligner.cli import release_semaphores
from aligner.cli.language import localised
from aligner.cli.options import export_options, glossary_of, language_tag, model_options, translator_of
from aligner.cli.output import folder_only, parse_formats
from aligner.cli.progress import progress_bar
from models.messages import Message

if TYPE_CHECKING:
    from aligner.batch.estimate import Estimate
    from aligner.batch.inputs import Inputs
    from aligner.batch.run import Outcome
    from aligner.batch.settings import Settings

_path = click.Path(path_type=Path, readable=False)


@click.command()
@click.argument("inputs", nargs=-1)
@click.option(
    "-o",
    "--out",
    required=True,
    metavar="DIR|URL",
    callback=folder_only,
    help="Folder (or URL) for the results: new or empty, or that of a run to go on with.",
)
@click.option("--to", "formats", multiple=True, callback=parse_formats, help="Formats, by commas [default: tmx,html].")
@click.option("--no-files", is_flag=True, help="No file a document; with --merge only the merged ones.")
@click.option("--manifest", "manifests", multiple=True, type=_path, help="TSV or JSONL: path, second, out, options.")
@click.option("--pattern", "patterns", multiple=True, metavar="GLOB", help="Take these files from folders.")
@click.option("--exclude", "excludes", multiple=True, metavar="GLOB", help="Leave out these files.")
@click.option("--align", is_flag=True, help="Align a.ru.txt with a.en.txt, or two columns, and translate nothing.")
@click.option(
    "--pair-by",
    type=click.Choice(["name", "content"]),
    default="name",
    show_default=True,
    help="How --align finds a text's translation: a.ru.txt and a.en.txt, or by what they say.",
)
@click.option("--text-column", default="text", show_default=True, help="Column of JSONL and Parquet with the text.")
@click.option("--second-column", default="", help="Column with the text's translation, to align.")
@click.option("--name-column", default="", help="Column with a name for the outputs [default: the row's number].")
@click.option("--merge", type=click.Choice(["run", "folder"]), help="Also one file for the run or a folder.")
@click.option("--merge-to", multiple=True, callback=parse_formats, help="Formats of merged files [default: tmx].")
@model_options
@click.option("--encoding", default="", help="Character set of the input [default: found from the bytes].")
@click.option(
    "--language", default="", callback=language_tag, help="Language of every document [default: found from each text]."
)
@click.option(
    "--rules", type=click.Path(path_type=Path, readable=False, dir_okay=False), help="Segmentation rules of your own."
)
@click.option(
    "--memory", metavar="FILE|URL", help="Translation memory; what a person confirmed there is not translated."
)
@click.option("--force", is_flag=True, help="Translate even what does not look Russian.")
@export_options
@click.option("--no-checks", is_flag=True, help="No quality checks; the report then counts no findings.")
@click.option("--workers", type=click.IntRange(1), help="Processes that read and write [default: one a core].")
@click.option("--run-dir", type=_path, help="Plan, journal and report go here [default: tolmach-run in --out].")
@click.option("--dry-run", is_flag=True, help="Show the plan and an estimate of the time; write nothing.")
@click.option("--retry-failed", is_flag=True, help="Try again what failed before.")
@click.option("--redo", is_flag=True, help="Remove what this run has made, and start over.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True)
@click.option("--address", default="", help="A Ray cluster's address; 'auto' finds it [default: start one here].")
@click.option("-q", "--quiet", is_flag=True, help="Only failures and what matters.")
@click.option("--log", type=click.Choice(["text", "json"]), default="text", help="json: one event a line.")
def batch(inputs: tuple[str, ...], **values: Any) -> None:
    """Translate (or align) many documents: files, folders, URLs, JSON-lines and Parquet files.

    The output folder mirrors the input. Stop it in any way at any moment; the same command goes on where it was.
    A document that fails, or of which something is not translated, is listed at the end (exit code 1) and never stops
    the run.
    """
    if not inputs and not values["manifests"]:
        raise click.UsageError(localised(Message("name files, folders or a --manifest")))
    if values["no_files"] and not values["merge"]:
        raise click.UsageError(localised(Message("--no-files without --merge would write nothing")))
    if values["pair_by"] == "content" and not values["align"]:
        raise click.UsageError(localised(Message("--pair-by is for --align: add it")))
    from aligner.batch.run import available_workers, start

    settings = settings_of(values)
    named = inputs_of(inputs, values)
    run = run_directory(values)
    if values["dry_run"]:
        from aligner.batch.estimate import estimate

        workers = values["workers"] or available_workers()
        show_estimate(estimate(named, settings, run, lambda: translator_of(values), workers), settings)
        return
    from aligner.batch.display import make_display

    display = make_display(quiet=values["quiet"], log=values["log"])
    signal.signal(signal.SIGTERM, _terminate)
    try:
        outcome = start(named, settings, how_of(values, run), display, lambda: translator_of(values))
    except KeyboardInterrupt as stop:
        display.close({"interrupted": True})
        leave(143 if stop.args else 130)
    say_outcome(outcome, quiet=values["quiet"] or values["log"] == "json")
    if outcome.totals.failed or outcome.totals.incomplete:
        sys.exit(1)


def _terminate(number: int, frame: object) -> NoReturn:  # noqa: ARG001
    """SIGTERM stops a run the same way as Ctrl-C."""
    raise KeyboardInterrupt(number)


def leave(code: int) -> NoReturn:
    """Everything finished is in the journal: leave at once, without waiting for the model's threads."""
    click.echo("tolmach: stopped; the same command goes on from here", err=True)
    sys.stderr.flush()
    release_semaphores()
    os._exit(code)


def settings_of(values: dict[str, Any]) -> Settings:
    """What decides the outputs' bytes."""
    import hashlib

    from aligner.batch.errors import BatchError
    from aligner.batch.remote import is_url
    from aligner.batch.run_folder import first_date
    from aligner.batch.settings import Settings

    rules: Path | None = values["rules"]
    if rules is not None:
        from aligner.segment import load_rules

        load_rules(rules)
    model, fingerprint, languages = _model(values)
    glossary: Path | None = values["glossary"]
    terms = glossary_of(values)
    out = values["out"]
    if "://" in out and not values["run_dir"]:
        raise BatchError("{out}: the run directory must be on this machine; say where with --run-dir", out=out)
    return Settings(
        out=out if is_url(out) else str(Path(out).absolute()),
        created=first_date(),
        formats=() if values["no_files"] else values["formats"] or ("tmx", "html"),
        align=values["align"],
        model=model,
        model_fingerprint=fingerprint,
        source_languages=languages[0],
        target_language=languages[1],
        beam=values["beam"],
        length_penalty=values["length_penalty"],
        encoding=values["encoding"],
        language=values["language"],
        rules=str(rules.absolute()) if rules else "",
        rules_fingerprint=hashlib.sha256(rules.read_bytes()).hexdigest()[:16] if rules else "",
        force=values["force"],
        checks=not values["no_checks"],
        source_tag=values["source_tag"],
        target_tag=values["target_tag"],
        min_confidence=values["min_confidence"],
        nulls=values["nulls"],
        notes=values["notes"],
        context=values["context"],
        glossary=str(glossary.absolute()) if glossary else "",
        glossary_fingerprint=terms.fingerprint[:16] if terms else "",
        plain=values["plain"],
        memory=_memory_name(values["memory"]),
        memory_fingerprint=_memory_fingerprint(values["memory"]),
        merge=values["merge"] or "",
        merge_formats=values["merge_to"] or ("tmx",),
    )


def _model(values: dict[str, Any]) -> tuple[str, str, tuple[tuple[str, ...], str]]:
    """The model's name, a fingerprint of what it will answer, its languages; Russian and English when only aligning."""
    if values["align"] or values["second_column"]:
        return "", "", (("ru",), "en")
    from models.languages import languages_of
    from models.store.registry import resolve

    files = resolve(values["model"])
    fingerprint = f"{files.fingerprint[:20]}-{values['compute'] or 'default'}"
    return files.name, fingerprint, languages_of(files.path, files.name)


def _memory_name(where: str | None) -> str:
    """The memory as every process of the run finds it."""
    from aligner.memory import is_url

    return str(Path(where).absolute()) if where and not is_url(where) else where or ""


def _memory_fingerprint(where: str | None) -> str:
    """Changes when pairs are added to the memory or confirmed."""
    from aligner.memory import open_memory

    if not where:
        return ""
    with open_memory(where, must_exist=True) as memory:
        stats = memory.stats()
    return f"{stats.units}-{stats.confirmed}"


def inputs_of(given: tuple[str, ...], values: dict[str, Any]) -> Inputs:
    """What the user named."""
    from aligner.batch.inputs import Inputs
    from aligner.batch.matching import unwatched
    from aligner.batch.rows import Columns

    return Inputs(
        given=given,
        out=values["out"],
        manifests=values["manifests"],
        patterns=values["patterns"],
        excludes=values["excludes"],
        columns=Columns(values["text_column"], values["second_column"], values["name_column"]),
        pair=values["pair_by"] if values["align"] else "",
        pairs=run_directory(values) / "pairs.json",
        watch=unwatched if values["quiet"] or values["log"] == "json" else progress_bar,
    )


def run_directory(values: dict[str, Any]) -> Path:
    """Where plan, journal and report are."""
    from aligner.batch.naming import RUN_FOLDER

    return values["run_dir"] or Path(values["out"]).absolute() / RUN_FOLDER


def how_of(values: dict[str, Any], run: Path) -> Any:
    """With what means the run is done."""
    from aligner.batch.engine import RunOptions

    return RunOptions(
        run,
        workers=values["workers"] or 0,
        retry_failed=values["retry_failed"],
        redo=values["redo"],
        engine=values["engine"],
        address=values["address"],
        model=values["model"],
        device=values["device"],
        compute=values["compute"],
        threads=values["threads"],
    )


def say_outcome(outcome: Outcome, *, quiet: bool) -> None:
    """Failures with their reasons, then one line of totals, and how to try again what failed before."""
    totals = outcome.totals
    for _, error in totals.failures:
        click.echo(f"tolmach: failed: {localised(error)}", err=True)
    for _, problem in totals.incomplete:
        click.echo(f"tolmach: {localised(problem)}", err=True)
    if not quiet:
        say_totals(outcome)
    if outcome.failed_before:
        said = localised(
            Message(
                "{count} document failed in an earlier run and was not tried again; add --retry-failed to try it",
                "{count} documents failed in an earlier run and were not tried again; add --retry-failed to try them",
                count=outcome.failed_before,
            )
        )
        click.echo(f"tolmach: {said}", err=True)


def say_totals(outcome: Outcome) -> None:
    """What was done."""
    totals = outcome.totals
    for merged in outcome.merged:
        pairs = localised(Message("{count} pair", "{count} pairs", count=merged.written))
        click.echo(f"{merged.name}: {pairs}, {merged.repeated} repeated ones left out", err=True)
    done = localised(Message("{count} document done", "{count} documents done", count=totals.done))
    sentences = localised(Message("{count} sentence", "{count} sentences", count=totals.sentences))
    failed = f", {totals.failed} failed" if totals.failed else ""
    click.echo(f"{done}{failed}, {sentences}; see {outcome.report}", err=True)


def show_estimate(found: Estimate, settings: Settings) -> None:
    """The plan on standard output."""
    from aligner.batch.display import duration

    kinds = ", ".join(f"{count} {kind}" for kind, count in found.kinds.most_common())
    click.echo(f"{localised(Message('{count} document', '{count} documents', count=found.documents))} ({kinds})")
    if found.done or found.failed:
        click.echo(f"{found.done} done before, {found.failed} failed before, {found.todo} to do")
    if found.difference.touched:
        click.echo(f"{found.difference.touched} have files that look changed")
    for source, stem in found.first:
        click.echo(f"  {source} -> {stem}.*")
    if found.documents > len(found.first):
        click.echo(f"  … and {found.documents - len(found.first)} more")
    for problem in found.problems:
        click.echo(f"would fail: {localised(problem)}")
    if found.problems and len(found.problems) < found.looked_at < found.todo:
        bad = len(found.problems)
        of_all = round(bad / found.looked_at * found.todo)
        click.echo(f"{bad} of the {found.looked_at} documents looked at would fail; of all, perhaps {of_all}")
    click.echo(
        f"formats: {','.join(settings.formats) or 'none'}; merged: {settings.merge or 'no'}; into {settings.out}"
    )
    if found.seconds is None:
        click.echo("no estimate: none of the documents looked at could be read" if found.todo else "nothing to do")
    else:
        click.echo(f"about {found.sentences} sentences, about {duration(found.seconds)} without repetitions")
