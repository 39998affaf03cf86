"""A unit as the memory stores it: one flat row of plain values, with its hashes and its words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import repeat
from typing import Any, LiteralString, cast

from aligner.core.bitext import Origin, Status
from aligner.core.serial import code_from_dict, code_to_dict
from aligner.core.unit import Unit
from aligner.memory.words import indexed

#: What is stored of a unit, in this order; a row has ``pair``, ``length`` and both texts to be indexed before it.
COLUMNS: LiteralString = (
    "source, target, source_language, target_language, before, after, status, origin, confidence, score, kind, tuid,"
    " document, note, creator, created, changed, properties, codes"
)
#: pair, length in words, source and target as FTS5 is to cut them (``words.indexed``), then COLUMNS.
Row = tuple[Any, ...]
PAIR, LENGTH, SOURCE_INDEXED, TARGET_INDEXED, VALUES = range(5)
WIDTH = VALUES + len(COLUMNS.split(","))
SOURCE, TARGET, BEFORE, AFTER, STATUS, CREATED, CHANGED, CODES = 4, 5, 8, 9, 10, 19, 20, 22
#: Units are added so many at a time.
BLOCK = 10_000
#: How strong a status is: adding a unit again never weakens what is known of it.
RANK = {"draft": 0, "rejected": 1, "confirmed": 2}
_SHIFT = 1 << 32


def row_of(unit: Unit) -> Row | None:
    """The row of a unit; None where one side is empty."""
    source, target = storable(unit.source), storable(unit.target)
    if not source or not target or source.isspace() or target.isspace():
        return None
    return (
        pair_number(languages(unit.source_language, unit.target_language), source, target),
        length(source),
        indexed(source),
        indexed(target),
        source,
        target,
        storable(unit.source_language),
        storable(unit.target_language),
        storable(unit.before),
        storable(unit.after),
        unit.status,
        unit.origin,
        unit.confidence,
        unit.score,
        storable(unit.kind),
        storable(unit.id),
        storable(unit.document),
        storable(unit.note),
        storable(unit.creator),
        date_text(unit.created),
        date_text(unit.changed),
        storable(json.dumps(unit.properties, ensure_ascii=False)) if unit.properties else "",
        _codes_text(unit),
    )


def _codes_text(unit: Unit) -> str:
    """The codes of both sides as JSON; empty where there are none, or where characters were taken out of the texts."""
    sides = unit.source_codes, unit.target_codes
    if not any(sides) or (storable(unit.source), storable(unit.target)) != (unit.source, unit.target):
        return ""
    return storable(json.dumps([[code_to_dict(code) for code in side] for side in sides], ensure_ascii=False))


def unit_of(values: Sequence[object]) -> Unit:
    """The unit of a row's COLUMNS."""
    text = [str(value or "") for value in values]
    codes = [tuple(map(code_from_dict, side)) for side in json.loads(text[18])] if text[18] else [(), ()]
    return Unit(
        source=text[0],
        target=text[1],
        source_language=text[2],
        target_language=text[3],
        before=text[4],
        after=text[5],
        status=cast(Status, text[6]),
        origin=cast(Origin | None, values[7]),
        confidence=cast(float | None, values[8]),
        score=cast(float | None, values[9]),
        kind=text[10],
        id=text[11],
        document=text[12],
        note=text[13],
        creator=text[14],
        created=_moment(text[15]),
        changed=_moment(text[16]),
        properties=tuple((str(n), str(v)) for n, v in json.loads(text[17])) if text[17] else (),
        source_codes=codes[0],
        target_codes=codes[1],
    )


def length(text: str) -> int:
    """Words, roughly: as blanks part them."""
    return len(text.split())


def storable(text: str) -> str:
    """Text without what a database cannot hold: lone surrogates and the null character."""
    if text.isascii():
        return text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "ignore").decode()
    return text.replace("\0", "") if "\0" in text else text


@lru_cache(maxsize=256)
def languages(source: str, target: str) -> str:
    """A language pair by primary subtags: ``ru-RU`` and ``ru`` are one language here."""
    return f"{source.split('-')[0].lower()}>{target.split('-')[0].lower()}"


def pair_number(pair: str, source: str, target: str) -> int:
    """A signed 64-bit number for a language pair and two texts; the upper half is the same for every target.

    Units with one source so lie next to one another in one index, which serves exact look-ups and "is it known?".
    """
    return _half(f"{pair}\0{source}") * _SHIFT + _half(target) - _SHIFT * _SHIFT // 2


def pair_numbers(pairs: str | list[str], sources: list[str], targets: list[str]) -> list[int]:
    """The same for many; ``pairs`` is a list, or one language pair for all."""
    import numpy as np

    digest = hashlib.blake2b
    starts = repeat(f"{pairs}\0".encode()) if isinstance(pairs, str) else [f"{pair}\0".encode() for pair in pairs]
    halves = [
        digest(text, digest_size=4).digest()
        for start, source, target in zip(starts, sources, targets, strict=False)
        for text in (start + source.encode(), target.encode())
    ]
    numbers: list[int] = (np.frombuffer(b"".join(halves), ">u8") ^ np.uint64(1 << 63)).astype(np.int64).tolist()
    return numbers


def source_numbers(pair: str, source: str) -> tuple[int, int]:
    """The least and the greatest number of pairs with this source."""
    least = _half(f"{pair}\0{source}") * _SHIFT - _SHIFT * _SHIFT // 2
    return least, least + _SHIFT - 1


def _half(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


@lru_cache(maxsize=1024)
def date_text(moment: datetime | None) -> str | None:
    """UTC, so that texts sort as the moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _moment(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else None
