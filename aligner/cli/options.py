"""Options that several commands share, so that they are spelt and explained the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aligner.cli.language import localised
from models.messages import Message

if TYPE_CHECKING:
    from aligner.core.bitext import Bitext
    from aligner.exports import ExportOptions
    from models.glossary import Glossary
    from models.translation import Decoding, Translator

Command = TypeVar("Command", bound=Callable[..., Any])
Tag = TypeVar("Tag", str, None)

#: A language and what may follow it: ru, en-GB, sr-Cyrl-RS (RFC 5646, without its rarities).
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def language_tag(ctx: click.Context, param: click.Parameter, value: Tag) -> Tag:  # noqa: ARG001
    """A language code as it is; what cannot be one is wrong usage (exit code 2)."""
    if value and not _TAG.fullmatch(value):
        raise click.BadParameter(
            localised(Message("'{value}' is no language code; write it like ru, en or en-GB", value=value))
        )
    return value


_MODEL = (
    click.option("--model", help="Model name or directory (see 'tolmach models')."),
    click.option("--beam", type=click.IntRange(1, 32), default=4, show_default=True, help="Beam size; 1 is greedy."),
    click.option("--length-penalty", type=click.FloatRange(0, 10), help="Above 1 favours longer output."),
    click.option("--threads", type=click.IntRange(0), default=0, help="Processor cores to use [default: all]."),
    click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True),
    click.option("--compute", metavar="TYPE", help="int8, float32, … [default: int8 on a CPU]."),
    click.option(
        "--glossary",
        type=click.Path(path_type=Path, readable=False, dir_okay=False),
        help="Terms to keep to: TSV, CSV, Excel or TBX.",
    ),
)

_EXPORT = (
    click.option(
        "--source-tag", default="", metavar="TAG", callback=language_tag, help="Write the source language so: ru-RU."
    ),
    click.option(
        "--target-tag", default="", metavar="TAG", callback=language_tag, help="Write the target language so: en-GB."
    ),
    click.option(
        "--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out pairs less sure than this."
    ),
    click.option(
        "--nulls/--no-nulls", default=None, help="Write pairs with an empty side; by default as suits the format."
    ),
    click.option("--notes", is_flag=True, help="Pages and texts to read have notes, headers and descriptions, too."),
    click.option("--context/--no-context", default=True, help="Write the neighbouring sentences."),
    click.option("--plain", is_flag=True, help="Leave inline codes out of TMX (level 1)."),
)


_DOCUMENT = (
    click.option(
        "--rules",
        type=click.Path(path_type=Path, readable=False, dir_okay=False),
        help="Segmentation rules of your own.",
    ),
    click.option("--title", default="", help="Title of the document in what is written [default: its own]."),
)


def _all(options: tuple[Callable[[Command], Command], ...]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def model_options(command: Command) -> Command:
    """Which model, and how it searches: pass the values to ``translator_of`` and ``decoding_of``."""
    return _all(_MODEL)(command)


def export_options(command: Command) -> Command:
    """Language tags and filters: pass the values to ``export_options_of``."""
    return _all(_EXPORT)(command)


def document_options(command: Command) -> Command:
    """Segmentation rules and a title of the user's own."""
    return _all(_DOCUMENT)(command)


def titled(bitext: Bitext, title: str) -> Bitext:
    """The bitext under the title that ``document_options`` name; its own title where none is named."""
    return replace(bitext, source=replace(bitext.source, title=title)) if title else bitext


def translator_of(values: dict[str, Any]) -> Translator:
    """The translator that ``model_options`` ask for."""
    from models.load import load_translator

    return load_translator(
        values["model"],
        device=values["device"],
        compute=values["compute"],
        threads=values["threads"],
        glossary=glossary_of(values),
    )


def glossary_of(values: dict[str, Any]) -> Glossary | None:
    """The glossary that ``model_options`` name, in the model's languages."""
    if not values["glossary"]:
        return None
    from aligner.glossaries import read_glossary
    from models.languages import languages_of
    from models.store.registry import resolve

    files = resolve(values["model"])
    return read_glossary(values["glossary"], languages_of(files.path, files.name))


def decoding_of(values: dict[str, Any], formats: Sequence[str] = ()) -> Decoding:
    """The search that ``model_options`` ask for, with word links if one of the formats uses them."""
    from aligner.exports import needs_links
    from models.translation import Decoding

    return Decoding(beam=values["beam"], length_penalty=values["length_penalty"], links=needs_links(formats))


def export_options_of(values: dict[str, Any]) -> ExportOptions:
    """The export options that ``export_options`` ask for."""
    from aligner.exports import ExportOptions

    return ExportOptions(
        source_tag=values["source_tag"],
        target_tag=values["target_tag"],
        min_confidence=values["min_confidence"],
        include_nulls=values["nulls"],
        context=values["context"],
        plain=values["plain"],
        outside=values["notes"],
    )
