"""``--dry-run``: what the plan holds, what is left of it, and how long that takes, from a small real sample."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from aligner.batch.fetch import content_hash
from aligner.batch.inputs import Inputs
from aligner.batch.items import Item
from aligner.batch.journal import DONE, FAILED, TODO, Ledger
from aligner.batch.plan import Difference, Plan
from aligner.batch.run_folder import own_format_possible
from aligner.batch.settings import Settings
from aligner.batch.work import finish, prepare
from models.errors import TolmachError
from models.messages import Message
from models.translation import Translator

#: Documents that are read for the estimate, and sentences that are translated for it; documents that are looked at
#: for that, where some cannot be read.
SAMPLE_DOCUMENTS, SAMPLE_SENTENCES, MOST_LOOKED_AT = 8, 96, 32


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
    looked_at: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    difference: Difference = field(default_factory=Difference)
    first: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)


def estimate(
    inputs: Inputs, settings: Settings, run: Path, load: Callable[[], Translator], workers: int = 1
) -> Estimate:
    """Expand the inputs, compare with an existing run, read and translate a few; nothing is kept.

    ``workers`` processes will read at the same time; the model is ``load``ed with all its threads.

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
            own_format_possible(plan.items(), settings)
            ledger = Ledger(run / "journal.jsonl")
            sample = _count(found, plan, ledger)
            _measure(found, sample, settings, load, workers, Path(folder))
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
        if len(sample) > 4 * MOST_LOOKED_AT:
            sample = sorted(sample, key=lambda pair: pair[0])[:MOST_LOOKED_AT]
    return [item for _, item in sorted(sample, key=lambda pair: pair[0])[:MOST_LOOKED_AT]]


def _measure(
    found: Estimate,
    sample: list[Item],
    settings: Settings,
    load: Callable[[], Translator],
    workers: int,
    scratch: Path,
) -> None:
    """Read the sample (align and write pairs), translate some sentences; scale by bytes, or by documents without sizes.

    What cannot be read counts in the scale, too: as many of the others will fail, and take no time.
    What this process has spent on anything else by then (starting, rules, the model) a run spends once, too.
    """
    texts: list[str] = []
    sentences, size, read = 0, 0, 0
    reading, translating = Stopwatch(), Stopwatch()
    for item in sample:
        if read == SAMPLE_DOCUMENTS:
            break
        found.looked_at += 1
        size += max(0, item.size)
        try:
            if not read:  # the first document loads what all of them need
                prepare(item, settings)
            with reading:
                prepared = prepare(item, settings)
                if prepared.bitext is not None:
                    finish(prepared, None, replace(settings, out=str(scratch / "out")), scratch)
        except TolmachError as error:
            found.problems.append(error.message)
            continue
        read += 1
        sentences += len(prepared.document.sentences)
        texts += [text for text in prepared.to_translate if text is not None] if prepared.bitext is None else []
    if not read:
        return
    scale = found.bytes_todo / size if size else found.todo / found.looked_at
    found.sentences = round(sentences * scale)
    found.seconds = reading.wall * scale / workers
    if texts:
        translator = load()
        step = max(1, len(texts) // SAMPLE_SENTENCES)
        chosen = texts[::step][:SAMPLE_SENTENCES]
        translator.translate(chosen[:8], settings.decoding)
        with translating:
            translator.translate(chosen, settings.decoding)
        found.seconds += translating.wall * len(texts) * scale / len(chosen)
    found.seconds += max(0.0, time.process_time() - reading.cpu - translating.cpu)


@dataclass(slots=True)
class Stopwatch:
    """Seconds by the clock and of the processor, spent inside ``with``."""

    wall: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> None:
        """Start."""
        self.wall -= time.perf_counter()
        self.cpu -= time.process_time()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.wall += time.perf_counter()
        self.cpu += time.process_time()
