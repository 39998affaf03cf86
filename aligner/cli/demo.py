"""``tolmach demo``: the whole path on the sample article, for a first look."""

from __future__ import annotations

from pathlib import Path

import click

from aligner.cli.output import say_report
from aligner.cli.translate import show


@click.command()
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("out"), show_default=True,
    help="Folder for the results.",
)  # fmt: skip
def demo(out: Path) -> None:
    """Translate and align the sample article; print the pairs, write demo.tmx and demo.html."""
    from aligner.errors import ExportError
    from aligner.exports import ExportOptions, export_bitext
    from aligner.pipeline import load_document, translate_document
    from aligner.samples import ARTICLE
    from models.load import load_translator

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"{out}: cannot be made ({error.strerror}); choose another folder with -o") from error
    bitext = translate_document(load_document(ARTICLE), load_translator())
    show(bitext)
    for name in ("tmx", "html"):
        path = out / f"demo.{name}"
        say_report(path, export_bitext(bitext, path, name, ExportOptions()))
    click.echo(f"\nOpen {out / 'demo.html'} in a browser; load {out / 'demo.tmx'} into a CAT tool.")
