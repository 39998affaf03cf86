"""The same source translated in two ways, in one document or against the memory."""

from __future__ import annotations

import re
from typing import Protocol

from aligner.checks.pair import Hit, Hits, Pair


class Remembers(Protocol):
    """What the check needs of a translation memory."""

    def confirmed(self, source: str, source_language: str, target_language: str) -> str | None:
        """The confirmed translation of exactly this text, if there is one."""


class Consistency:
    """Remembers, in order, the first translation of every source."""

    def __init__(self, memory: Remembers | None = None) -> None:
        """``memory`` is asked too, if there is one."""
        self.seen: dict[str, tuple[int, str]] = {}
        self.memory = memory

    def check(self, pair: Pair) -> Hits:
        """The pair's translation differs from that of an earlier pair, or from the memory's confirmed one."""
        if not pair.target.strip() or not re.search(r"[^\W\d_]", pair.source):
            return
        key, target = normal(pair.source), normal(pair.target)
        first = self.seen.setdefault(key, (pair.number, pair.target))
        if normal(first[1]) != target:
            yield Hit({"where": f"{first[0] + 1}", "other": first[1]}, target_span=(0, len(pair.target)))
        elif self.memory is not None:
            known = self.memory.confirmed(pair.source, pair.unit.source_language, pair.unit.target_language)
            if known is not None and normal(known) != target:
                yield Hit({"where": "", "other": known}, target_span=(0, len(pair.target)))


def normal(text: str) -> str:
    """Letters and figures only, in lower case."""
    return " ".join(re.findall(r"\w+", text.casefold()))
