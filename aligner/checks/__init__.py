"""Quality checks: one function each, one table, the same for the command line, the service and the batch runner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from aligner.checks import (
    brackets,
    consistency,
    cyrillic,
    dates,
    empty,
    ends,
    foreign,
    glossary,
    length,
    names,
    numbers,
    numbersign,
    placeholders,
    quotes,
    repeats,
    same_as_source,
    scores,
    sentences,
    spaces,
    symbols,
    tags,
    units,
    verbatim,
)
from aligner.checks.consistency import Consistency, MemoryLookup
from aligner.checks.pair import REST, Check, Hit, Hits, Limits, Pair
from aligner.core.bitext import Bitext
from aligner.core.finding import Finding
from aligner.core.unit import Unit, units_of
from aligner.errors import TolmachError
from aligner.plugins import Table, with_added
from models.glossary import Glossary

__all__ = ["CHECKS", "Check", "Checker", "check_bitext", "check_units", "said"]


#: A line a check. Installed packages add theirs by an entry point of the group ``tolmach.checks``.
_TABLE = (
    empty.CHECK,
    same_as_source.CHECK,
    foreign.CHECK,
    numbers.CHECK,
    units.CHECK,
    dates.CHECK,
    symbols.CHECK,
    numbersign.CHECK,
    names.CHECK,
    cyrillic.CHECK,
    repeats.WORDS,
    repeats.PHRASES,
    length.CHECK,
    sentences.CHECK,
    ends.CHECK,
    brackets.CHECK,
    quotes.CHECK,
    spaces.CHECK,
    verbatim.URLS,
    verbatim.EMAILS,
    tags.TAGS,
    tags.MISPLACED,
    placeholders.CHECK,
    glossary.CHECK,
    consistency.CHECK,
    scores.SCORE,
    scores.CONFIDENCE,
)


#: Findings of one check on one pair; of the rest it is only said how many there are. Nobody reads thousands of marks on
#: one sentence, and each is stored, sent and drawn.
MOST = 20

CHECKS = Table(lambda: with_added(_TABLE, "code", "tolmach.checks", Check))


@dataclass
class Checker:
    """The chosen checks, ready to look at pairs one after another.

    ``only`` and ``without`` choose checks by code; ``language`` is that of the messages (``en`` or ``ru``).

    Raises:
        TolmachError: a code that is not in the table.
    """

    language: str = "en"
    only: Collection[str] = ()
    without: Collection[str] = ()
    glossary: Glossary | None = None
    memory: MemoryLookup | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Choose the functions."""
        for code in (*self.only, *self.without):
            if code not in CHECKS:
                raise TolmachError("{code}: no such check; choose among {checks}", code=code, checks=", ".join(CHECKS))
        given = {
            "limits": self.limits,
            "glossary": self.glossary,
            "consistency": Consistency(self.memory),
        }
        self.chosen: list[tuple[Check, Callable[[Pair], Hits]]] = []
        for code, check in CHECKS.items():
            if code in self.without or (self.only and code not in self.only):
                continue
            if not check.needs:
                self.chosen.append((check, check.function))
            elif (needed := given[check.needs]) is not None:
                self.chosen.append((check, partial(check.function, **{check.needs: needed})))

    def findings(self, number: int, unit: Unit) -> list[Finding]:
        """What the checks say of one pair, each at most ``MOST`` times and how many more there are.

        Of an empty or rejected one, nothing but that it is empty.
        """
        pair = Pair(number, unit)
        made: list[Finding] = []
        if unit.status == "rejected":
            return made
        null = unit.is_null
        for check, function in self.chosen:
            if null and check.code != "empty":
                continue
            hits = iter(function(pair))
            shown = list(islice(hits, MOST))
            if more := sum(1 for _ in hits):
                shown.append(Hit({REST: str(more)}))
            for hit in shown:
                spans = hit.source_span, hit.target_span
                found = Finding(number, check.code, check.severity, check.label, *spans, tuple(hit.values.items()))
                made.append(replace(found, message=said(found, self.language)))
        return made


def said(finding: Finding, language: str) -> str:
    """A finding's message in a language; as it stands where its code or values are those of no check here."""
    check = CHECKS.get(finding.code)
    message = check.told(dict(finding.values)) if check is not None else None
    return message.localised(language.split("-")[0]) if message is not None else finding.message


def check_units(units: Iterable[Unit], checker: Checker | None = None) -> Iterator[tuple[Unit, list[Finding]]]:
    """Each unit with its findings; the finding's ``bead`` is the unit's number, from 0."""
    checker = checker or Checker()
    for number, unit in enumerate(units):
        yield unit, checker.findings(number, unit)


def check_bitext(
    bitext: Bitext,
    language: str = "en",
    *,
    only: Collection[str] = (),
    without: Collection[str] = (),
    glossary: Glossary | None = None,
    memory: MemoryLookup | None = None,
    limits: Limits | None = None,
) -> list[Finding]:
    """Every finding on a bitext, in order of the beads.

    Raises:
        TolmachError: ``only`` or ``without`` names a check that does not exist.
    """
    checker = Checker(language, only, without, glossary, memory, limits or Limits())
    units = (unit for _, unit in units_of(bitext))
    return [finding for _, findings in check_units(units, checker) for finding in findings]
