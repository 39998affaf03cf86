"""The engine for a cluster: Ray Data hands shards of documents to a pool of model actors, which read and write.

The driver keeps plan, journal and spool. A shard whose actor or node dies is done again elsewhere; outputs are
whole or absent, and the same bytes whoever writes them.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.batch.errors import BatchError, StorageError, WorkerLostError
from aligner.batch.items import Item, item_from_json, item_to_json
from aligner.batch.settings import Settings, settings_from_json, settings_to_json
from aligner.batch.shard import ShardWorker, shards
from aligner.batch.work import Finished, failure
from models.advice import install_extra
from models.errors import TolmachError
from models.messages import Message

if TYPE_CHECKING:
    from aligner.batch.engine import RunOptions

#: Shards given to Ray at a time: what the driver holds in memory.
WINDOW = 4096
#: Times a shard is tried before its documents are tried one by one.
TRIES = 3

Deliver = Callable[[Item, Finished], None]


class Actor:
    """A model in a process of the cluster; called with a shard, answers with its results."""

    def __init__(self, settings: str, stage: str, model: dict[str, Any]) -> None:
        """Load the model once."""
        from models.load import load_translator

        chosen = settings_from_json(settings)
        self._problem: Message | None = None
        translator = None
        try:
            translator = load_translator(**model, glossary=chosen.terms) if chosen.model else None
        except TolmachError as error:
            self._problem = error.message
        self._worker = ShardWorker(chosen, translator, Path(stage) if stage else None)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """One row a document: its number, its journal entry, its pairs; the counts on the first row."""
        if self._problem:
            return _fatal(self._problem)
        items = [item_from_json(text, number) for number, text in json.loads(batch["shard"][0])]
        worker = self._worker
        before = worker.translated, worker.repeated
        try:
            done = worker.work(items)
        except StorageError as error:
            return _fatal(error.message)
        rest = [0] * (len(done) - 1)
        return {
            "entry": [json.dumps(one.entry) for one in done],
            "units": [one.units for one in done],
            "translated": [worker.translated - before[0], *rest],
            "repeated": [worker.repeated - before[1], *rest],
        }


def _fatal(message: Message) -> dict[str, list[Any]]:
    """The row that stops the run."""
    return {"entry": [json.dumps({"fatal": message.as_json()})], "units": [b""], "translated": [0], "repeated": [0]}


@dataclass(slots=True)
class ClusterEngine:
    """One run of documents on a Ray cluster, or on a Ray of its own on this machine."""

    settings: Settings
    how: RunOptions
    workers: int
    stage: Path | None
    deliver: Deliver
    tick: Callable[[], None]
    translated: int = 0
    repeated: int = 0
    _reason: str = ""

    @property
    def counts(self) -> tuple[int, int]:
        """Sentences that went to a model, and sentences that did not need to."""
        return self.translated, self.repeated

    def run(self, items: Iterator[Item]) -> None:
        """Do all these documents.

        Raises:
            BatchError: Ray is not installed or its cluster is not there.
            StorageError: no output can be written any more.
        """
        with _connected(self.how.address, self.workers) as ray:
            while window := list(islice(shards(items), WINDOW)):
                missing = self._lot(ray, window, TRIES)
                # What killed its actor several times: alone, so that the neighbours are done.
                lost = self._lot(ray, ([item] for item in missing), 1) if missing else []
                for item in lost:
                    reason = self._reason or "out of memory?"
                    error = WorkerLostError(
                        "{name}: the process that worked on it died ({reason})", name=item.source.shown, reason=reason
                    )
                    self.deliver(item, Finished(failure(item, error)))

    def _lot(self, ray: Any, window: Iterable[list[Item]], tries: int) -> list[Item]:
        """Do some shards; returns the documents that no result came for."""
        rows = [(shard, json.dumps([(item.number, item_to_json(item)) for item in shard])) for shard in window]
        waiting = {item.number: item for shard, _ in rows for item in shard}
        gpu = self.how.device == "cuda"
        model = {"model": self.how.model, "device": self.how.device, "compute": self.how.compute, "threads": 1}
        data = ray.data.from_items([{"shard": text} for _, text in rows], override_num_blocks=len(rows))
        with warnings.catch_warnings():
            # Ray 2.60 announces another way to bound the retries; older ones know only this.
            warnings.simplefilter("ignore")
            done = data.map_batches(
                Actor,
                fn_constructor_args=(settings_to_json(self.settings), str(self.stage or ""), model),
                batch_size=1,
                concurrency=min(self.workers, len(rows)),
                num_cpus=1,
                num_gpus=1 if gpu else None,
                # Without a bound, a document that kills its actor would be tried for ever.
                ray_remote_args_fn=lambda: {"max_restarts": -1, "max_task_retries": tries},
            )
        try:
            for row in done.iter_rows():
                self._take(row, waiting)
                self.tick()
        except ray.exceptions.RayError as error:
            self._reason = (str(error).strip().splitlines() or [type(error).__name__])[-1][:200]
        return list(waiting.values())

    def _take(self, row: dict[str, Any], waiting: dict[int, Item]) -> None:
        entry = json.loads(row["entry"])
        if "fatal" in entry:
            raise StorageError("{problem}", problem=Message.from_json(entry["fatal"]))
        self.translated += int(row["translated"])
        self.repeated += int(row["repeated"])
        item = waiting.pop(entry["n"], None)
        if item is not None:
            self.deliver(item, Finished(entry, bytes(row["units"])))


@contextlib.contextmanager
def _connected(address: str, workers: int) -> Iterator[Any]:
    """Ray, quiet, and without its reports of use."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ModuleNotFoundError as error:
        raise BatchError(
            "--engine ray needs Ray; install it with: {command}", command=install_extra("cluster")
        ) from error
    own: dict[str, Any] = {}
    if not address:
        own = {"num_cpus": workers, "object_store_memory": 256 * 2**20, "include_dashboard": False}
    try:
        ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **own)
    except Exception as error:  # Ray's own have no common base; a slow start is a bare Exception
        reason = " ".join(str(error).split())[:200]
        raise BatchError(
            "{address}: no cluster can be reached or started ({reason}); see --address",
            address=address or "ray",
            reason=reason,
        ) from error
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield ray
    finally:
        ray.shutdown()
