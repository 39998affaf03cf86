"""``--dry-run``: what the plan holds, what is left of it, and how long that takes, from a small real sample."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from aligner.batch.fetch import content_hash
from aligner.batch.inputs import Inputs
from aligner.batch.items import Item
from aligner.batch.ledger import DONE, FAILED, TODO, Ledger
from aligner.batch.plan import Difference, Plan
from aligner.batch.settings import Settings
from aligner.batch.work import prepare
from models.errors import TolmachError
from models.translation import Translator

#: Documents that are read for the estimate, and sentences that are translated for it.
SAMPLE_DOCUMENTS, SAMPLE_SENTENCES = 8, 96


@dataclass(slots=True)
class Estimate:
    """The plan in figures. ``seconds`` is None where nothing could be measured."""

    documents: int = 0
    done: int = 0
    failed: int = 0
    todo: int = 0
    bytes_todo: int = 0
    sentences: int | None = None
    seconds: float | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    difference: Difference = field(default_factory=Difference)
    first: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def estimate(inputs: Inputs, settings: Settings, run: Path, load: Callable[[], Translator]) -> Estimate:
    """Expand the inputs, compare with an existing run, read and translate a few; nothing is written anywhere.

    Raises:
        BatchError: an input is missing or unusable.
    """
    found = Estimate()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "plan.sqlite"
        if (run / "plan.sqlite").exists():
            with sqlite3.connect(run / "plan.sqlite") as old, sqlite3.connect(copy) as new:
                old.backup(new)
        plan = Plan(copy)
        try:
            found.difference = plan.update(inputs.items())
            ledger = Ledger(run / "journal.jsonl")
            sample = _count(found, plan, ledger)
            _measure(found, sample, settings, load)
        finally:
            plan.close()
    return found


def _count(found: Estimate, plan: Plan, ledger: Ledger) -> list[Item]:
    """The figures; returns a few documents spread over what is to do."""
    sample: list[tuple[str, Item]] = []
    for item in plan.items():
        state = ledger.state(item.number)
        found.documents += 1
        found.done += state == DONE
        found.failed += state == FAILED
        kind = "rows" if item.source.row >= 0 else PurePosixPath(item.source.path).suffix.lower() or "no extension"
        found.kinds[kind if item.second is None else f"{kind} pairs"] += 1
        if len(found.first) < 10:
            found.first.append((item.source.shown, item.stem))
        if state != TODO:
            continue
        found.todo += 1
        found.bytes_todo += max(0, item.size)
        # Lowest hashes: a sample spread evenly over the plan, the same every time.
        sample.append((content_hash(item.key.encode()), item))
        if len(sample) > 4 * SAMPLE_DOCUMENTS:
            sample = sorted(sample, key=lambda pair: pair[0])[:SAMPLE_DOCUMENTS]
    return [item for _, item in sorted(sample, key=lambda pair: pair[0])[:SAMPLE_DOCUMENTS]]


def _measure(found: Estimate, sample: list[Item], settings: Settings, load: Callable[[], Translator]) -> None:
    """Read the sample and translate some of its sentences; scale by bytes, or by documents where sizes are unknown."""
    texts: list[str] = []
    seconds, sentences, size, read = 0.0, 0, 0, 0
    for item in sample:
        try:
            prepared = prepare(item, settings)
        except TolmachError as error:
            found.problems.append(str(error))
            continue
        read += 1
        seconds += prepared.seconds
        sentences += len(prepared.document.sentences)
        size += max(0, item.size)
        if item.second is None:
            texts += [s.text for s in prepared.document.sentences]
    if not read:
        return
    scale = found.bytes_todo / size if size else found.todo / read
    found.sentences = round(sentences * scale)
    each = 0.0
    if texts:
        translator = load()
        step = max(1, len(texts) // SAMPLE_SENTENCES)
        chosen = texts[::step][:SAMPLE_SENTENCES]
        translator.translate(chosen[:8], settings.decoding)
        begin = time.perf_counter()
        translator.translate(chosen, settings.decoding)
        each = (time.perf_counter() - begin) / len(chosen)
    found.seconds = seconds * scale + each * found.sentences
