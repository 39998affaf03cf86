"""``tolmach segment``: print a document's sentences, one a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from aligner.cli.language import localised
from aligner.cli.options import language_tag
from models.messages import Message


@click.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--lang", callback=language_tag, help="Language of the text, e.g. ru or en [default: detected].")
@click.option("--encoding", help="Character set [default: detected].")
@click.option("--rules", type=click.Path(path_type=Path, readable=False), help="Your own rules, or an SRX 2.0 file.")
@click.option("--json", "as_json", is_flag=True, help="JSON with kinds and character spans.")
def segment(file: Path, lang: str | None, encoding: str | None, rules: Path | None, as_json: bool) -> None:
    """Print the sentences of FILE, one a line, a blank line between paragraphs ('-' reads standard input)."""
    from aligner.pipeline import load_document
    from aligner.segment import load_rules

    piped = str(file) == "-"
    document = load_document(
        sys.stdin.buffer.read() if piped else file,
        name="standard input" if piped else str(file),
        encoding=encoding,
        rules=load_rules(rules) if rules else None,
        language=lang,
    )
    if as_json:
        made = {
            "name": document.provenance.name,
            "format": document.provenance.format,
            "encoding": document.provenance.encoding,
            "language": document.language,
            "title": document.title,
            "text": document.text,
            "paragraphs": [
                {
                    "kind": paragraph.kind,
                    "level": paragraph.level,
                    "start": paragraph.start,
                    "end": paragraph.end,
                    "sentences": [{"text": s.text, "start": s.start, "end": s.end} for s in paragraph.sentences],
                }
                for paragraph in document.paragraphs
            ],
        }
        click.echo(json.dumps(made, ensure_ascii=False, indent=1))
        return
    shown = [[one.text.replace("\n", " ") for one in paragraph.sentences] for paragraph in document.paragraphs]
    click.echo("\n\n".join("\n".join(sentences) for sentences in shown if sentences))
    provenance = document.provenance
    if not piped and sys.stderr.isatty():
        how = f"{provenance.format}, {provenance.encoding}" if provenance.encoding else provenance.format
        sentences = localised(Message("{count} sentence", "{count} sentences", count=len(document.sentences)))
        click.echo(f"{sentences}, {document.language}, {how}", err=True)
