"""Tasks for a process pool: one that works, one that kills its process."""

from __future__ import annotations

import os
import signal


def add(a: int, b: int) -> int:
    """A task that works."""
    return a + b


def die() -> None:
    """As when the system runs out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)
