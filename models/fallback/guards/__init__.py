"""Guards: what can be seen to be wrong with one output by looking at it beside its source.

A guard is one function ``fires(source, output, languages) -> bool`` in a file of its own and one line in
``GUARDS``. When one fires the sentence is translated again in other ways (``models.fallback.translating``); where it
still fires its code stands in ``Translation.flags``, so that a person sees it. How often each fires on good
text is measured by ``benchmarks/guards.py`` and written in ``docs/translation.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.fallback.guards import copied, empty, length, numbers, placeholders, repetition, script, unrelated

#: (source, output, (source language, target language)) -> whether something is wrong.
Fires = Callable[[str, str, tuple[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: its code, its weight when candidates are compared, its function, a line for people."""

    code: str
    weight: float
    fires: Fires
    message: str


GUARDS: tuple[Guard, ...] = (
    Guard("empty", 10, empty.fires, "the model gave no text"),
    Guard("copied", 8, copied.fires, "the output is the source unchanged"),
    Guard("repeated", 5, repetition.fires, "the output repeats itself"),
    Guard("script", 4, script.fires, "the output holds letters of the source's alphabet"),
    Guard("short", 3, length.short, "the output is far too short"),
    Guard("long", 3, length.long, "the output is far too long"),
    Guard("placeholder", 2, placeholders.fires, "an address, symbol, code or placeholder is missing from the output"),
    Guard("unrelated", 1, unrelated.fires, "a number of the output comes from nothing in the source"),
    Guard("numbers", 1, numbers.fires, "a number of the source is missing from the output"),
)
MESSAGES: dict[str, str] = {guard.code: guard.message for guard in GUARDS} | {
    "restored": "an address, symbol or code was lost by the model and put back; its place is a guess",
    "term": "a glossary term could not be placed in the output",
}


def flags(source: str, output: str, languages: tuple[str, str] = ("ru", "en")) -> tuple[str, ...]:
    """Codes of the guards that fire on this pair."""
    return tuple(guard.code for guard in GUARDS if guard.fires(source, output, languages))


def penalty(codes: tuple[str, ...]) -> float:
    """How bad a set of codes is; 0 is good."""
    return sum(guard.weight for guard in GUARDS if guard.code in codes)
