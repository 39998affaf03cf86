"""The same source translated in two ways, in one document or against the memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from aligner.checks.pair import Hit, Hits, Pair

if TYPE_CHECKING:
    from aligner.memory.match import Match


class Remembers(Protocol):
    """What the check needs of a translation memory."""

    def exact(self, source: str, source_language: str, target_language: str) -> Sequence[Match]:
        """Units with exactly this source, the most trusted first."""


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
            matches = self.memory.exact(pair.source, pair.unit.source_language, pair.unit.target_language)
            known = [match.unit.target for match in matches if match.unit.status == "confirmed"]
            if known and all(normal(one) != target for one in known):
                yield Hit({"where": "", "other": known[0]}, target_span=(0, len(pair.target)))


def normal(text: str) -> str:
    """Letters and figures only, in lower case."""
    return " ".join(re.findall(r"\w+", text.casefold()))
