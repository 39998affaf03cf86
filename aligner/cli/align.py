"""``tolmach align``: a document and its existing translation in, a bitext out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aligner.cli.language import localised
from aligner.cli.options import document_options, export_options, export_options_of, language_tag, titled
from aligner.cli.output import result_options, say_report, write_files, write_stdout
from aligner.cli.progress import progress_bar
from models.messages import Message

if TYPE_CHECKING:
    from aligner.align import Alignment
    from aligner.align.goldfile import GoldBead
    from aligner.align.lines import Lines
    from aligner.core.document import Document
    from aligner.exports import ExportOptions
    from aligner.segment import Rules


@click.command()
@click.argument("source", type=click.Path(path_type=Path, readable=False))
@click.argument("target", type=click.Path(path_type=Path, readable=False))
@result_options("a table on standard output without")
@click.option("--lines", is_flag=True, help="The files hold one sentence a line; blank lines divide paragraphs.")
@click.option(
    "--gold",
    type=click.Path(path_type=Path, readable=False, dir_okay=False),
    help="Score against a file of [0,1]:[2] lines.",
)
@click.option(
    "--mine", is_flag=True, help="List the few pairs that say the same in two texts that are no translations."
)
@click.option(
    "--translate", is_flag=True, help="Translate SOURCE first, as a second view of it: slower, a little more exact."
)
@click.option("--model", help="Model for --translate [default: the default model].")
@click.option("--encoder", default="use", show_default=True, help="Sentence encoder: use or labse.")
@click.option("--encoding", help="Character set of both files [default: found from the bytes].")
@click.option(
    "--source-language", callback=language_tag, help="Language code of SOURCE [default: found from the text]."
)
@click.option(
    "--target-language", callback=language_tag, help="Language code of TARGET [default: found from the text]."
)
@document_options
@click.option("--table", is_flag=True, help="Also print the pairs with their confidences.")
@export_options
def align(
    source: Path,
    target: Path,
    out: Path | None,
    formats: tuple[str, ...],
    lines: bool,
    gold: Path | None,
    mine: bool,
    translate: bool,
    model: str | None,
    encoder: str,
    encoding: str | None,
    source_language: str | None,
    target_language: str | None,
    rules: Path | None,
    title: str,
    table: bool,
    **values: Any,
) -> None:
    """Align SOURCE with TARGET, its existing translation ('-' for one of them reads standard input).

    Sentences without a counterpart stay unaligned, and each pair has the probability that it is right. Any format
    that 'tolmach translate' reads is read here too, in any of the encoder's languages.
    """
    if out is None and len(formats) > 1:
        raise click.UsageError(localised(Message("several formats need a folder for the results: add -o DIR")))
    if mine and (gold or out or formats or translate):
        raise click.UsageError(localised(Message("--mine lists pairs on standard output; it goes alone")))
    if rules and lines:
        raise click.UsageError(localised(Message("--rules cut text into sentences; with --lines it is cut already")))
    if model and not translate:
        raise click.UsageError(localised(Message("--model is for --translate: add it")))
    piped = [str(path) == "-" for path in (source, target)]
    if source.exists() and target.exists() and source.samefile(target):
        raise click.UsageError(
            localised(
                Message(
                    "{source} and {target} are the same file; name the text and its translation",
                    source=source,
                    target=target,
                )
            )
        )
    if all(piped) or (lines and any(piped)):
        raise click.UsageError(localised(Message("'-' stands for one of the two documents, and not with --lines")))
    from aligner.align import align as align_documents
    from aligner.align.goldfile import check_range, read_gold
    from aligner.align.lines import gold_in_sentences, read_lines
    from aligner.exports import needs_links
    from models.encoder import load_encoder

    wanted: list[GoldBead] | None = read_gold(gold) if gold else None
    if lines:
        first = read_lines(source, language=source_language, encoding=encoding)
        second = read_lines(target, language=target_language, encoding=encoding)
        documents = first.document, second.document
        if wanted is not None:
            wanted = gold_in_sentences(wanted, first, second)
        _say_blank(first, second)
    else:
        from aligner.segment import load_rules

        own = load_rules(rules) if rules else None
        documents = _document(source, encoding, source_language, own), _document(target, encoding, target_language, own)
        if wanted is not None:
            check_range(wanted, len(documents[0].sentences), len(documents[1].sentences))
    if mine:
        _mine(*documents, encoder)
        return
    loaded = load_encoder(encoder)
    translation = _translated(*documents, model) if translate else None
    with progress_bar(f"aligning {documents[0].provenance.name or ''}".strip()) as progress:
        found = align_documents(*documents, encoder=loaded, translation=translation, progress=progress)
    for note in found.notes:
        click.echo(f"tolmach: {localised(note)}", err=True)
    if wanted is not None:
        _say_score(found, wanted)
    found = replace(found, bitext=titled(found.bitext, title))
    if needs_links(formats):
        from aligner.align.links import link_bitext

        found = replace(found, bitext=link_bitext(found.bitext, loaded))
    original = None if lines or piped[0] else source
    options = replace(export_options_of(values), original=original)
    if not _deliver(found, documents[0].provenance.name, out, formats, table, options, quiet=wanted is not None):
        sys.exit(1)


def _document(path: Path, encoding: str | None, language: str | None, rules: Rules | None) -> Document:
    """The running text of a file, or of standard input."""
    from aligner.core.document import running
    from aligner.pipeline import load_document

    if str(path) == "-":
        data = sys.stdin.buffer.read()
        return running(load_document(data, name="standard input", encoding=encoding, language=language, rules=rules))
    return running(load_document(path, name=path.name, encoding=encoding, language=language, rules=rules))


def _deliver(
    found: Alignment,
    name: str,
    out: Path | None,
    formats: tuple[str, ...],
    table: bool,
    options: ExportOptions,
    *,
    quiet: bool,
) -> bool:
    """Write or print the result; false if a translated document still has passages in its language."""
    whole = True
    if table or not (formats or out or quiet):
        from aligner.cli.translate import show

        show(found.bitext)
    if out is not None:
        for path, report in write_files(found.bitext, out, name, formats or ("tmx", "html"), options):
            whole = say_report(path, report) and whole
    elif formats:
        write_stdout(found.bitext, formats[0], options)
    click.echo(f"aligned: {found.source_share:.0%} of the source, {found.target_share:.0%} of the target", err=True)
    return whole


def _translated(source: Document, target: Document, name: str | None) -> list[str]:
    """The source's sentences by a model, with a progress bar."""
    from aligner.align.translation_view import translated
    from models.load import load_translator

    with progress_bar(source.provenance.name or "translating") as progress:
        return translated(source, target, load_translator(name), progress)


def _say_score(found: Alignment, gold: list[GoldBead]) -> None:
    """Strict and lax precision, recall and F1, one line each, on standard output."""
    from aligner.align.goldfile import count

    bitext = found.bitext
    beads = [(tuple(bead.source), tuple(bead.target)) for bead in bitext.beads]
    score = count(gold, beads, len(bitext.source.sentences), len(bitext.target.sentences)).score()
    for name in ("strict", "lax"):
        precision, recall = getattr(score, f"{name}_precision"), getattr(score, f"{name}_recall")
        click.echo(f"{name:6s} precision {precision:.3f}  recall {recall:.3f}  F1 {getattr(score, name):.3f}")
    click.echo(f"unaligned sentences of the gold left unaligned: {score.null_recall:.3f}")


def _say_blank(first: Lines, second: Lines) -> None:
    from models.messages import Message

    for lines in (first, second):
        blank = lines.sentence_of_line.count(-1)
        if blank:
            name = lines.document.provenance.name
            said = localised(
                Message(
                    "{name}: {count} blank line is a paragraph break and not counted",
                    "{name}: {count} blank lines are paragraph breaks and not counted",
                    name=name,
                    count=blank,
                )
            )
            click.echo(f"tolmach: {said}", err=True)


def _mine(source: Document, target: Document, encoder: str) -> None:
    """Print mined pairs: score, source, target, by tabs."""
    from aligner.align.mining import mine_pairs
    from models.encoder import load_encoder
    from models.messages import Message

    pairs = mine_pairs(source, target, encoder=load_encoder(encoder))
    for pair in pairs:
        texts = source.sentences[pair.source].text, target.sentences[pair.target].text
        click.echo("\t".join((f"{pair.score:.3f}", *(" ".join(text.split()) for text in texts))))
    said = localised(Message("{count} pair that says the same", "{count} pairs that say the same", count=len(pairs)))
    click.echo(said if pairs else "no pairs that say the same", err=True)
