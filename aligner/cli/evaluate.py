"""``tolmach evaluate``: BLEU, chrF2 and speed of a model on a test set."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from aligner.cli.language import localised
from aligner.cli.progress import progress_bar
from aligner.errors import ReadError
from aligner.exports.atomic import STANDARD, replacing
from models.errors import reason


@click.command()
@click.argument("source", type=click.Path(path_type=Path, readable=False))
@click.argument("reference", type=click.Path(path_type=Path, readable=False))
@click.option("--model", help="Model name or folder (see 'tolmach models').")
@click.option("--lines", type=click.IntRange(min=1), help="Only the first N lines.")
@click.option("--beam", type=click.IntRange(1, 64), help="Beam size [default: the model's own].")
@click.option("--length-penalty", type=click.FloatRange(0, 10), help="Length penalty [default: the model's own].")
@click.option("--bare", is_flag=True, help="Without guards: the model's first output as it stands.")
@click.option("--backend", default="ctranslate2", show_default=True, help="ctranslate2 or transformers.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--compute", help="int8, float32, ... [default: int8 on a CPU].")
@click.option("--threads", type=click.IntRange(min=0), default=0, help="Worker threads [default: every core].")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, readable=False, dir_okay=False, allow_dash=True),
    help="Also write the translations here.",
)
def evaluate(
    source: Path,
    reference: Path,
    model: str | None,
    lines: int | None,
    beam: int | None,
    length_penalty: float | None,
    bare: bool,
    backend: str,
    device: str,
    compute: str | None,
    threads: int,
    out: Path | None,
) -> None:
    """Translate SOURCE (one sentence a line, '-' is standard input) and score it against REFERENCE with sacreBLEU."""
    from models.load import load_translator
    from models.scoring import evaluate as run
    from models.translation import Decoding

    sources, references = (read_lines(path)[:lines] for path in (source, reference))
    translator = load_translator(model, backend=backend, device=device, compute=compute, threads=threads)
    if len(sources) == len(references):
        _warn(source, sources, translator.source_languages)
        _warn(reference, references, (translator.target_language,))
    decoding = Decoding(beam=beam, length_penalty=length_penalty, guards=not bare)
    with progress_bar(source.name) as progress:
        result = run(translator, sources, references, decoding, progress=progress)
    # Where the translations go to standard output, what is said of them goes beside it.
    piped = str(out) == STANDARD
    if out is not None:
        write_lines(out, [" ".join(output.text.split()) for output in result.outputs])
    scores = result.scores
    speed = f"{result.words / result.seconds:.0f} words/s, {result.words / result.cpu_seconds:.0f} words/CPU-s"
    said = [
        f"model {translator.name}, {source.name}, {len(sources)} lines",
        f"BLEU = {scores.bleu:.2f}   {scores.bleu_signature}",
        f"chrF2 = {scores.chrf:.2f}   {scores.chrf_signature}",
        f"{result.seconds:.1f} s, {len(sources) / result.seconds:.1f} sentences/s, {speed}",
    ]
    flagged = sum(bool(output.flags) for output in result.outputs)
    if not bare:
        said.append(f"{flagged} lines flagged by guards ({flagged / len(sources):.1%})")
    click.echo("\n".join(said), err=piped)


def _warn(path: Path, lines: list[str], expected: Sequence[str]) -> None:
    """A test set the wrong way round scores next to nothing, and nobody knows why."""
    from aligner.language import detect_language
    from aligner.pipeline import language_problem

    if problem := language_problem(str(path), detect_language(" ".join(lines[:1000]), expected), expected):
        click.echo(f"tolmach: warning: {localised(problem)}", err=True)


def read_lines(path: Path) -> list[str]:
    """Lines of a UTF-8 file.

    Raises:
        ReadError: it cannot be read.
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == STANDARD else path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise ReadError("{path}: cannot be read ({reason}); check the name", path=path, reason=reason(error)) from error
    except UnicodeDecodeError as error:
        raise ReadError("{path}: not UTF-8; a test set must be UTF-8, one sentence a line", path=path) from error
    return text.removesuffix("\n").split("\n") if text else []


def write_lines(path: Path, lines: list[str]) -> None:
    """Write lines beside the target, then rename; or to standard output.

    Raises:
        ExportError: it cannot be written.
    """
    with replacing(path) as out:
        out.write("".join(f"{line}\n" for line in lines).encode())
