"""``tolmach pair``: which files of two folders are translations of each other, whatever their names."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aligner.batch.errors import BatchError
from aligner.cli.language import localised
from aligner.cli.options import language_tag
from aligner.cli.progress import progress_bar
from models.messages import Message

if TYPE_CHECKING:
    from aligner.align.pairing import Sketch
    from aligner.batch.items import Item


@click.command()
@click.argument("sources", type=click.Path(path_type=Path, readable=False))
@click.argument("targets", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--to",
    "form",
    type=click.Choice(["table", "tsv", "jsonl"]),
    default="table",
    show_default=True,
    help="tsv: a manifest for 'tolmach batch --align'; jsonl: with shares and files without a partner.",
)
@click.option(
    "--min-share",
    type=click.FloatRange(0, 1),
    default=0.4,
    show_default=True,
    help="Least share of the sentences that find a partner.",
)
@click.option("--encoding", default="", help="Character set of the files [default: found from the bytes].")
@click.option("--source-language", callback=language_tag, help="Language of SOURCES [default: found from each text].")
@click.option("--target-language", callback=language_tag, help="Language of TARGETS [default: found from each text].")
def pair(
    sources: Path,
    targets: Path,
    form: str,
    min_share: float,
    encoding: str,
    source_language: str | None,
    target_language: str | None,
) -> None:
    """Pair the files of the folders SOURCES and TARGETS that are translations of each other, by what they say.

    Each file is in one pair at most. A pair has the share of its first sentences that find a partner. Files without a
    partner, or that cannot be read, are listed on standard error, and the exit code is 1.
    """
    from aligner.batch.inputs import Inputs
    from aligner.batch.matching import match, read_sketches

    for folder in (sources, targets):
        if folder.exists() and not folder.is_dir():
            raise BatchError("{path}: not a folder; 'tolmach align' takes two files", path=folder)
    heaps = [[item for item in Inputs([str(path)], "").items() if item.source.row < 0] for path in (sources, targets)]
    for path, heap in zip((sources, targets), heaps, strict=True):
        if not heap:
            raise BatchError("{path}: no document found; name a folder with some", path=path)
    if same := {item.key for item in heaps[0]} & {item.key for item in heaps[1]}:
        shown = next(item.source.shown for item in heaps[0] if item.key in same)
        raise BatchError("{path}: in both folders; name two that share no file", path=shown)
    sketches: dict[str, Sketch] = {}
    unread: list[tuple[Item, str]] = []
    for heap, language in zip(heaps, (source_language, target_language), strict=True):
        with progress_bar("reading") as progress:
            made, faulty = read_sketches(heap, encoding=encoding, language=language, progress=progress)
        sketches |= made
        unread += faulty
    known = [[item for item in heap if item.key in sketches] for heap in heaps]
    with progress_bar("pairing") as progress:
        found = match(known[0], known[1], sketches, least=min_share, progress=progress)
    pairs = [(item.source.path, second.source.path, share) for item, second, share in found.pairs]
    alone = [item.source.path for item, _ in found.alone]
    click.echo(_shown(pairs, [*alone, *(item.source.path for item, _ in unread)], form), nl=False)
    for _, problem in unread:
        click.echo(f"tolmach: {problem}", err=True)
    for name in alone:
        click.echo(localised(Message("tolmach: {path}: no partner found", path=_short(name))), err=True)
    counted = localised(Message("{count} pair", "{count} pairs", count=len(pairs)))
    click.echo(
        localised(Message("{pairs}, {alone} files without a partner", pairs=counted, alone=len(alone))), err=True
    )
    if alone or unread:
        sys.exit(1)


def _shown(pairs: Sequence[tuple[str, str, float]], alone: Sequence[str], form: str) -> str:
    if form == "jsonl":
        rows: list[dict[str, object]] = [
            {"path": _short(a), "second": _short(b), "share": round(share, 3)} for a, b, share in pairs
        ]
        rows += [{"path": _short(path), "second": None, "share": None} for path in alone]
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    out = io.StringIO()
    if form == "tsv":
        writer = csv.writer(out, delimiter="\t", lineterminator="\n")
        writer.writerow(("path", "second"))
        writer.writerows((_short(a), _short(b)) for a, b, _ in pairs)
        return out.getvalue()
    width = max((len(_short(a)) for a, _, _ in pairs), default=0)
    return "".join(f"{share:4.0%}  {_short(a):{width}}  {_short(b)}\n" for a, b, share in pairs)


def _short(path: str) -> str:
    """As seen from the working directory, where that is shorter; always printable as UTF-8."""
    seen = os.path.relpath(path)
    return os.fsencode(min(seen, path, key=len)).decode("utf-8", "replace")
