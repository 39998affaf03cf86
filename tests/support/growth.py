"""Whether work grows in proportion to its input: relative, so it holds on slow and busy machines and under coverage."""

from __future__ import annotations

import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def grows_linearly(work: Callable[[int], object], size: int) -> bool:
    """Does four times the input take about four times as long? A quadratic step would take sixteen times."""
    work(max(1, size // 10))
    small = min(cpu_seconds(lambda: work(size)) for _ in range(2))
    large = min(cpu_seconds(lambda: work(4 * size)) for _ in range(2))
    return large < 9 * small + 0.2
