"""Ids that must be unique in a file, without remembering a million of them."""

from __future__ import annotations

import re


class Ids:
    """Hands out each unit's own id, or ``u<number>`` where it has none or it was used before.

    Ids of one document end in rising numbers, so only the last number of the current document is kept;
    whatever does not rise is remembered.
    """

    def __init__(self) -> None:
        """Nothing was used yet."""
        self.prefix, self.last = "", -1
        self.left: set[str] = set()
        self.odd: set[str] = set()
        self.count = 0

    def take(self, identity: str) -> str:
        """The id to write."""
        self.count += 1
        prefix, _, number = identity.rpartition("-")
        if not identity or re.fullmatch(r"u\d+", identity):
            return f"u{self.count}"  # ids of this shape are ours alone, so they need not be remembered
        if number.isascii() and number.isdigit() and len(number) < 19:
            if prefix == self.prefix and int(number) > self.last:
                self.last = int(number)
                return identity
            if prefix != self.prefix and prefix not in self.left:
                self.left.add(self.prefix)  # a document that comes back is one whose ids may be met again
                self.prefix, self.last = prefix, int(number)
                return identity
        elif identity not in self.odd:
            self.odd.add(identity)
            return identity
        return f"u{self.count}"
