"""What an export may be asked for, and what it answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aligner.core.finding import Finding
from aligner.errors import ExportError
from aligner.readers.limits import Limits


def now() -> datetime:
    """The present, in UTC, to the second; or what ``SOURCE_DATE_EPOCH`` says, for files that come out byte for byte.

    Raises:
        ExportError: the variable holds no number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ExportError("SOURCE_DATE_EPOCH={given}: not a number of seconds; unset or fix it", given=given) from error


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Choices that hold for every format; a format that has no use for one ignores it.

    ``source_tag`` and ``target_tag`` are the BCP 47 tags to write (``ru-RU``, ``en-GB``); empty means the
    documents' own languages. ``include_nulls`` and ``include_rejected`` default to what suits the format:
    left out of files for translation memories, kept in files that hold the whole text. With ``outside``, pages and
    texts to read hold notes, headers, comments and metadata, too. ``findings`` are the
    results of a check, by bead number; ``without_findings`` leaves out pairs with an error or a warning, and
    ``only_findings`` all others.
    ``context`` adds the neighbouring sentences. ``created`` is the date written into the file.
    ``plain`` leaves inline codes out of TMX (level 1).
    ``low_confidence`` is the bound under which a reader's page marks a pair as uncertain. ``original`` is the
    source document's file, from which its translation in its own format is made; ``limits`` hold for parsing it.
    """

    source_tag: str = ""
    target_tag: str = ""
    min_confidence: float = 0.0
    confirmed_only: bool = False
    include_nulls: bool | None = None
    include_rejected: bool | None = None
    outside: bool = False
    without_findings: bool = False
    only_findings: bool = False
    findings: tuple[Finding, ...] = ()
    context: bool = True
    plain: bool = False
    low_confidence: float = 0.5
    created: datetime = field(default_factory=now)
    creator: str = ""
    original: Path | bytes | None = None
    limits: Limits | None = None

    def findings_by_bead(self) -> Mapping[int, list[Finding]]:
        """The findings of each bead that has any."""
        by_bead: dict[int, list[Finding]] = {}
        for finding in self.findings:
            by_bead.setdefault(finding.bead, []).append(finding)
        return by_bead


@dataclass(frozen=True, slots=True)
class Left:
    """A passage of a translated document that should have been translated and was not.

    ``where`` is a message's template (``header``, ``line {number}``), ``text`` its first words.
    """

    where: str
    number: int | str
    text: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Units written; units left out because one side is empty; units left out by a filter; characters that the
    format cannot hold and that were dropped; of the units written, those with one side only; in a translated document
    the passages that are not translated; inline codes that the format cannot hold; the character set of the original
    where it cannot hold the translation, which is in UTF-8 then."""

    written: int = 0
    skipped_null: int = 0
    filtered: int = 0
    dropped_characters: int = 0
    alone: int = 0
    left: tuple[Left, ...] = ()
    dropped_codes: int = 0
    recoded: str = ""


@dataclass(slots=True)
class Tally:
    """The counts of an ``ExportReport`` while it is being made."""

    written: int = 0
    skipped_null: int = 0
    filtered: int = 0
    dropped_characters: int = 0
    alone: int = 0
    left: tuple[Left, ...] = ()
    dropped_codes: int = 0
    recoded: str = ""

    def report(self) -> ExportReport:
        """The counts as they stand."""
        counts = self.written, self.skipped_null, self.filtered, self.dropped_characters, self.alone
        return ExportReport(*counts, self.left, self.dropped_codes, self.recoded)
