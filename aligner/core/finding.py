"""Finding: what a quality check says of a bead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark about one bead.

    ``code`` is stable (``numbers-differ``); ``message`` is for a person. ``source_span`` and ``target_span``
    are half-open character spans within the bead's two texts, where the fault can be pointed at. ``values`` are the
    names and values that the message was made of, so that it can be made again in another language
    (``aligner.checks.said``).
    """

    bead: int
    code: str
    severity: Severity
    message: str
    source_span: tuple[int, int] | None = None
    target_span: tuple[int, int] | None = None
    values: tuple[tuple[str, str], ...] = ()
