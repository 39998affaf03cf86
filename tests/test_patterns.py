"""Patterns that meet users' texts take time in proportion to a text's length, whatever runs of one character it has."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from typing import Any

import aligner
import models
import server

UNITS = [*'aя1.,:;-_/ \t\n@!?…)»"', ". ", ".a", "a.", "a-", "a@", "\t\n", " \n", "\"'", "'\"", "я.", "1."]
#: Length of the short run, and processor seconds below which the long one, of four times the length, is quick: a fast
#: processor takes four times as long for a square pattern.
SHORT, QUICK = 600, 0.004
#: Patterns that are tried at one place (match, fullmatch), or on a piece of bounded length: they never meet a run at
#: each of its places.
ANCHORED = {
    "aligner.checks.numbers:_ITEM", "aligner.checks.numbers:_LEADING", "aligner.checks.numbers:_AFTER",
    "aligner.checks.numbers:_PM", "aligner.segment.common:_DOTS_AND_WORD",
    "aligner.exports.html:BULLET", "aligner.filters.pdf.paragraphs:_PAGE_NUMBER", "aligner.readers.sniff:_HTML",
    "aligner.readers.sniff:_SRT", "aligner.repair.hyphens:_CUT", "aligner.repair.hyphens:_CASED_TAIL",
    "aligner.repair.unwrap:_PAGE_LINE", "aligner.repair.unwrap:_PAGE_NUMBER", "aligner.repair.unwrap:_SAID",
    "aligner.repair.spaces:_ADDRESS", "aligner.segment.common:_LIST_HEAD", "aligner.segment.site:_WORD_BEFORE",
    "aligner.segment.site:_WORD_AFTER",
    "aligner.filters.markdown.frontmatter:_TOML",
    "aligner.filters.markdown.frontmatter:_YAML", "aligner.filters.markdown.masking:_ADMONITION",
    "aligner.filters.markdown.masking:_ALERT", "aligner.filters.markdown.masking:_ATTRIBUTES",
    "aligner.filters.markdown.masking:_CONTAINER",
    "aligner.filters.markdown.masking:_CONTENTS", "aligner.filters.markdown.masking:_FENCE",
    "aligner.filters.markdown.masking:_LIST", "aligner.filters.markdown.masking:_MATH_BEGIN",
    "aligner.filters.markdown.masking:_MATH_LINE", "aligner.filters.markdown.masking:_TAB",
    "aligner.filters.markdown.masking:_TEMPLATE", "aligner.filters.docx.instructions:_ENTRY",
    "aligner.exports.codetypes:_TAG", "aligner.filters.fb2.walk:_BULLET",
    "aligner.filters.markdown.frontmatter:_COMMENT", "aligner.filters.markdown.masking:_RAW_TEMPLATE",
    "aligner.filters.strings.po:_FIELD", "aligner.filters.txt:_BLANKS_BEFORE",
    "aligner.filters.strings.yaml:_PROPERTIES",
}  # fmt: skip


def within(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: itself, those of a table."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from within(one, depth + 1)
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from within(one, depth + 1)


def patterns() -> dict[str, re.Pattern[Any]]:
    """Every pattern of a module of the three packages, by the module and name where it stands first."""
    found: dict[tuple[Any, int], tuple[str, re.Pattern[Any]]] = {}
    for package in (aligner, models, server):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(module.name)).items():
                    for pattern in within(value):
                        found.setdefault((pattern.pattern, pattern.flags), (f"{module.name}:{name}", pattern))
    return {f"{name} {pattern.pattern!r:.60}": pattern for name, pattern in found.values()}


def seconds(pattern: re.Pattern[Any], text: str) -> float:
    """Processor time of finding the pattern everywhere."""
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    begin = time.process_time()
    for _ in pattern.finditer(given):
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


def test_runs_take_time_in_proportion_to_their_length() -> None:
    found = patterns()
    assert len(found) > 150
    faults = {
        name: units
        for name, pattern in found.items()
        if name.split()[0] not in ANCHORED and (units := [unit for unit in UNITS if grows(pattern, unit)])
    }
    assert faults == {}


def test_a_square_pattern_is_found() -> None:
    """The test above would pass as well if nothing were ever found."""
    # Each try is strict, so that a busy machine raises no false alarm, but may hide one: five suffice.
    assert any(grows(re.compile(r"(?:[.!?]|…)+\s"), ".") for _ in range(5))
    assert not grows(re.compile(r"(?<![.!?…])(?:[.!?]|…)++\s"), ".")
