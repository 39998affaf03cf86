"""How long work tells whoever waits how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Called with (parts done, in all); what it raises goes through, which is how work is cancelled.
Progress = Callable[[int, int], None]
