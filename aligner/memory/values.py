"""Values of TMX units (``aligner.imports.tmxvalues.Values``) as a block of rows, thousands at a time.

The rows are those that ``rows.row_of`` makes of the same units one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from aligner.imports.fields import date, number, origin, probability, status
from aligner.imports.tmx import made_by
from aligner.imports.tmxvalues import Values
from aligner.memory.block import Block, narrowed
from aligner.memory.rows import date_text, languages, length, pair_numbers
from aligner.memory.words import indexed_many

SOURCE, TARGET = Values._fields.index("source"), Values._fields.index("target")


def block_of_values(given: Sequence[tuple[Any, ...]]) -> Block:
    """The rows of these units, of which there is at least one; no text of theirs is empty."""
    texts = [*map(list, zip(*given, strict=True))]
    said = Values._make(map(narrowed, texts))  # columns now, not the values of one unit
    source, target = texts[SOURCE], texts[TARGET]
    pairs = each(languages, said.source_language, said.target_language)
    columns = [
        pair_numbers(pairs, source, target),
        [*map(length, source)],
        indexed_many(source),
        indexed_many(target),
        source,
        target,
        said.source_language,
        said.target_language,
        each(_text, said.before),
        each(_text, said.after),
        each(_status, said.status),
        each(_origin, said.origin, said.creator, said.changer),
        each(_probability, said.confidence),
        each(_number, said.score),
        each(_kind, said.kind),
        said.tuid,
        each(_text, said.document),
        said.note,
        each(_creator, said.x_creator, said.creator),
        each(_date, said.x_created, said.created),
        each(_date, None, said.changed),
        said.properties,
        "",
    ]
    return Block(len(given), columns)


def each(read: Callable[..., Any], *columns: Any) -> Any:
    """What is read from the values of some columns: a column, or one value where all of these have but one."""
    lists = [column for column in columns if isinstance(column, list)]
    if not lists:
        return read(*columns)
    whole = (column if isinstance(column, list) else [column] * len(lists[0]) for column in columns)
    return [*map(read, *whole)]


def _text(value: str | None) -> str:
    return value or ""


def _kind(value: str | None) -> str:
    return "1-1" if value is None else value


@lru_cache(maxsize=64)
def _status(value: str | None) -> str:
    return (status(value) if value else None) or "draft"


@lru_cache(maxsize=1024)
def _origin(value: str | None, creator: str, changer: str) -> str | None:
    return (origin(value) if value else None) or made_by(creator, changer)[0]


@lru_cache(maxsize=1024)
def _creator(value: str | None, creator: str) -> str:
    return made_by(creator, "")[1] if value is None else value


@lru_cache(maxsize=1024)
def _probability(value: str | None) -> float | None:
    return None if value is None else probability(value)


@lru_cache(maxsize=1024)
def _number(value: str | None) -> float | None:
    return None if value is None else number(value)


@lru_cache(maxsize=1024)
def _date(first: str | None, second: str) -> str | None:
    return date_text((date(first) if first else None) or date(second))
