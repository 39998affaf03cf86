"""``tolmach demo``: both paths on the sample article, for a first look."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aligner.cli.output import folder_only, say_report
from aligner.cli.translate import show
from models.errors import reason

if TYPE_CHECKING:
    from aligner.core.bitext import Bitext


@click.command()
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    default=Path("out"),
    show_default=True,
    callback=folder_only,
    help="Folder for the results.",
)
def demo(out: Path) -> None:
    """Translate the sample article, then align it with a human translation; write a TMX and a page of each."""
    from aligner.align import align
    from aligner.errors import ExportError
    from aligner.pipeline import load_document, translate_document
    from aligner.samples import ARTICLE, TRANSLATION
    from models.advice import program
    from models.load import load_translator

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            "{out}: cannot be made ({reason}); choose another folder with -o", out=out, reason=reason(error)
        ) from error
    article = load_document(ARTICLE)
    click.echo("The sample article, translated by the embedded model:")
    finish(translate_document(article, load_translator()), out, "demo")
    click.echo("\nThe same article, aligned with a human translation of it:")
    finish(align(article, load_document(TRANSLATION)).bitext, out, "demo-human")
    click.echo(
        f"\nOpen {out / 'demo.html'} and {out / 'demo-human.html'} in a browser; a CAT tool loads the .tmx files."
    )
    tolmach = program()
    click.echo(f"The embedded model is small; '{tolmach} models' shows far better ones and how to get them.")
    activate = Path(sys.argv[0]).with_name("activate")
    if tolmach != "tolmach" and activate.is_file():
        click.echo(f"'. {shlex.quote(str(activate))}' makes the command plain 'tolmach' in this shell.")
    click.echo(f"\nNext, a text of your own:\n\n    echo 'Привет, мир!' | {tolmach} translate -")


def finish(bitext: Bitext, out: Path, name: str) -> None:
    """Print the pairs, write the TMX and the page."""
    from aligner.exports import export_bitext

    show(bitext)
    for extension in ("tmx", "html"):
        path = out / f"{name}.{extension}"
        say_report(path, export_bitext(bitext, path))
