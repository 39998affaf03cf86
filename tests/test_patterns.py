"""Patterns that meet users' texts take time in proportion to a text's length, whatever runs of one character it has."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from aligner.checks.text import _ENDS
from aligner.imports.apply import _PRINTED
from models.shaping.clauses import _CUTS
from models.shaping.kept import KEPT
from models.shaping.standins import _LONG

UNITS = [*'aя1.,:;-_/ \t\n@!?…)»"', ". ", ".a", "a.", "a-", "a@", "\t\n", " \n", "\"'", "'\"", "я.", "1."]
#: Length of the short run, and processor seconds below which the long one, of four times the length, is quick.
SHORT, QUICK = 1000, 0.02


def seconds(pattern: re.Pattern[Any], text: str) -> float:
    """Processor time of finding the pattern everywhere."""
    begin = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - begin


def grows(pattern: re.Pattern[Any], unit: str) -> bool:
    """Does a run of four times the length take much more than four times as long? Square is sixteen times."""
    short, long = unit * (SHORT // len(unit)), unit * (4 * SHORT // len(unit))
    if seconds(pattern, long) < QUICK:
        return False
    # Busy machines and caches: what is slow once may be quick the next time, what is square never is.
    return all(
        (taken := min(seconds(pattern, long) for _ in range(2))) > QUICK
        and taken > 9 * min(seconds(pattern, short) for _ in range(3))
        for _ in range(3)
    )


@pytest.mark.parametrize("pattern", [_ENDS, _PRINTED, KEPT, _LONG, *_CUTS], ids=lambda one: one.pattern[:30])
def test_runs_take_time_in_proportion_to_their_length(pattern: re.Pattern[str]) -> None:
    assert [unit for unit in UNITS if grows(pattern, unit)] == []


def test_a_square_pattern_is_found() -> None:
    """The test above would pass as well if nothing were ever found."""
    assert grows(re.compile(r"[.!?]+\s"), ".")
    assert not grows(re.compile(r"(?<![.!?])[.!?]++\s"), ".")
