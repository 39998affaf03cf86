"""What one worker of a cluster does: a shard of documents read, translated together, written, and reported."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aligner.batch.errors import StorageError
from aligner.batch.items import Item
from aligner.batch.sentences import translate
from aligner.batch.settings import Settings
from aligner.batch.work import Finished, Prepared, failure, finish, prepare, unforeseen
from models.allocator import give_back
from models.errors import ModelError, TolmachError
from models.translation import Translation, Translator

#: A shard is closed when it has this many documents or this many bytes.
SHARD_DOCUMENTS, SHARD_BYTES = 256, 262_144
#: Translations that a worker remembers from shard to shard.
REMEMBERED = 100_000


def shards(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Documents in lots that are worth a call: many small ones, or one book."""
    lot: list[Item] = []
    size = 0
    for item in items:
        lot.append(item)
        size += max(1, item.size)
        if len(lot) >= SHARD_DOCUMENTS or size >= SHARD_BYTES:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot


@dataclass(slots=True)
class ShardWorker:
    """Does shards with one model; remembers what it translated, within bounds."""

    settings: Settings
    translator: Translator | None
    stage: Path | None
    translated: int = 0
    repeated: int = 0
    _known: dict[str, Translation] = field(default_factory=dict)

    def work(self, items: Sequence[Item]) -> list[Finished]:
        """One result a document, in order.

        Raises:
            StorageError: no output can be written any more.
        """
        read = [self._prepare(item) for item in items]
        self._translate([one for one in read if isinstance(one, Prepared) and one.bitext is None])
        give_back()
        done = [self._finish(one) if isinstance(one, Prepared) else one for one in read]
        if len(self._known) > REMEMBERED:
            self._known.clear()
        return done

    def _prepare(self, item: Item) -> Prepared | Finished:
        begin = time.perf_counter()
        try:
            return prepare(item, self.settings)
        except TolmachError as error:
            return Finished(failure(item, error, round(time.perf_counter() - begin, 3)))
        except Exception as error:  # one document never stops the others
            return Finished(failure(item, unforeseen(item, error)))

    def _translate(self, documents: Sequence[Prepared]) -> None:
        every = [text for prepared in documents for text in prepared.to_translate if text is not None]
        new = [sentence for sentence in dict.fromkeys(every) if sentence not in self._known]
        self.repeated += len(every) - len(new)
        if not new or self.translator is None:
            return
        for sentence, made in zip(new, translate(self.translator, new, self.settings.decoding), strict=True):
            if made is not None:
                self._known[sentence] = made
                self.translated += 1

    def _finish(self, prepared: Prepared) -> Finished:
        item = prepared.item
        try:
            if prepared.bitext is not None:
                return finish(prepared, None, self.settings, self.stage)
            wanted = [text for text in prepared.to_translate if text is not None]
            missing = next((text for text in wanted if text not in self._known), None)
            if missing is not None:
                raise ModelError(
                    "{name}: the model failed on «{missing}»", name=item.source.shown, missing=missing[:60]
                )
            return finish(prepared, [self._known[text] for text in wanted], self.settings, self.stage)
        except StorageError:
            raise
        except TolmachError as error:
            return Finished(failure(item, error))
        except Exception as error:  # one document never stops the others
            return Finished(failure(item, unforeseen(item, error)))
