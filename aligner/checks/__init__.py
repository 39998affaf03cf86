"""Quality checks: one function each, one table, the same for the command line, the service and the batch runner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from aligner.checks import letters, numbers, punctuation, scores, text, verbatim
from aligner.checks.consistency import Consistency, Remembers
from aligner.checks.glossary import glossary_terms
from aligner.checks.messages import message
from aligner.checks.pair import Hits, Limits, Pair
from aligner.core.bitext import Bitext
from aligner.core.finding import Finding, Severity
from aligner.core.unit import Unit, units_of
from aligner.errors import TolmachError
from models.glossary import Glossary

__all__ = ["CHECKS", "Check", "Checker", "check_bitext", "check_units"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its stable code, how bad its findings are, and the function; None where the checker builds it."""

    code: str
    severity: Severity
    function: Callable[[Pair], Hits] | None

    @property
    def says(self) -> str:
        """What it speaks of, in a line."""
        return ((self.function or BUILT[self.code]).__doc__ or "").split("\n")[0]


#: The checks that need something given to them: where their words are.
BUILT: dict[str, Callable[..., Hits]] = {
    "glossary": glossary_terms,
    "inconsistent": Consistency.check,
    "low-score": scores.low_score,
    "low-confidence": scores.low_confidence,
}

CHECKS: dict[str, Check] = {
    check.code: check
    for check in (
        Check("empty", "error", text.empty),
        Check("same-as-source", "error", text.same_as_source),
        Check("numbers-differ", "error", numbers.numbers_differ),
        Check("dates-differ", "error", numbers.dates_differ),
        Check("symbols-differ", "error", letters.symbols_differ),
        Check("number-sign", "warning", letters.number_sign),
        Check("names-lost", "warning", letters.names_lost),
        Check("cyrillic-left", "error", letters.cyrillic_left),
        Check("repeated-words", "warning", text.repeated_words),
        Check("repeated-phrases", "error", text.repeated_phrases),
        Check("length-ratio", "warning", text.length_ratio),
        Check("sentence-count", "info", text.sentence_count),
        Check("end-punctuation", "warning", punctuation.end_punctuation),
        Check("brackets", "warning", punctuation.brackets),
        Check("quotes", "warning", punctuation.quotes),
        Check("spaces", "warning", punctuation.spaces),
        Check("urls-differ", "error", verbatim.urls_differ),
        Check("emails-differ", "error", verbatim.emails_differ),
        Check("tags-differ", "error", verbatim.tags_differ),
        Check("placeholders-differ", "error", verbatim.placeholders_differ),
        Check("glossary", "warning", None),
        Check("inconsistent", "warning", None),
        Check("low-score", "info", None),
        Check("low-confidence", "warning", None),
    )
}


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
    memory: Remembers | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Choose the functions."""
        for code in (*self.only, *self.without):
            if code not in CHECKS:
                raise TolmachError("{code}: no such check; choose among {checks}", code=code, checks=", ".join(CHECKS))
        built: dict[str, Callable[[Pair], Hits]] = {
            "inconsistent": Consistency(self.memory).check,
            "low-score": partial(scores.low_score, limits=self.limits),
            "low-confidence": partial(scores.low_confidence, limits=self.limits),
        }
        if self.glossary is not None:
            built["glossary"] = partial(glossary_terms, glossary=self.glossary)
        self.chosen: list[tuple[Check, Callable[[Pair], Hits]]] = []
        for code, check in CHECKS.items():
            function = check.function or built.get(code)
            if function and code not in self.without and (not self.only or code in self.only):
                self.chosen.append((check, function))

    def findings(self, number: int, unit: Unit) -> list[Finding]:
        """What the checks say of one pair; of an empty or rejected one, nothing but that it is empty."""
        pair = Pair(number, unit)
        made: list[Finding] = []
        if unit.status == "rejected":
            return made
        null = unit.is_null
        for check, function in self.chosen:
            if null and check.code != "empty":
                continue
            for hit in function(pair):
                made.append(
                    Finding(
                        number,
                        check.code,
                        check.severity,
                        message(check.code, hit.values, self.language),
                        hit.source_span,
                        hit.target_span,
                        tuple(hit.values.items()),
                    )
                )
        return made


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
    memory: Remembers | None = None,
    limits: Limits | None = None,
) -> list[Finding]:
    """Every finding on a bitext, in order of the beads.

    Raises:
        TolmachError: ``only`` or ``without`` names a check that does not exist.
    """
    checker = Checker(language, only, without, glossary, memory, limits or Limits())
    units = (unit for _, unit in units_of(bitext))
    return [finding for _, findings in check_units(units, checker) for finding in findings]
