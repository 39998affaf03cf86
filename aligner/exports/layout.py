"""A unit's places as one short string, so that a file of pairs can be made a document again."""

from __future__ import annotations

import re
from typing import cast

from aligner.core.document import KINDS, Kind
from aligner.core.unit import Place

_PLACE = re.compile(r"(\d{1,9})?@(\d{1,9})(?::([a-z-]+)(\d{0,4}))?")


def layout(places: tuple[Place, ...]) -> str:
    """``@3``: one sentence, in paragraph 3; ``24@3:heading2 31@4``: two, with lengths, and kinds other than body."""
    single = len(places) == 1
    return " ".join(
        ("" if single else str(p.length))
        + f"@{p.paragraph}"
        + ("" if p.kind == "body" and not p.level else f":{p.kind}{p.level or ''}")
        for p in places
    )


def places(text: str, length: int) -> tuple[Place, ...]:
    """The inverse; ``length`` is that of the unit's text. Empty where the string is not a layout or does not fit it."""
    made: list[Place] = []
    for part in text.split():
        match = _PLACE.fullmatch(part)
        if match is None or (match[3] is not None and match[3] not in KINDS):
            return ()
        made.append(
            Place(
                int(match[1]) if match[1] else length,
                int(match[2]),
                cast(Kind, match[3] or "body"),
                int(match[4]) if match[4] else 0,
            )
        )
    fits = sum(p.length for p in made) + len(made) - 1 == length
    return tuple(made) if fits else ()
