"""Cleaning a translation memory: pairs that are of no use, each with the reason, found and taken out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.core.unit import Unit
from aligner.errors import TolmachError
from aligner.memory.match import folded_text
from aligner.memory.rows import RANK, date_text, languages
from models.messages import Message

if TYPE_CHECKING:
    from aligner.memory.base import Memory
    from models.encoder import SentenceEncoder

#: Why a pair is of no use, in the order in which it is asked.
REASONS: dict[str, Message] = {
    "empty": Message("one side has no letter and no figure"),
    "same": Message("the translation is the source"),
    "language": Message("one side is in another language"),
    "duplicate": Message("the same pair is there in another spelling of marks, spaces or capitals"),
    "outlier": Message("the two sides do not say the same"),
}
#: Cosine of the two sides by the aligner's sentence encoder, below which they do not say the same. Of good pairs of
#: newstest2018 and UN documents 0.0 and 0.2 % lie below it, of pairs put together by chance 93 and 100 %.
LEAST_ALIKE = 0.3
#: Shorter texts say too little to be judged by it.
LEAST_WORDS = 4
_BATCH = 512


@dataclass(slots=True)
class Cleaning:
    """What was found: how many pairs were looked at, how many of them doubted and why, and the pairs."""

    units: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    found: list[tuple[str, Unit]] = field(default_factory=list)
    removed: int = 0


def doubtful(
    memory: Memory,
    reasons: Collection[str] = (),
    *,
    confirmed: bool = False,
    least_alike: float = LEAST_ALIKE,
    encoder: SentenceEncoder | None = None,
) -> Cleaning:
    """The pairs of a memory that are of no use, for any of ``reasons`` (all by default); nothing is changed.

    What a person has confirmed is only doubted as empty or a duplicate, unless ``confirmed`` says otherwise.

    Raises:
        TolmachError: there is no such reason.
    """
    for reason in reasons:
        if reason not in REASONS:
            raise TolmachError(
                "{reason}: no such reason; choose among {reasons}", reason=reason, reasons=", ".join(REASONS)
            )
    chosen = [reason for reason in REASONS if not reasons or reason in reasons]
    kept = _kept(memory.units()) if "duplicate" in chosen else {}
    made = Cleaning()
    units = enumerate(memory.units())
    while some := list(islice(units, _BATCH)):
        made.units += len(some)
        left: list[Unit] = []
        for number, unit in some:
            spared = unit.status == "confirmed" and not confirmed
            reason = _reason(number, unit, chosen, kept, spared)
            if reason:
                made.found.append((reason, unit))
            elif not spared:
                left.append(unit)
        if "outlier" in chosen:
            made.found += (("outlier", unit) for unit in _outliers(left, least_alike, encoder))
    made.counts.update(reason for reason, _ in made.found)
    return made


def clean(memory: Memory, found: Cleaning, removed: Path, form: str | None = None) -> None:
    """Take the pairs out; first they are written to a bitext file, which ``tolmach memory add`` brings back.

    Raises:
        ExportError: the file cannot be written; the memory is as it was.
        TolmachError: the memory cannot be written.
    """
    from aligner.exports import ExportOptions, export_units

    units = [unit for _, unit in found.found]
    export_units(units, removed, form, ExportOptions(include_rejected=True))
    found.removed = memory.delete(units)


def _reason(number: int, unit: Unit, chosen: Sequence[str], kept: dict[bytes, int], spared: bool) -> str:
    if "empty" in chosen and not all(any(map(str.isalnum, text)) for text in (unit.source, unit.target)):
        return "empty"
    if not spared:
        if "same" in chosen and _same(unit):
            return "same"
        if "language" in chosen and _foreign(unit):
            return "language"
    if "duplicate" in chosen and kept.get(_key(unit), number) != number:
        return "duplicate"
    return ""


def _same(unit: Unit) -> bool:
    from aligner.checks.pair import Pair
    from aligner.checks.same_as_source import same_as_source

    return any(True for _ in same_as_source(Pair(0, unit)))


def _foreign(unit: Unit) -> bool:
    from aligner.foreign import foreign_language

    sides = (unit.source, unit.source_language), (unit.target, unit.target_language)
    return any(foreign_language(text, [tag.split("-")[0].lower()]) for text, tag in sides)


def _kept(units: Iterable[Unit]) -> dict[bytes, int]:
    """Of every pair the unit that stays, by its number: the confirmed one, else the newest, else the first."""
    best: dict[bytes, tuple[int, str, int]] = {}
    for number, unit in enumerate(units):
        rank = RANK[unit.status], date_text(unit.changed or unit.created) or "", -number
        key = _key(unit)
        if key not in best or best[key] < rank:
            best[key] = rank
    return {key: -rank[2] for key, rank in best.items()}


def _key(unit: Unit) -> bytes:
    parts = languages(unit.source_language, unit.target_language), folded_text(unit.source), folded_text(unit.target)
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _outliers(units: Sequence[Unit], least: float, encoder: SentenceEncoder | None) -> Iterator[Unit]:
    from models.encoder import load_encoder

    long = [unit for unit in units if min(len(unit.source.split()), len(unit.target.split())) >= LEAST_WORDS]
    if not long:
        return
    encoder = encoder or load_encoder()
    one, two = encoder.encode([unit.source for unit in long]), encoder.encode([unit.target for unit in long])
    for unit, alike in zip(long, (one * two).sum(axis=1).tolist(), strict=True):
        if alike < least:
            yield unit
