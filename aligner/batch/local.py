"""The engine for one machine: processes read and write documents, one model on all cores translates between them."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aligner.batch.cache import Cache
from aligner.batch.errors import StorageError, WorkerLostError
from aligner.batch.items import Item
from aligner.batch.pool import WorkerPool
from aligner.batch.sentences import PendingDocument, SentenceQueue, translate
from aligner.batch.settings import Settings
from aligner.batch.work import Finished, Prepared, failure, finish, prepare, unforeseen
from models.allocator import give_back
from models.errors import ModelError, TolmachError
from models.translation import Decoding, Translation, Translator

#: Sentences gathered before they are sorted by length, and how many go to the model in one call.
GATHER, CHUNK = 4096, 1024
#: Sentences in memory at which no further document is read, and calls of the model under way at once.
HOLD, CALLS = 8192, 2
#: Sentences that are worth a call when the model would be idle otherwise.
ENOUGH = 1024

#: Called with each finished document, in the thread that runs the engine.
Deliver = Callable[[Item, Finished], None]


@dataclass(slots=True)
class LocalEngine:
    """One run of documents on this machine.

    ``load`` gives the model when the first sentence needs it. ``tick`` is called several times a second,
    ``read`` with each document that was read and how many sentences it has.
    """

    settings: Settings
    cache: Cache
    load: Callable[[], Translator]
    workers: int
    stage: Path | None
    deliver: Deliver
    tick: Callable[[], None]
    read: Callable[[Item, int], None] = lambda *_: None
    desk: SentenceQueue = field(init=False)
    _events: queue.SimpleQueue[tuple[str, Any, Future[Any]]] = field(default_factory=queue.SimpleQueue)
    _reading: int = 0
    _calling: int = 0
    _writing: int = 0
    _starved: bool = False

    def __post_init__(self) -> None:
        """The desk where sentences wait."""
        self.desk = SentenceQueue(self.cache, GATHER, CHUNK)

    def run(self, items: Iterator[Item]) -> None:
        """Do all these documents.

        Raises:
            StorageError: no output can be written any more.
            ModelError: the model cannot be loaded.
            KeyboardInterrupt: the user stopped it; what was delivered is done.
        """
        pool = WorkerPool(self.workers)
        callers = ThreadPoolExecutor(CALLS, thread_name_prefix="model")
        whole = False
        if self.settings.model:
            # While the processes start and read; an error comes again, and is told, when the first sentence needs it.
            callers.submit(self.load)
        try:
            more = True
            while True:
                more = more and self._feed(items, pool)
                # Nothing being read: waiting gathers nothing more. The model idle: better a small lot than none.
                self._call(callers, last=self._reading == 0 or self._starved or self._idle_with_work())
                if not (more or self._reading or self._calling or self._writing):
                    break
                self._step(pool)
            whole = True
        finally:
            pool.close(wait=whole)
            callers.shutdown(wait=whole, cancel_futures=True)

    @property
    def counts(self) -> tuple[int, int]:
        """Sentences that went to the model, and sentences that did not need to."""
        return self.desk.translated, self.desk.repeated

    def _feed(self, items: Iterator[Item], pool: WorkerPool) -> bool:
        """Start reading documents, as many as memory allows; false when there are no more."""
        while self._reading < 2 * self.workers + 2 and self._writing < 64 and self.desk.held < HOLD:
            item = next(items, None)
            if item is None:
                return False
            self._reading += 1
            self._watch("read", (item, time.perf_counter()), pool.submit(prepare, item, self.settings))
        return True

    def _call(self, callers: ThreadPoolExecutor, *, last: bool) -> None:
        """Give the model something to do."""
        self._starved = False
        while self._calling < CALLS and (chunk := self.desk.next_chunk(last=last)):
            self._calling += 1
            self._watch("call", chunk, callers.submit(_load_and_translate, self.load, chunk, self.settings.decoding))

    def _idle_with_work(self) -> bool:
        return self._calling == 0 and self.desk.pending >= ENOUGH

    def _watch(self, kind: str, subject: Any, future: Future[Any]) -> None:
        future.add_done_callback(lambda done: self._events.put((kind, subject, done)))

    def _step(self, pool: WorkerPool) -> None:
        """Wait for something to end, and see to it."""
        self.tick()
        try:
            kind, subject, future = self._events.get(timeout=0.25)
        except queue.Empty:
            # Slow documents (scanned books, big PDFs): what there is goes to the model now.
            self._starved = self._calling == 0
            return
        if kind == "read":
            self._reading -= 1
            self._was_read(subject, future, pool)
        elif kind == "call":
            self._calling -= 1
            for entry in self.desk.take(subject, future.result()):
                self._complete(entry, pool)
        else:
            self._writing -= 1
            self._was_written(subject, future)

    def _was_read(self, subject: tuple[Item, float], future: Future[Prepared], pool: WorkerPool) -> None:
        item, begin = subject
        try:
            prepared = future.result()
        except Exception as error:
            self.deliver(item, Finished(failure(item, _told(item, error), round(time.perf_counter() - begin, 3))))
            return
        self.read(item, len(prepared.document.sentences))
        if prepared.bitext is not None:
            self._write(prepared, None, pool)
        elif (entry := self.desk.add(prepared)) is not None:
            self._complete(entry, pool)

    def _complete(self, entry: PendingDocument, pool: WorkerPool) -> None:
        if entry.failed:
            error = ModelError(
                "{name}: the model failed on «{failed}»",
                name=entry.prepared.item.source.shown,
                failed=entry.failed[:60],
            )
            self.deliver(entry.prepared.item, Finished(failure(entry.prepared.item, error)))
            return
        self._write(entry.prepared, [made for made in entry.outputs if made is not None], pool)

    def _write(self, prepared: Prepared, outputs: Sequence[Translation] | None, pool: WorkerPool) -> None:
        self._writing += 1
        self._watch("write", prepared.item, pool.submit(finish, prepared, outputs, self.settings, self.stage))

    def _was_written(self, item: Item, future: Future[Finished]) -> None:
        try:
            finished = future.result()
        except StorageError:
            raise
        except Exception as error:
            finished = Finished(failure(item, _told(item, error)))
        self.deliver(item, finished)


def _load_and_translate(
    load: Callable[[], Translator], sentences: Sequence[str], decoding: Decoding
) -> list[Translation | None]:
    try:
        return translate(load(), sentences, decoding)
    finally:
        # Chunk after chunk, or the process would keep what was free at its fullest moment, and a little more each time.
        give_back()


def _told(item: Item, error: Exception) -> Exception:
    """An error that names its document."""
    if isinstance(error, WorkerLostError):
        return WorkerLostError("{name}: {error}", name=item.source.shown, error=error)
    return error if isinstance(error, TolmachError) else unforeseen(item, error)
