"""A run from start to end: lock, plan, what is still to do, the engine, merged outputs, report."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aligner.batch.cache import Cache
from aligner.batch.display import Count, Display
from aligner.batch.engine import Engine, RunOptions
from aligner.batch.errors import BatchError, storage_faults
from aligner.batch.fetch import content_hash, fetch
from aligner.batch.inputs import Inputs
from aligner.batch.items import Item
from aligner.batch.journal import DONE, FAILED, TODO, Entry, Journal, Ledger
from aligner.batch.merge import Merged, merge
from aligner.batch.outputs import prepare_out, remove_output
from aligner.batch.plan import Plan
from aligner.batch.report import write_report
from aligner.batch.run_folder import agreed, is_new, keep, make_run, only_run, own_format_possible, removed_if_futile
from aligner.batch.settings import Settings
from aligner.batch.spool import Spool
from aligner.batch.totals import Totals
from aligner.batch.work import Finished
from aligner.errors import ReadError
from models.errors import TolmachError
from models.messages import Message
from models.translation import Translator

#: A document that is done is in the journal after this many seconds, or when this many are waiting.
FLUSH_SECONDS, FLUSH_DOCUMENTS = 0.5, 256


@dataclass(slots=True)
class Run:
    """A started run: what it knows while documents are being finished."""

    how: RunOptions
    settings: Settings
    display: Display
    plan: Plan
    ledger: Ledger
    journal: Journal
    stage: Path | None
    spool: Spool | None
    count: Count = field(default_factory=Count)
    engine: Engine | None = None
    #: Documents that are read and not finished, and sentences of finished ones.
    _read: set[int] = field(default_factory=set)
    _finished: int = 0
    _waiting: list[Finished] = field(default_factory=list)
    _since: float = 0.0

    def todo(self) -> Iterator[Item]:
        """What is still to do, in order."""
        for item in self.plan.items():
            if self.ledger.state(item.number) == TODO:
                yield item

    def deliver(self, item: Item, finished: Finished) -> None:
        """A document is done or has failed: it will be in the journal within half a second."""
        entry = finished.entry
        if not self._waiting:
            self._since = time.monotonic()
        self._waiting.append(finished)
        if entry["state"] == "done":
            self.count.done += 1
            self._finished += entry["sentences"]
            if item.number not in self._read:
                self.read(item, entry["sentences"])
            self._read.discard(item.number)
        else:
            self.count.failed += 1
            self.count.bytes_failed += max(0, item.size)
        self.display.document(item, entry)
        if len(self._waiting) >= FLUSH_DOCUMENTS:
            self.flush()

    def read(self, item: Item, sentences: int) -> None:
        """A document was read and has so many sentences."""
        self._read.add(item.number)
        self.count.read_documents += 1
        self.count.read_bytes += max(0, item.size)
        self.count.read_sentences += sentences

    def tick(self) -> None:
        """Several times a second."""
        self.count.through = max(self._finished, sum(self.engine.counts) if self.engine else 0)
        if self._waiting and time.monotonic() - self._since >= FLUSH_SECONDS:
            self.flush()
        self.display.progress(self.count)

    def flush(self) -> None:
        """Spool first, journal after it; then outputs that a changed document no longer has are removed."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if self.spool is not None:
            for finished in waiting:
                if finished.entry["state"] == "done":
                    finished.entry["span"] = list(self.spool.add(finished.units))
            self.spool.sync()
        stale = [name for finished in waiting for name in self._stale(finished.entry)]
        self.ledger.record(self.journal, [finished.entry for finished in waiting])
        for name in stale:
            remove_output(self.settings.out, name)

    def _stale(self, entry: Entry) -> list[str]:
        before = self.ledger.entry(entry["n"])
        return [name for name in (before or {}).get("files", []) if name not in entry.get("files", [])]

    def rows(self) -> Iterator[tuple[Item, Entry | None]]:
        """Every document with its newest entry, None where it is still to do."""
        for item in self.plan.items():
            state = self.ledger.state(item.number)
            yield item, None if state == TODO else self.ledger.entry(item.number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    totals: Totals
    merged: list[Merged]
    report: Path
    #: Documents that failed in an earlier start and were left alone in this one.
    failed_before: int = 0


def start(
    inputs: Inputs, settings: Settings, how: RunOptions, display: Display, load: Callable[[], Translator]
) -> Outcome:
    """Start a run, or go on with it: the same call does both.

    Args:
        inputs: what to work on.
        settings: what to make of it; its date counts only when the run is new.
        how: where the run directory is, and with what means.
        display: where progress goes.
        load: gives the model; called at most once, and only if a sentence has to be translated.

    Raises:
        ExportError: a format needs a package that is not installed.
        BatchError: the run cannot start: it is going on already, its settings changed, its output is not empty.
        StorageError: the disk is full or gone; the same call goes on later.
        KeyboardInterrupt: the user stopped it; likewise.
    """
    from aligner.exports import check_installed

    begin = time.monotonic()
    check_installed((*settings.formats, *settings.merge_formats))
    inputs.check()
    new = is_new(settings.out, how.run)
    make_run(how.run)
    with storage_faults(how.run), only_run(how.run), removed_if_futile(how.run, new):
        settings = agreed(settings, how.run, redo=how.redo)
        if how.redo and not new:
            display.note("started over: what this run had made before is removed")
        stage = prepare_out(settings.out, how.run, shared=how.engine == "ray")
        with _opened(inputs, settings, how, display, stage) as run:
            try:
                translated, repeated = _work(run, load)
                merged = _merge(run)
            finally:
                run.flush()
            extra = {"seconds": round(time.monotonic() - begin, 2), "translated": translated, "repeated": repeated}
            totals = write_report(how.run, run.settings, run.rows(), extra, merged)
            display.close({**totals.summary(), **extra})
        if stage is not None and stage.parent == Path(settings.out):
            stage.rmdir()
    return Outcome(totals, merged, how.run / "report.html", run.count.failed_before)


@contextmanager
def _opened(inputs: Inputs, settings: Settings, how: RunOptions, display: Display, stage: Path | None) -> Iterator[Run]:
    """The run's files, and what is to be done by comparing plan, inputs and journal."""
    plan = Plan(how.run / "plan.sqlite")
    journal = Journal(how.run / "journal.jsonl")
    spool = Spool(how.run / "spool") if settings.merge else None
    try:
        known = len(plan)
        difference = plan.update(inputs.items())
        if not difference.total:
            raise BatchError("nothing to do: no document was found in what was named; see --pattern")
        own_format_possible(plan.items(), settings)
        keep(settings, how.run)
        run = Run(how, settings, display, plan, Ledger(journal.path), journal, stage, spool)
        for note in inputs.notes:
            display.note(note)
        if inputs.skipped:
            listed = ", ".join(f"{count} {extension}" for extension, count in inputs.skipped.most_common(8))
            display.note(f"passed over: {listed}; to take them all the same, name them with --pattern")
        if known and difference.added:
            display.note(
                str(
                    Message(
                        "{count} document is new among the inputs",
                        "{count} documents are new among the inputs",
                        count=difference.added,
                    )
                )
            )
        if difference.gone:
            display.note(
                str(
                    Message(
                        "{count} document is no longer among the inputs; what was made is kept",
                        "{count} documents are no longer among the inputs; what was made is kept",
                        count=difference.gone,
                    )
                )
            )
        _look_at_suspects(run)
        _count(run)
        yield run
    finally:
        plan.close()
        journal.close()
        if spool is not None:
            spool.close()


def _look_at_suspects(run: Run) -> None:
    """Files whose size or time changed: done again only where the content changed too."""
    from aligner.readers import Limits

    changed = 0
    for item in run.plan.items(suspects=True):
        entry = run.ledger.entry(item.number)
        if entry is not None:
            try:
                parts = [fetch(p, Limits().file_bytes) for p in (item.source, item.second) if p is not None]
                same = content_hash(*parts) == entry.get("digest")
            except (ReadError, TolmachError):
                same = False
            if not same:
                run.ledger.reset(item.number)
                changed += 1
        if run.ledger.state(item.number) != TODO or entry is None:
            run.plan.settle(item.number)
    if changed:
        run.display.note(
            str(
                Message(
                    "{count} document has changed since the last start; done again",
                    "{count} documents have changed since the last start; done again",
                    count=changed,
                )
            )
        )


def _count(run: Run) -> None:
    """What is done, what failed, what is left; failures are left alone unless they are to be tried again."""
    count = run.count
    for item in run.plan.items():
        state = run.ledger.state(item.number)
        if state == FAILED and run.how.retry_failed:
            run.ledger.reset(item.number)
            state = TODO
        count.total += 1
        count.done += state == DONE
        count.failed += state == FAILED
        count.bytes_total += max(0, item.size) if state == TODO else 0
    count.before, count.failed_before = count.done + count.failed, count.failed
    if count.before:
        run.display.note(f"going on: {count.before} of {count.total} documents were done before")


def _work(run: Run, load: Callable[[], Translator]) -> tuple[int, int]:
    """Let the engine do what is left; returns (sentences translated, sentences that did not need to be)."""
    if run.count.before == run.count.total:
        return 0, 0
    cache = Cache(run.how.run / "cache.sqlite")
    try:
        engine = run.engine = make_engine(run, cache, load)
        engine.run(run.todo())
        return engine.counts
    finally:
        cache.close()


def make_engine(run: Run, cache: Cache, load: Callable[[], Translator]) -> Engine:
    """The engine that was asked for.

    Raises:
        BatchError: there is no such engine, or it is not installed.
    """
    workers = run.how.workers or available_workers()
    if run.how.engine == "ray":
        from aligner.batch.cluster import ClusterEngine

        return ClusterEngine(run.settings, run.how, workers, run.stage, run.deliver, run.tick)
    from aligner.batch.local import LocalEngine

    return LocalEngine(run.settings, cache, once(load), workers, run.stage, run.deliver, run.tick, run.read)


def available_workers() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def once(load: Callable[[], Translator]) -> Callable[[], Translator]:
    """The same, but the model is loaded only once, whichever thread asks first."""
    lock = threading.Lock()
    made: list[Translator] = []

    def get() -> Translator:
        with lock:
            if not made:
                made.append(load())
        return made[0]

    return get


def _merge(run: Run) -> list[Merged]:
    """Merged outputs hold what is done; they are written again at every end."""
    run.flush()
    if not run.settings.merge:
        return []

    def places() -> Iterator[tuple[str, int, int]]:
        for item, entry in run.rows():
            if entry is not None and "span" in entry:
                yield item.stem, *entry["span"]

    return merge(run.settings, run.how.run, run.stage, places())
