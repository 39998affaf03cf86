"""Interactive translation: sentences of requests that wait together go through the model together.

There is no timer. While the model works on one batch the next one gathers, so a lone request starts at once and
thirty-two requests share a few batches.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.translation import Decoding, Translation
from server.errors import BusyError
from server.translation.models import Models

#: Sentences of one batch.
BATCH = 64
#: Sentences remembered.
CACHE = 20_000

Key = tuple[str, Decoding]


@dataclass
class PendingRequest:
    """One request's sentences for one model and decoding."""

    key: Key
    texts: Sequence[str]
    results: list[Translation] = field(default_factory=list)
    error: Exception | None = None
    given_up: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    taken: int = 0


class Batcher:
    """Translates for many threads at once. Its own thread starts with the first request."""

    def __init__(self, models: Models) -> None:
        """``models`` gives the translators."""
        self._models = models
        self._condition = threading.Condition()
        self._queue: deque[PendingRequest] = deque()
        self._thread: threading.Thread | None = None
        self._cache: OrderedDict[tuple[Key, str], Translation] = OrderedDict()
        #: Sentences translated and found in memory, and batches run, for the metrics.
        self.translated = self.cached = self.batches = 0

    def translate(self, texts: Sequence[str], model: str, decoding: Decoding, seconds: float) -> list[Translation]:
        """Translate sentences; the same sentence is answered from memory.

        Raises:
            BusyError: it took longer than ``seconds``.
            ModelError: the model cannot be loaded.
        """
        key = (model, decoding)
        known = self._remembered(key, texts)
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if missing:
            waiting = PendingRequest(key, missing)
            with self._condition:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._serve, name="batcher", daemon=True)
                    self._thread.start()
                self._queue.append(waiting)
                self._condition.notify()
            if not waiting.done.wait(seconds):
                waiting.given_up = True
                raise BusyError(
                    "the translation took longer than {seconds} s; send less text, or a document", seconds=seconds
                )
            if waiting.error is not None:
                raise waiting.error
            known.update(zip(missing, waiting.results, strict=True))
        return [known[text] for text in texts]

    @property
    def waiting(self) -> int:
        """Requests in the queue."""
        return len(self._queue)

    def _remembered(self, key: Key, texts: Sequence[str]) -> dict[str, Translation]:
        """Those of the texts that are in memory."""
        known: dict[str, Translation] = {}
        with self._condition:
            for text in texts:
                if (found := self._cache.get((key, text))) is not None:
                    self._cache.move_to_end((key, text))
                    known[text] = found
            self.cached += len(known)
        return known

    def _serve(self) -> None:
        """Gather and run batches for ever."""
        while True:
            with self._condition:
                while not self._queue:
                    self._condition.wait()
                shares = self._gather()
            self._run(shares)

    def _gather(self) -> list[tuple[PendingRequest, list[str]]]:
        """The next batch: a fair share of each request that wants the same model as the first.

        A request of two hundred sentences does not keep one of a single sentence waiting.
        """
        while self._queue and self._queue[0].given_up:
            self._queue.popleft()
        if not self._queue:
            return []
        key = self._queue[0].key
        same = [waiting for waiting in self._queue if waiting.key == key and not waiting.given_up]
        share = max(1, BATCH // len(same))
        shares: list[tuple[PendingRequest, list[str]]] = []
        for waiting in same[:BATCH]:
            texts = list(waiting.texts[waiting.taken : waiting.taken + share])
            waiting.taken += len(texts)
            shares.append((waiting, texts))
            self._queue.remove(waiting)
            if waiting.taken < len(waiting.texts):
                self._queue.append(waiting)
        return shares

    def _run(self, shares: list[tuple[PendingRequest, list[str]]]) -> None:
        """Translate a batch and wake those whose last sentence it held."""
        if not shares:
            return
        key = shares[0][0].key
        texts = list(dict.fromkeys(text for _, part in shares for text in part))
        try:
            outputs = self._models.translator(key[0]).translate(texts, key[1])
        except Exception as error:  # handed to the callers, who raise it
            with self._condition:
                for waiting, _ in shares:
                    waiting.error = error
                    if waiting in self._queue:
                        self._queue.remove(waiting)
            for waiting, _ in shares:
                waiting.done.set()
            return
        made = dict(zip(texts, outputs, strict=True))
        with self._condition:
            self.translated += len(texts)
            self.batches += 1
            for text, output in made.items():
                self._cache[(key, text)] = output
            while len(self._cache) > CACHE:
                self._cache.popitem(last=False)
        for waiting, part in shares:
            waiting.results += [made[text] for text in part]
            if len(waiting.results) == len(waiting.texts):
                waiting.done.set()
