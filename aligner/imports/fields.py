"""Named values, as the writers' props and columns have them, back into a unit."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

from aligner.core.bitext import ORIGINS, STATUSES, Origin, Status
from aligner.core.unit import Unit
from aligner.exports.layout import places

_KNOWN = frozenset(
    (
        "x-document",
        "x-origin",
        "x-status",
        "x-align-type",
        "x-align-score",
        "x-mt-score",
        "x-context-pre",
        "x-context-post",
        "x-created",
        "x-creator",
        "x-source-layout",
        "x-target-layout",
    )
)
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?Z?")


def with_fields(unit: Unit, rows: Iterable[tuple[str, str]]) -> Unit:
    """The unit with these props applied; those that mean nothing to us are kept as properties, in order."""
    known: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for name, value in rows:
        if name in _KNOWN and name not in known:
            known[name] = value
        else:
            others.append((name, value))
    return replace(
        unit,
        document=known.get("x-document", unit.document),
        origin=origin(known.get("x-origin", "")) or unit.origin,
        status=status(known.get("x-status", "")) or unit.status,
        kind=known.get("x-align-type", unit.kind),
        confidence=unit.confidence if "x-align-score" not in known else probability(known["x-align-score"]),
        score=unit.score if "x-mt-score" not in known else number(known["x-mt-score"]),
        before=known.get("x-context-pre", unit.before),
        after=known.get("x-context-post", unit.after),
        created=date(known.get("x-created", "")) or unit.created,
        creator=known.get("x-creator", unit.creator),
        source_places=places(known.get("x-source-layout", ""), len(unit.source)) or unit.source_places,
        target_places=places(known.get("x-target-layout", ""), len(unit.target)) or unit.target_places,
        properties=tuple(others),
    )


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


def date(text: str) -> datetime | None:
    """A date in either of the two ways that TMX files have them, as UTC."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime.strptime("".join(match.groups()), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
