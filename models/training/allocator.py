"""Memory that a training step frees is kept for the next step, not handed back to the system.

A step makes temporaries of tens of MB (the logits: target pieces × classes). glibc maps each of them anew, and the
kernel clears every page of it, every step: a fifth of the time on a CPU. Source: mallopt(3).
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4
_NEVER = 2**31 - 1


def keep_freed_memory() -> bool:
    """Set glibc's allocator so for this process; False where the C library is another one."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = ((_MMAP_MAX, 0), (_TRIM_THRESHOLD, _NEVER), (_TOP_PAD, 256 << 20))
    return sum(int(mallopt(parameter, value) == 1) for parameter, value in settings) == len(settings)
