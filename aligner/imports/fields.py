"""Named values, as the writers' props and columns have them, back into a unit."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from aligner.core.bitext import ORIGINS, STATUSES, Origin, Status
from aligner.core.unit import Unit
from aligner.exports.layout import places


def with_fields(unit: Unit, rows: Iterable[tuple[str, str]]) -> Unit:
    """The unit with these props applied; those that mean nothing to us are kept as properties, in order."""
    said = read_fields(rows, unit.source, unit.target)
    return replace(unit, **said) if said else unit


def read_fields(rows: Iterable[tuple[str, str]], source: str, target: str) -> dict[str, Any]:
    """What props say of the unit with these texts, as arguments of ``Unit``; what makes no sense is passed over.

    Of two props with one name the first counts. Props that mean nothing to us become its ``properties``, in order.
    """
    said: dict[str, Any] = {}
    others: list[tuple[str, str]] = []
    seen: set[str] = set()
    for row in rows:
        name, value = row
        if name in seen or name not in _FIELDS:
            others.append(row)
            continue
        seen.add(name)
        field, read = _FIELDS[name]
        found = value if read is None else read(value, source, target)
        if found is not None and found != ():
            said[field] = found
    if others:
        said["properties"] = tuple(others)
    return said


def origin(text: str) -> Origin | None:
    """An origin, if it is one."""
    return cast(Origin, text) if text in ORIGINS else None


def status(text: str) -> Status | None:
    """A status, if it is one."""
    return cast(Status, text) if text in STATUSES else None


def number(text: str) -> float | None:
    """A finite number, if it is one."""
    with contextlib.suppress(ValueError):
        value = float(text)
        if math.isfinite(value):
            return value
    return None


def probability(text: str) -> float | None:
    """A number from 0 to 1; a percentage is taken too."""
    value = number(text.rstrip("% ")) if text else None
    if value is not None and text.rstrip().endswith("%"):
        value /= 100
    return value if value is not None and 0 <= value <= 1 else None


def percentage(text: str) -> int | None:
    """A percentage, 0 to 101 (a match in context), with or without its sign; fractions of one are taken, too."""
    bare = text.strip().rstrip("% ")
    value = number(bare) if bare else None
    if value is None:
        return None
    if "." in bare and 0 < value < 1.03:
        value *= 100
    return round(value) if 0 <= value <= 102 else None


@lru_cache(maxsize=1024)
def date(text: str) -> datetime | None:
    """A date as TMX has it, as OmegaT writes it or with an offset, as UTC; units of one export mostly share one."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if "T" not in text:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


_Reader = Callable[[str, str, str], Any]


def _read_by(read: Callable[[str], Any]) -> _Reader:
    known = lru_cache(maxsize=1024)(read)
    return lambda value, _source, _target: known(value)


#: Prop -> the unit's field, and how its value is read, given the unit's texts; None: as it stands.
_FIELDS: dict[str, tuple[str, _Reader | None]] = {
    "x-document": ("document", None),
    "x-origin": ("origin", _read_by(origin)),
    "x-status": ("status", _read_by(status)),
    "x-align-type": ("kind", None),
    "x-align-score": ("confidence", _read_by(probability)),
    "x-match": ("match", _read_by(percentage)),
    "x-mt-score": ("score", _read_by(number)),
    "x-context-pre": ("before", None),
    "x-context-post": ("after", None),
    "x-created": ("created", _read_by(date)),
    "x-creator": ("creator", None),
    "x-source-layout": ("source_places", lambda value, source, _: places(value, len(source))),
    "x-target-layout": ("target_places", lambda value, _, target: places(value, len(target))),
}
